"""Feature files as they are read: what cannot be read is told with its place, and what to do."""

import contextlib
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from behave.exception import FileNotFoundError as NoSuchFile
from behave.exception import InvalidFilenameError
from behave.i18n import languages
from behave.model_core import FileLocation
from behave.parser import ParserError

from proving_ground.errors import InputError, refuse
from proving_ground.language.yaml_lines import near
from proving_ground.root import ROOT
from proving_ground.suite.checks import shape
from proving_ground.suite.list_files import FEATURE, not_utf8, wrong_lists
from proving_ground.suite.raw_lines import wrong_lines


def read_features(root: Path = ROOT) -> list[Any]:
    """All features of that folder, as behave reads them; InputError where it cannot."""
    # 200 ms that only who runs nothing pays for: behave reads the features of a run itself.
    from behave.configuration import Configuration  # noqa: PLC0415
    from behave.runner_util import collect_feature_locations, parse_features  # noqa: PLC0415

    with contextlib.chdir(ROOT):
        Configuration([]).setup_model()
    with contextlib.chdir(root):
        locations = located(["features"], lambda: collect_feature_locations(["features"]))
        try:
            return list(parse_features(locations))
        except ParserError as error:
            raise parse_error(error) from None


def located(paths: Sequence[str], collect: Any) -> list[Any]:
    """What behave's `collect` finds at those paths; InputError where it cannot be read."""
    refuse(wrong_lists(paths))
    try:
        locations = list(collect())
    except (NoSuchFile, InvalidFilenameError) as error:
        raise _no_such(str(error)) from None
    if not locations:
        fix = "name a feature file, a folder of them, or a list of them"
        raise InputError(" ".join(map(str, paths)), "no feature file is found there", fix)
    refuse(mistake for location in locations for mistake in _mistakes(location))
    return _by_file(locations)


def _by_file(locations: Sequence[Any]) -> list[Any]:
    """The locations with those of one file side by side, or behave would read it several times."""
    files: dict[str, list[Any]] = {}
    for each in locations:
        files.setdefault(os.path.realpath(each.filename), []).append(each)
    groups = files.values()
    return [FileLocation(group[0].filename, each.line) for group in groups for each in group]


def parse_error(error: ParserError) -> InputError:
    """What the parser found, in our words."""
    path = _shown(Path(error.filename or "a feature"))
    text = (error.line_text or "").strip()
    told = re.sub(r"\s+", " ", re.split(r" at line \d+", str(error.args[0]))[0]).strip()
    reason = re.search(r"REASON: (.*)", str(error.args[0]))
    if told.startswith("Parser failure"):
        told = f"this cannot stand here: {text}"
    problem = f"{told} ({reason[1].rstrip('.')})" if reason else told
    return InputError(path, problem, shape.advice(text), error.line)


def _mistakes(location: Any) -> Iterator[InputError]:
    path = Path(location.filename)
    if path.suffix != FEATURE or not path.is_file():
        yield _no_such(str(path))
        return
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        yield InputError(_shown(path), f"cannot be read: {error.strerror}", "let it be readable")
        return
    except UnicodeDecodeError as error:
        yield not_utf8(_shown(path), error)
        return
    yield from _wrong_in(_shown(path), text, location.line)


def _wrong_in(path: str, text: str, line: int | None) -> Iterator[InputError]:
    lines = text.splitlines()
    if all(each.strip()[:1] in ("", "#", "@") for each in lines):
        yield InputError(path, "the file holds no feature", "write one, or remove the file")
    if line is not None and not 1 <= line <= len(lines):
        fix = "name the line of a scenario"
        yield InputError(path, f"there is no line {line}, the file has {len(lines)}", fix)
    yield from wrong_lines(path, text)
    for number, each in enumerate(lines, 1):
        found = re.match(r"\s*#\s*language:\s*(\S*)", each, re.IGNORECASE)
        if found and found[1] not in languages:
            problem = f"there is no language {found[1]!r}"
            yield InputError(path, problem, near(found[1], sorted(languages)), number)
        if not each.strip().startswith("#"):
            break


def _no_such(path: str) -> InputError:
    name = path.removeprefix("@")
    if Path(name).is_file():
        return InputError(path, "this is no feature file", f"name a file that ends in {FEATURE}")
    folder = Path(name.partition(":")[0]).parent
    there = sorted(_shown(each) for each in folder.glob("[!.]*"))
    fix = near(_shown(Path(name)), there) if there else "name what is there"
    return InputError(path, "there is no such file or folder", fix)


def _shown(path: Path) -> str:
    here = Path.cwd()
    whole = here / path
    return str(whole.relative_to(here) if whole.is_relative_to(here) else path)
