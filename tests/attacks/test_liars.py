"""Engines that do nothing, or lie: not one of a family's scenarios may pass, and none is an ERROR.

Each liar is a copy of the reference engine whose entry points, or one function, do something else.
"""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from proving_ground.proof.defects import copy_engine
from proving_ground.proof.suite import run_suite
from proving_ground.report.model import ScenarioResult
from proving_ground.report.verdicts import Verdict

ENTRIES = (
    "pipelines/cli.py",
    "orchestrator/cli.py",
    *(f"backends/{name}.py" for name in ("call", "cli", "servers")),
)
SWEEPS = "not @needs-machine.crash-points"
"""Sweeps are held by test_attacks.py; here they would cost more than all the rest."""
MAY_PASS = {
    "The list of tasks is empty": "to call nobody and to end well is right where nothing is to do",
    "All tasks are done before the loop begins": "the same",
    "The agent is not installed": "to call nobody and to fail is right where there is no agent",
    "The list of tasks cannot be read": "the same where nobody knows what is to do",
    "The list of tasks is missing": "the same",
    "Resuming a session that never was is refused": "nothing of it was ever to be written",
}
"""Scenarios that a liar may pass, by name, each with the reason."""
FEW = (
    "features/regressions",
    "features/pipelines/status.feature",
    "features/pipelines/resume.feature",
)


def becomes(path: Path, function: str, body: str) -> None:
    """Give a function of the copy another body."""
    tree = ast.parse(path.read_text())
    (node,) = (n for n in ast.walk(tree) if getattr(n, "name", "") == function)
    assert isinstance(node, ast.FunctionDef)
    node.body = ast.parse(body).body
    path.write_text(ast.unparse(tree))


def ends_at_once(code: int) -> Callable[[Path], None]:
    def lie(engine: Path) -> None:
        for entry in ENTRIES:
            becomes(engine / entry, "main", f"return {code}")

    return lie


def never_writes_state(engine: Path) -> None:
    becomes(engine / "pipelines/store.py", "write_durably", "pass")


def told(folder: Path, lie: Callable[[Path], None], places: tuple[str, ...] = ()) -> set[str]:
    """The scenarios that passed or ended as an ERROR, as `VERDICT name: why`."""
    copy_engine(folder)
    lie(folder / "reference_engine")
    results = run_suite(folder, folder, tags=[SWEEPS], places=places)
    assert len(results) > 20
    return {_line(each) for each in results if _is_wrong(each)}


def _is_wrong(result: ScenarioResult) -> bool:
    if result.verdict is Verdict.PASS:
        return result.name not in MAY_PASS
    return result.verdict is Verdict.ERROR


def _line(result: ScenarioResult) -> str:
    return f"{result.verdict} {result.location} {result.name}: {result.reason[:200]}"


@pytest.mark.parametrize("code", [0, 1])
def test_an_engine_that_does_nothing_fails_everywhere(code: int, tmp_path: Path) -> None:
    assert told(tmp_path, ends_at_once(code)) == set()


def test_an_engine_that_keeps_no_state_never_ends_as_an_error(tmp_path: Path) -> None:
    assert told(tmp_path, never_writes_state, FEW) == set()
