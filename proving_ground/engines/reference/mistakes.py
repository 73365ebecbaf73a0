"""What an author can get wrong in the files of the reference pipelines, and where it stands."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import yaml

from proving_ground.pipelines.contract import InjectedMistake, Mistake

Blunder = Callable[[list[str], int, str], int]
"""Changes a file's lines, given the first line of a stage and its indent; the line changed."""


def _inserted(setting: str) -> Blunder:
    def insert(lines: list[str], first: int, indent: str) -> int:
        lines.insert(first + 1, setting.format(indent=indent))
        return first + 1

    return insert


def _counted(value: str) -> Blunder:
    """That value where a number of iterations belongs."""

    def replace(lines: list[str], first: int, _indent: str) -> int:
        line = _find(lines, first, "iterations:")
        lines[line] = lines[line].partition(":")[0] + f": {value}"
        return line

    return replace


BLUNDERS: dict[Mistake, tuple[Blunder, str]] = {
    Mistake.NONSENSE: (_inserted("\tmodel opus"), ""),
    Mistake.NO_TEXT: (_inserted("{indent}model: \udcff\udcfe"), "UTF-8"),
    Mistake.UNREADABLE: (_inserted("{indent}model: opus\a"), "#x0007"),
    Mistake.UNKNOWN_SETTING: (_inserted("{indent}modle: opus"), "modle"),
    Mistake.NO_TIME: (_inserted("{indent}timeout: 0"), "timeout"),
    Mistake.UNFIT_VALUE: (_counted("many"), "iterations"),
    Mistake.BELOW_ZERO: (_counted("-1"), "iterations"),
}
VARIABLE = "${TICKET}"
SENTENCE = f"Close {VARIABLE}."


def make(file: Path, stage: str, mistake: Mistake) -> InjectedMistake:
    """Make the mistake in that stage of a file that was written in block style."""
    prompt = file.with_name("prompt.md")
    if mistake is Mistake.UNKNOWN_VARIABLE:
        return _in_prompt(prompt) if prompt.exists() else _in_pipeline(file, stage)
    if mistake is Mistake.NO_FILE:
        file.unlink()
        return InjectedMistake(file, None, "")
    if mistake is Mistake.LEFT_OUT:
        return _left_out(file, stage)
    blunder, word = BLUNDERS[mistake]
    lines = file.read_text().splitlines()
    first = _first_line(lines, stage)
    line = blunder(lines, first, " " * lines[first].index("name:"))
    file.write_bytes(os.fsencode("\n".join(lines) + "\n"))
    return InjectedMistake(file, line + 1, word)


def _in_prompt(prompt: Path) -> InjectedMistake:
    """A variable that there is not, at the end of a prompt in a file of its own."""
    text = "\n" + prompt.read_text()
    prompt.write_text(f"{text}{SENTENCE}\n")
    return InjectedMistake(prompt, text.count("\n") + 1, VARIABLE)


def _left_out(file: Path, stage: str) -> InjectedMistake:
    """No name in a file of the stage's own; no prompt in the pipeline's."""
    content = yaml.safe_load(file.read_text())
    if "stages" not in content:
        del content["name"]
        _write(file, content)
        return InjectedMistake(file, 1, "name")
    del _entry(content, stage)["prompt"]
    _write(file, content)
    return InjectedMistake(file, _first_line(file.read_text().splitlines(), stage) + 1, "prompt")


def _in_pipeline(file: Path, stage: str) -> InjectedMistake:
    """A variable that there is not, in a prompt that stands in the pipeline's file."""
    content = yaml.safe_load(file.read_text())
    _entry(content, stage)["prompt"] = SENTENCE
    _write(file, content)
    lines = file.read_text().splitlines()
    line = _find(lines, _first_line(lines, stage), "prompt:")
    return InjectedMistake(file, line + 1, VARIABLE)


def _entry(content: dict[str, Any], stage: str) -> dict[str, Any]:
    (entry,) = (each for each in content["stages"] if each["name"] == stage)
    return cast("dict[str, Any]", entry)


def _write(file: Path, content: dict[str, Any]) -> None:
    file.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True))


def _first_line(lines: list[str], stage: str) -> int:
    return next(at for at, line in enumerate(lines) if line.lstrip("- ") == f"name: {stage}")


def _find(lines: list[str], first: int, text: str) -> int:
    return next(at for at in range(first, len(lines)) if text in lines[at])
