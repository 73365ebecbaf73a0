"""An engine that is described in YAML alone: nothing but the translation of its profile."""

import json
import math
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import jmespath

from proving_ground.engines.profile.capabilities import UNLOCKED_BY, capabilities, is_pattern
from proving_ground.engines.profile.model import Ask, CommandLine, Profile, Retries
from proving_ground.engines.profile.templates import Values, fill, is_told, told_lines
from proving_ground.errors import InputError, PrerequisiteError, StateUnreadable, given
from proving_ground.evidence.run_state import Ending
from proving_ground.evidence.witness import Together, parsed, parsed_lines, read_regular_file
from proving_ground.language.yaml_lines import line_of, load_model
from proving_ground.loops.asking import COMMAND, Asking
from proving_ground.loops.contract import (
    Capability,
    EngineState,
    Job,
    Limits,
    LoopAdapter,
    TaskFile,
    Voice,
)
from proving_ground.processes.command import Command

COPY = "copy:"
STDOUT = "stdout"
SLEEP = '#!/bin/sh\ncase "$1" in\n{cases}*) exec {real} "$@" ;;\nesac\n'


class ProfileAdapter(LoopAdapter):
    """Drives the engine of a profile; derive from it where YAML is not enough."""

    def __init__(self, path: Path, home: Path | None = None):
        """Read the profile; InputError with file and line for what is wrong in it."""
        self.path = path
        self.profile = load_model(path, Profile)
        own = Path(self.profile.home or ".").expanduser()
        self.home = home or (path.parent / own).resolve()
        self.name = self.profile.engine
        self.endings = {k: frozenset(told) for k, told in self.profile.exit.items()}
        self.program = self.profile.agent.program
        self.limits = Limits(self.profile.limits.calls, self.profile.limits.seconds)
        self.clean_tree = self.profile.clean_tree
        self.retries = _retries(self.profile.on_agent_failure)
        self.resumes = self.profile.resumes
        self.settings = self.profile.settings
        self.asking = _asking(self.profile.ask)
        self.own_changes = self.profile.changes_by_itself
        self.known = path.parent / self.profile.known if self.profile.known else None
        self.shims = _sleep(self.profile.sleep)
        agent = self.profile.agent
        self.voice = Voice(
            goes_on=agent.says.goes_on,
            done=agent.says.done,
            file=agent.says.file or "",
            signals=agent.signals,
            least_seconds=agent.least_seconds,
            commits=agent.commits,
            allowed_by=agent.allowed_by,
        )
        self.capabilities = frozenset(capabilities(self.profile))

    def prepare(self, project: Path, job: Job) -> None:
        """Write the files that the profile lists."""
        values = self.values(project, job, "file")
        for name, text in self.profile.project.items():
            target = project / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if text.startswith(COPY):
                self._copy(name, Path(fill(text[len(COPY) :].strip(), values)), target)
            else:
                target.write_text(told_lines(text, values), "utf-8")

    def command(self, project: Path, job: Job, *, again: bool) -> Command:
        """`run`, or `resume` after an earlier run, or what asks a person, where there are such."""
        ask = self.profile.ask if job.asks else None
        line = (self.profile.resume if again else None) or (ask and ask.run) or self.profile.run
        values = self.values(project, job, "flag")
        told = self.values(project, job, "environment")
        env = {k: fill(v, told) for k, v in self.profile.env.items() if is_told(v, told)}
        return Command(tuple(_filled(line, values)), project, env)

    def answer(self, project: Path, job: Job, *, agrees: bool) -> Command | str:
        """The text of `agree` or `refuse`, filled in, or the command."""
        ask, values = self.profile.ask, self.values(project, job, "flag")
        if ask is None:
            return ""
        said = ask.agree if agrees else ask.refuse
        if ask.answer == COMMAND:
            return Command(tuple(fill(word, values) for word in shlex.split(said)), project)
        return fill(said, values)

    def values(self, project: Path, job: Job, place: str) -> Values:
        """What the placeholders stand for, in texts of a flag, the environment or a file."""
        return {
            "home": str(self.home),
            "project": str(project),
            "prompt": job.prompt,
            "cap": str(job.cap),
            "model": job.model_in(place),
            "session": job.session,
            "tasks": self._listed(job) if self.profile.work else "",
            "path": os.environ.get("PATH", os.defpath),
        }

    def tasks(self, project: Path, job: Job) -> TaskFile | None:  # noqa: ARG002
        """The list that `work` describes."""
        work = self.profile.work
        if work is None:
            return None
        numbered = list(enumerate(job.steps, 1))
        return TaskFile(
            file=work.file,
            form="lines" if isinstance(work.open, str) else "json",
            open={title: _item(work.open, n, title) for n, title in numbered},
            done={title: _item(work.done, n, title) for n, title in numbered},
            each=work.each,
            ticks=work.ticked_by == "agent",
            told={
                title: tuple(_item(text, n, title) for text in work.told) for n, title in numbered
            },
        )

    def endings_of(self, exit_code: int, printed: str) -> frozenset[Ending]:
        """What it printed, where the profile knows that; else what its exit means."""
        seen = {e for e, pattern in self.profile.outcome.items() if re.search(pattern, printed)}
        return frozenset(seen) or super().endings_of(exit_code, printed)

    def state_files(self) -> tuple[str, ...]:
        """The state's file, where it has a name of its own."""
        state = self.profile.state
        return (state.from_,) if state and not is_pattern(state.from_) else ()

    def read_state(self, root: Path) -> EngineState | None:
        """What the expressions of `state` find in the newest of its files."""
        state = self.profile.state
        content = _load(root, state.from_) if state else None
        if content is None or state is None:
            return None
        return EngineState(self._ending(content), self._started(content))

    def _started(self, content: Any) -> int | None:
        state = self.profile.state
        started = jmespath.search(state.started, content) if state and state.started else None
        if started is None or isinstance(started, int):
            return started
        raise StateUnreadable(f"the state counts {started!r} calls, which is no number")

    def history(self, root: Path) -> Sequence[Any] | None:
        """The list that the expression of `history` finds in the newest of its files."""
        told = self.profile.history
        loaded = _load(root, told.from_) if told else None
        found = jmespath.search(told.each, loaded) if told and loaded is not None else None
        if found is None or isinstance(found, list):
            return found
        raise StateUnreadable(f"the history is {found!r}, which is no list")

    def kept_answers(self, root: Path, printed: str) -> str:
        """The texts of the files that `answers` names, or what was printed."""
        pattern = self.profile.answers
        if pattern == STDOUT:
            return printed
        found = sorted(root.glob(pattern)) if pattern else []
        together = Together("the answers that are kept")
        return "\n".join(together.text(each) for each in found if each.is_file())

    def without(self, capability: Capability) -> str:
        """The key of the profile that is missing."""
        return f"{super().without(capability)}; add {UNLOCKED_BY[capability]} to the profile"

    def check(self) -> None:
        """Raise PrerequisiteError where the profile's folder or programs are not there."""
        for program in self.profile.needs:
            if not shutil.which(program):
                raise PrerequisiteError(
                    f"{self.path}: {self.name} needs {program}, which is not on PATH\n"
                    f"  What to do: install {program}"
                )
        if not self.home.is_dir():
            raise PrerequisiteError(
                f"{self.path}: the engine's home {self.home} is no folder\n"
                "  What to do: correct `home:`, or name the folder with --home"
            )

    def _copy(self, name: str, source: Path, target: Path) -> None:
        if source.is_dir():
            shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
        elif source.is_file():
            shutil.copy2(source, target)
        else:
            line = line_of(self.path, ("project", name))
            fix = "correct the path, or name the engine's folder with --home"
            raise InputError(self.path, f"there is no {source} to copy", fix, line)

    def _listed(self, job: Job) -> str:
        tasks = given(self.tasks(Path(), job))
        done = {title: tasks.done[title] for title in job.done}
        if tasks.form == "lines":
            return "\n".join({**tasks.open, **done}.values())
        items = [{**entry, **done.get(title, {})} for title, entry in tasks.open.items()]
        return json.dumps(items, indent=1)

    def _ending(self, content: Any) -> Ending | None:
        state = self.profile.state
        word = jmespath.search(state.ending, content) if state and state.ending else None
        if word is None or not state:
            return None
        if str(word) in state.endings:
            return state.endings[str(word)]
        try:
            return Ending(str(word))
        except ValueError:
            raise StateUnreadable(
                f"the state tells {word!r}, which `state.endings` of {self.path.name} does not know"
            ) from None


def _load(root: Path, pattern: str) -> Any:
    """What the newest of those files holds: JSON, or a list of what its lines hold; else None."""
    found = sorted(root.glob(pattern), key=lambda each: each.stat().st_mtime)
    if not found:
        return None
    try:
        text = read_regular_file(found[-1]).decode()
        if found[-1].suffix == ".jsonl":
            return parsed_lines(text)
        return parsed(text)
    except ValueError as problem:
        raise StateUnreadable(f"{found[-1].name}: {problem}") from problem


def make(path: Path, home: Path | None) -> LoopAdapter:
    """The adapter of a profile: ProfileAdapter, or the class that the profile names."""
    profile = load_model(path, Profile)
    if not profile.python:
        return ProfileAdapter(path, home)
    module, _, name = profile.python.partition(":")
    sys.path.insert(0, str(path.parent.resolve()))
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        fix = "correct `python:`; the module may lie beside the profile"
        raise InputError(path, str(error), fix, line_of(path, ("python",))) from None
    finally:
        sys.path.pop(0)
    if not (isinstance(found, type) and issubclass(found, ProfileAdapter)):
        fix = "derive it from proving_ground.engines.profile.adapter.ProfileAdapter"
        raise InputError(path, f"{name} is no adapter", fix, line_of(path, ("python",)))
    return found(path, home)


def _asking(ask: Ask | None) -> Asking | None:
    if ask is None:
        return None
    told = (ask.question or "", ask.file or "", ask.answer, ask.agree, ask.refuse)
    return Asking(*told, before=ask.before, kept=ask.kept, always=ask.run is None)


def _retries(policy: str | Retries | None) -> float | None:
    if isinstance(policy, Retries):
        return policy.retries
    return {None: None, "stop": 0, "go_on": math.inf}[policy]


def _filled(line: CommandLine, values: Values) -> Iterator[str]:
    for part in line:
        words = (part,) if isinstance(part, str) else part
        if isinstance(part, str) or all(is_told(word, values) for word in words):
            yield from (fill(word, values) for word in words)


def _item(template: Any, number: int, title: str) -> Any:
    """A task's entry: the same template with its number and title; `{n}` alone is a number."""
    if isinstance(template, dict):
        return {key: _item(value, number, title) for key, value in template.items()}
    if isinstance(template, list):
        return [_item(value, number, title) for value in template]
    if template == "{n}":
        return number
    if isinstance(template, str):
        return fill(template, {"n": str(number), "title": title})
    return template


def _sleep(hurried: dict[float, float]) -> dict[str, str]:
    """A `sleep` that takes less time for those durations; none where nothing is hurried."""
    if not hurried:
        return {}
    real = shutil.which("sleep") or "/bin/sleep"
    cases = "".join(f"{asked:g}) exec {real} {taken:g} ;;\n" for asked, taken in hurried.items())
    return {"sleep": SLEEP.format(cases=cases, real=real)}
