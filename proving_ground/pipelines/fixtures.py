"""Fixture sets in seed 002's form: folders that say what is run and what its agents do."""

import json
import re
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from proving_ground.agents.script import (
    Act,
    Rule,
    Script,
    answer,
    exit_with,
    raise_signal,
    write_raw,
    write_stderr,
)
from proving_ground.errors import InputError
from proving_ground.language.yaml_lines import load_model, near, read_text
from proving_ground.pipelines.fixture_extras import HOOKS, TASKS, read_hooks, read_tasks
from proving_ground.pipelines.pipeline import Model, Pipeline, Stage
from proving_ground.pipelines.task_lists import TaskList

_ANSWER, _DECISION, _RAW, _CRASH = (
    "iteration-N.txt",
    "status-N.json",
    "status-N.raw",
    "crash-N.yaml",
)
_STAGE, _PIPELINE, _PROMPT = "stage.yaml", "pipeline.yaml", "prompt.md"
_NUMBERED = (_ANSWER, _DECISION, _RAW, _CRASH)

Files = Mapping[str, Path]
"""The files of one iteration, by their names with N for the number."""


@dataclass(frozen=True)
class FixtureSet:
    """What one folder of `fixtures/scripts` says: what is run, and what its agents do."""

    name: str
    pipeline: Pipeline
    script: Script
    tasks: TaskList | None = None


class Decision(BaseModel):
    """A `status-N.json`: of its keys only the decision has to be there."""

    model_config = ConfigDict(extra="allow")
    decision: Literal["continue", "stop", "error"]


def _signal(name: str) -> str:
    full = f"SIG{name.removeprefix('SIG')}"
    if full not in signal.Signals.__members__:
        raise ValueError("Use the name of a signal, such as KILL or TERM")
    return full


class Crash(Model):
    """A `crash-N.yaml`: how iteration N dies, in its first `times` attempts or in all."""

    exit: int | None = Field(default=None, ge=1, le=255)
    signal: Annotated[str, AfterValidator(_signal)] | None = None
    stderr: str | None = None
    times: Annotated[int, Field(ge=1)] | Literal["always"] = "always"

    @model_validator(mode="after")
    def _dies_in_one_way(self) -> Self:
        if (self.exit is None) == (self.signal is None):
            raise ValueError("write either exit (a code) or signal (a name)")
        return self

    @property
    def acts(self) -> tuple[Act, ...]:
        """What the agent does instead of its iteration."""
        said = (write_stderr(self.stderr),) if self.stderr else ()
        return (*said, raise_signal(self.signal) if self.signal else exit_with(self.exit or 1))

    @property
    def attempts(self) -> tuple[int | None, ...]:
        """The attempts that crash; None stands for all."""
        return (None,) if self.times == "always" else tuple(range(1, self.times + 1))


def load(folder: Path) -> FixtureSet:
    """Read a fixture set; InputError, with file and line, for whatever is wrong in it."""
    if not folder.is_dir():
        names = sorted(path.name for path in folder.parent.glob("*/"))
        raise InputError(folder, "there is no such fixture set", near(folder.name, names))
    if (folder / _PIPELINE).exists():
        return _several(folder)
    if (folder / _STAGE).exists():
        return _single(folder)
    fix = f"Write {_STAGE} for one stage, or {_PIPELINE} for several."
    raise InputError(folder, f"neither {_STAGE} nor {_PIPELINE} is there", fix)


def _single(folder: Path) -> FixtureSet:
    stage = load_model(folder / _STAGE, Stage)
    _refuse_elsewhere(folder / _STAGE, stage, "prompt", "inputs")
    rules = tuple(_rules(folder, stage, None, _STAGE, HOOKS, TASKS))
    stages, hooks = (_prompted(folder, stage),), tuple(read_hooks(folder))
    pipeline = Pipeline(name=folder.name, stages=stages, hooks=hooks)
    return FixtureSet(folder.name, pipeline, Script(rules), read_tasks(folder, stage))


def _several(folder: Path) -> FixtureSet:
    pipeline = load_model(folder / _PIPELINE, Pipeline)
    keys = [pipeline.key(index) for index in range(len(pipeline.stages))]
    _refuse_unknown(folder, [_PIPELINE, HOOKS, *keys])
    stages: list[Stage] = []
    rules: list[Rule] = []
    for key, stage in zip(keys, pipeline.stages, strict=True):
        _refuse_elsewhere(folder / _PIPELINE, stage, "prompt")
        stages.append(_prompted(folder / key, stage))
        rules += _rules(folder / key, stage, key)
    update = {"stages": tuple(stages), "hooks": tuple(read_hooks(folder))}
    pipeline = pipeline.model_copy(update=update)
    return FixtureSet(folder.name, pipeline, Script(tuple(rules)))


def _refuse_elsewhere(path: Path, stage: Stage, *keys: str) -> None:
    """Refuse keys of a stage that have no place in this file."""
    for key in keys:
        if key in stage.model_fields_set:
            fix = {"prompt": f"Put the text into {_PROMPT}.", "inputs": "Remove it."}[key]
            lines = enumerate(read_text(path).split("\n"), start=1)
            line = next((n for n, text in lines if text.lstrip(" -").startswith(key)), None)
            raise InputError(path, f"{key!r} has no place here", fix, line)


def _refuse_unknown(folder: Path, known: list[str]) -> None:
    for path in sorted(folder.iterdir()):
        name = path.name
        if not name.startswith(".") and _pattern(name) not in known:
            raise InputError(path, f"nothing here is called {name}", near(_pattern(name), known))


def _pattern(name: str) -> str:
    """`status-N.json` for `status-2.json`; other names stay as they are."""
    return re.sub(r"-[1-9]\d*\.(?=\w+$)", "-N.", name)


def _prompted(folder: Path, stage: Stage) -> Stage:
    path = folder / _PROMPT
    return stage.model_copy(update={"prompt": read_text(path)}) if path.exists() else stage


def _rules(folder: Path, stage: Stage, key: str | None, *others: str) -> Iterator[Rule]:
    """The rules of a stage's iterations; `key` is None where there is no other stage."""
    if stage.termination.iterations == 0 and not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(folder, f"stage {stage.name!r} has no folder", "Make it.")
    if not stage.block:
        _refuse_unknown(folder, [*_NUMBERED, _PROMPT, *others])
        yield from _numbered(folder, key, None)
        return
    names = [f"agent-{agent}" for agent in range(len(stage.block.agents))]
    _refuse_unknown(folder, [*names, _PROMPT, *others])
    for agent, name in enumerate(names):
        if not (folder / name).is_dir():
            raise InputError(folder / name, f"agent {agent} has no folder", "Make it.")
        _refuse_unknown(folder / name, list(_NUMBERED))
        yield from _numbered(folder / name, key, agent)


def _numbered(folder: Path, key: str | None, agent: int | None) -> Iterator[Rule]:
    """The rules of one agent's iterations; `agent` is None where it works alone."""
    for number, files in _iterations(folder):
        attempts: tuple[int | None, ...] = ()
        if _CRASH in files:
            crash = load_model(files[_CRASH], Crash)
            attempts = crash.attempts
            for attempt in attempts:
                yield Rule(crash.acts, key, number, attempt, agent=agent)
        if None not in attempts:
            yield Rule(_played(folder, number, files), key, number, agent=agent, series=True)


def _iterations(folder: Path) -> Iterator[tuple[int, Files]]:
    """The iterations from 1 on, each with its files; InputError where one is left out."""
    found: dict[int, dict[str, Path]] = {}
    for path in folder.iterdir():
        if _pattern(path.name) in _NUMBERED:
            number = int(path.stem.rpartition("-")[2])
            found.setdefault(number, {})[_pattern(path.name)] = path
    for number in range(1, max(found, default=1) + 1):
        if number not in found:
            path = folder / _ANSWER.replace("N", str(number))
            raise InputError(path, "the file is not there", "Number from 1 on, without gaps.")
        yield number, found[number]


def _played(folder: Path, number: int, files: Files) -> tuple[Act, ...]:
    """What the agent does in an iteration that it survives."""
    answered = files.get(_ANSWER, folder / _ANSWER.replace("N", str(number)))
    text = read_text(answered).removesuffix("\n")
    if (_DECISION in files) == (_RAW in files):
        fix = f"Write either {_DECISION} or, for a malformed decision, {_RAW} (N is {number})."
        raise InputError(answered, "its iteration needs one decision", fix)
    if _RAW in files:
        raw = files[_RAW].read_bytes().decode(errors="surrogateescape")
        return write_raw(raw), answer(text)
    return {"decision": _decision(files[_DECISION])}, answer(text)


def _decision(path: Path) -> object:
    try:
        decision: object = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        fix = f"Correct it, or name it {path.stem}.raw if that is on purpose."
        raise InputError(path, f"not JSON: {error.msg}", fix, error.lineno) from None
    load_model(path, Decision)
    return decision
