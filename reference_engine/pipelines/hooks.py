"""Hooks: the user's programs that run at points of a session, and may stop it."""

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, get_args

from reference_engine.pipelines import display
from reference_engine.pipelines.config import HookSettings, Model
from reference_engine.pipelines.errors import StageFailed, UsageError
from reference_engine.pipelines.layout import Session, stage_key
from reference_engine.pipelines.processes import Signals
from reference_engine.pipelines.programs import ProgramFailed, ask
from reference_engine.pipelines.state import State

Point = Literal["pre_iteration", "post_iteration", "between_stages", "on_error"]
POINTS: tuple[Point, ...] = get_args(Point)
FOLDER = Path(".pipelines", "hooks")
_NAME = re.compile(rf"({'|'.join(POINTS)})(\.[A-Za-z0-9]+)?")


class PlannedHooks(Model):
    """The hooks of each point in the order in which they run, relative to the project."""

    pre_iteration: list[str] = []
    post_iteration: list[str] = []
    between_stages: list[str] = []
    on_error: list[str] = []
    timeout: float

    def at(self, point: Point) -> list[str]:
        """The hooks of that point."""
        hooks: list[str] = getattr(self, point)
        return hooks


def plan_hooks(
    settings: HookSettings, project: Path, wrong: Callable[[str, str], UsageError]
) -> PlannedHooks:
    """The project's hooks, each before the pipeline's; UsageError where one cannot be run."""
    planned: dict[str, list[str]] = {point: [] for point in POINTS}
    for point, file in _found(project):
        if problem := _problem(project, file):
            raise UsageError(problem)
        planned[point].append(file)
    for point in POINTS:
        if own := getattr(settings, point):
            if problem := _problem(project, own):
                raise wrong(point, problem)
            planned[point].append(own)
    return PlannedHooks(**planned, timeout=settings.timeout)


def _found(project: Path) -> Iterator[tuple[str, str]]:
    """The hooks in the project's folder for them; folders there may hold what hooks need."""
    for path in sorted((project / FOLDER).glob("[!.]*")):
        if not path.is_dir():
            if not (name := _NAME.fullmatch(path.name)):
                raise UsageError(f"{path}: is no hook; there are: {', '.join(POINTS)}")
            yield name[1], str(FOLDER / path.name)


def _problem(project: Path, file: str) -> str | None:
    if not (project / file).is_file():
        return f"{file}: there is no such hook"
    return None if os.access(project / file, os.X_OK) else f"{file}: this hook is not executable"


class Hooks:
    """Runs the hooks of a session."""

    def __init__(self, planned: PlannedHooks, session: Session, state: State, signals: Signals):
        self._planned = planned
        self._session = session
        self._state = state
        self._signals = signals

    def at(self, point: Point) -> list[str]:
        """The hooks of that point."""
        return self._planned.at(point)

    def run(self, point: Point, iteration: int, **told: Any) -> None:
        """Run the hooks of that point in order; StageFailed where one refuses or cannot."""
        for file in self._planned.at(point):
            self._run(file, self._context(point, iteration, told))

    def report(self, iteration: int, error: dict[str, Any]) -> None:
        """Run the hooks for errors; if they fail themselves, the error stays what it is."""
        try:
            self.run("on_error", iteration, error=error)
        except StageFailed as failure:
            display.say(f"on top of that: {failure}")

    def _run(self, file: str, context: dict[str, Any]) -> None:
        names = ("hook", "session", "stage", "iteration", "state")
        env = {f"PIPELINES_{name.upper()}": str(context[name]) for name in names}
        program, told = str(self._session.project / file), json.dumps(context, indent=2) + "\n"
        seconds = self._planned.timeout
        try:
            said = ask([program], self._session.project, self._signals, env, told.encode(), seconds)
        except ProgramFailed as failure:
            kind = "hook_abort" if (failure.code or 0) > 0 else "hook_failed"
            raise StageFailed(kind, f"hook {file} {failure}") from failure
        if said:
            display.say(said.rstrip("\n"))

    def _context(self, point: Point, iteration: int, told: dict[str, Any]) -> dict[str, Any]:
        """What a hook reads on stdin, as JSON."""
        state = self._state
        return {
            "hook": point,
            "session": self._session.name,
            "pipeline": state.pipeline,
            "stage": stage_key(state.current_stage, state.stages[state.current_stage].name),
            "iteration": iteration,
            "state": str(self._session.state),
            **told,
        }
