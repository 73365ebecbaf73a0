"""The command line: its `-D` options, tags and names, before anything runs."""

import logging
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from behave.i18n import languages

from proving_ground.errors import InputError
from proving_ground.language.yaml_lines import near
from proving_ground.limits import PREFIX, Limits
from proving_ground.scratch import unwritable
from proving_ground.suite.checks.arguments import looks_at
from proving_ground.suite.checks.written import Written
from proving_ground.suite.tags import CLOSED, OPEN

VALUES = {
    "agents": "stand-ins|real-cli",
    "backend": "claude|codex",
    "jobs": "NUMBER|cores",
    "known": "FILE|none",
    "order": "random|random:NUMBER",
    "point": "NUMBER",
    "points": "NUMBER|all",
    "report": "FOLDER",
    "rerun": "COMMAND",
    "shard": "NUMBER/NUMBER",
    "sandbox": "on|off",
    "verdicts": "FILE",
    "engine": "NAME",
    "engine_home": "FOLDER",
    **{f"{PREFIX}{each.name}": "NUMBER" for each in fields(Limits)},
}
"""Every `-D` option, and what its value is."""
SWEEP = ("point", "points")
OPERATORS = {"and", "or", "not", "true", "false"}


def unknown_options(userdata: Mapping[str, str], others: Collection[str]) -> Iterator[InputError]:
    """`-D` options that there are not, or without a value; a runner of its own may have others."""
    known = sorted({*VALUES, *others})
    for name, value in userdata.items():
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean -D {near[0]}={value}? " if near else ""
            fix = f"{hint}there are: {', '.join(known)}"
            yield InputError(f"-D {name}={value}", "there is no such option", fix)
        elif name in VALUES and value in ("", "true"):
            fix = f"write -D {name}={VALUES[name]}"
            yield InputError(f"-D {name}", "it has no value", fix)
    if all(name in userdata for name in SWEEP):
        asked = " ".join(f"-D {name}={userdata[name]}" for name in SWEEP)
        yield InputError(asked, "the one excludes the other", "leave one of them out")


def unusable_places(userdata: Mapping[str, str]) -> Iterator[InputError]:
    """Places for reports and verdicts to which nothing can be written."""
    for option, is_folder in (("report", True), ("verdicts", False)):
        if path := userdata.get(option):
            problem = unwritable(Path(path), is_folder=is_folder)
            if problem:
                fix = f"name {'a folder' if is_folder else 'a file'} that can be written"
                yield InputError(f"-D {option}={path}", problem, fix)


def unusable_settings(config: Any) -> Iterator[InputError]:
    """Files, folders and formats of behave's own options that are none."""
    for path in (Path(each.name) for each in config.outputs if each.name):
        if problem := unwritable(path, is_folder=False):
            yield InputError(f"--outfile={path}", problem, "name a file that can be written")
    if config.junit and (problem := unwritable(Path(config.junit_directory), is_folder=True)):
        place = f"--junit-directory={config.junit_directory}"
        yield InputError(place, problem, "name a folder that can be written")
    try:
        logging.Formatter(config.logging_format, config.logging_datefmt)
    except ValueError as error:
        fix = "write it like --logging-format='%(levelname)s:%(message)s'"
        yield InputError(f"--logging-format={config.logging_format}", str(error), fix)
    if config.stage:
        yield InputError(
            f"--stage={config.stage}", "the suite has steps of one stage alone", "leave it out"
        )


def check_file(option: str, path: Path | None) -> None:
    """InputError where nothing can be written to the file that an option names, if it does."""
    if path and (problem := unwritable(path, is_folder=False)):
        raise InputError(f"{option} {path}", problem, "name a file that can be written")


def unknown_language(config: Any) -> Iterator[InputError]:
    """A language of --lang that Gherkin does not know."""
    if config.lang and config.lang not in languages:
        yield InputError(
            f"--lang={config.lang}", "there is no such language", near(config.lang, [*languages])
        )


def unknown_tags(config: Any) -> Iterator[InputError]:
    """Tags of --tags that no scenario can have."""
    for asked in _asked_tags(config):
        for word in re.findall(r"[^\s(),~]+", asked):
            tag = word.lstrip("-").removeprefix("@")
            if tag.lower() in OPERATORS or not tag or tag.startswith("{"):
                continue
            if not _is_tag(tag):
                near = get_close_matches(tag, sorted(CLOSED), n=3, cutoff=0.5)
                fix = f"did you mean {' or '.join(f'@{each}' for each in near)}?"
                fix = fix if near else f"there are: {', '.join(f'@{t}' for t in sorted(CLOSED))}"
                yield InputError(f"--tags={asked!r}", f"there is no tag @{tag}", fix)


def sweeps(written: Written) -> Iterator[InputError]:
    """A point that is asked for although no scenario of the run has any."""
    asked = [name for name in SWEEP if name in written.config.userdata]
    if not asked:
        return
    if any(is_sweep(each, written.match) for each in written.selected()):
        return
    place = f"-D {asked[0]}={written.config.userdata[asked[0]]}"
    problem = "no scenario of this run tries one point after another"
    yield InputError(place, problem, "name a scenario that does (docs/faults.md), or leave it out")


def is_sweep(scenario: Any, match: Callable[[Any], Any]) -> bool:
    """Whether a scenario tries one point after another, as only sweeps look at `ground`."""
    matches = filter(None, map(match, scenario.all_steps))
    return any("ground" in looks_at(each.func.__code__) for each in matches)


def _asked_tags(config: Any) -> list[str]:
    tags = config.tags or []
    return [tags] if isinstance(tags, str) else list(tags)


def _is_tag(tag: str) -> bool:
    if "*" in tag or "?" in tag:
        return tag.startswith("path:") or any(fnmatchcase(t, tag) for t in CLOSED)
    return tag in CLOSED or OPEN.fullmatch(tag) is not None
