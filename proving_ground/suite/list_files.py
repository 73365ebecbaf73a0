"""Files that list features, as in `behave @list.txt`: what each of their lines names is there."""

import glob
from collections.abc import Iterator, Sequence
from pathlib import Path

from behave.runner_util import FileLocationParser

from proving_ground.errors import InputError
from proving_ground.language.yaml_lines import near

FEATURE = ".feature"


def wrong_lists(paths: Sequence[str]) -> Iterator[InputError]:
    """What is wrong with the lists among those paths; nothing of one that is not there."""
    for path in (Path(each[1:]) for each in map(str, paths) if each.startswith("@")):
        if path.is_dir():
            fix = f"write it without @, to run all that is in it: {path}"
            yield InputError(f"@{path}", "this is a folder, and no list", fix)
        elif path.is_file():
            yield from _wrong_in(path)


def not_utf8(path: str | Path, error: UnicodeDecodeError) -> InputError:
    """That a file is no UTF-8, with the line of the first such byte."""
    line = error.object[: error.start].count(b"\n") + 1
    problem = f"byte {error.object[error.start]:#04x} is no UTF-8"
    return InputError(path, problem, "save the file as UTF-8", line)


def _wrong_in(path: Path) -> Iterator[InputError]:
    try:
        lines = path.read_bytes().decode().splitlines()
    except UnicodeDecodeError as error:
        yield not_utf8(path, error)
        return
    except OSError as error:
        yield InputError(path, f"cannot be read: {error.strerror}", "let it be readable")
        return
    for number, line in enumerate(map(str.strip, lines), 1):
        if line and not line.startswith("#") and (told := _wrong(path.parent, line)):
            yield InputError(path, *told, number)


def _wrong(folder: Path, line: str) -> tuple[str, str] | None:
    """What is wrong with a line of a list in that folder, and what to do."""
    whole = str(folder / line)
    relative = f"A line's path begins in the list's own folder, {folder.absolute()}"
    if glob.has_magic(line):
        found = [Path(each) for each in glob.glob(whole)]  # noqa: PTH207 - as behave does
        if not found:
            return f"nothing is there that matches {line}", relative
    else:
        found = [Path(FileLocationParser.parse(whole).filename)]
    for each in found:
        if each.is_dir():
            return f"this names a folder: {line}", f"write: {line.rstrip('/')}/*{FEATURE}"
        if each.suffix != FEATURE:
            return f"this names no feature file: {line}", f"name files that end in {FEATURE}"
        if not each.is_file():
            there = sorted(str(p.relative_to(folder)) for p in each.parent.glob(f"*{FEATURE}"))
            hint = f"{near(line.partition(':')[0], there)} " if there else ""
            return f"there is no such file: {line}", f"{hint}{relative}"
    return None
