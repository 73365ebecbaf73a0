"""Engines that do nothing, or lie: no scenario in which they lie may pass, and none is an ERROR.

Each liar is a copy of the reference engine in which some functions do something else.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from proving_ground import facts
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
    "The list of tasks holds no task at all": "the same where there is nothing to do",
    "A loop that may not call its agent at all": "to call nobody and to fail is what is asked for",
    "Nobody reads beyond the first line that the loop prints": "to end then is right, too",
    "The loop does not answer for a person who is not there": "to fail is right where nobody is",
    "Resuming a session that never was is refused": "nothing of it was ever to be written",
}
"""Scenarios that an engine may pass which does nothing, by name, each with the reason."""
FEW = (
    "features/regressions",
    "features/pipelines/status.feature",
    "features/pipelines/resume.feature",
)
SOME = (
    "features/regressions",
    "features/loops/done.feature",
    "features/orchestration/full_orchestration.feature",
)
ROUND = """
_honest = main


def main(argv=None):
    return 0 if _honest(argv) else 1
"""
"""What is said of an ending is the contrary of what it was."""
DECIDED = """
_honest = read_decision


def read_decision(iteration):
    found = _honest(iteration)
    other = {"continue": "stop", "stop": "continue"}[found.decision]
    return found.model_copy(update={"decision": other})
"""
NOBODY = """
def _command(*_):
    return ["true"]
"""
STOPPED = """
def read_decision(iteration):
    return Decision(decision="stop", reason="all is done")
"""


def _calls(result: ScenarioResult) -> Iterator[facts.Call]:
    for session in result.happened.sessions:
        for run in session.runs:
            yield from run.calls


def nobody_decided(result: ScenarioResult) -> bool:
    """No agent has decided anything, or reported its task as done."""
    return not any(
        call.result in ("continue", "stop") or "complete_task" in call.reports
        for call in _calls(result)
    )


def nobody_lived_to_tell(result: ScenarioResult) -> bool:
    """Every engine that ran was killed, so it told no ending."""
    return all(run.exit < 0 for session in result.happened.sessions for run in session.runs)


def nobody_was_to_be_called(result: ScenarioResult) -> bool:
    """It is among those in which it is right to call nobody."""
    return result.name in MAY_PASS


@dataclass(frozen=True)
class Liar:
    """An engine that lies: code at the end of modules, and other bodies of functions.

    `is_honest` tells of a scenario that passed whether the lie had no occasion in it.
    """

    appended: dict[str, str]
    bodies: dict[tuple[str, str], str]
    is_honest: Callable[[ScenarioResult], bool]
    places: tuple[str, ...] = SOME

    def put_into(self, engine: Path) -> None:
        """Let the copy of the engine lie so."""
        for (module, function), body in self.bodies.items():
            becomes(engine / module, function, body)
        for module, code in self.appended.items():
            _append(engine / module, code)


LIARS = {
    "tells endings the other way round": Liar(
        dict.fromkeys(ENTRIES, ROUND), {}, nobody_lived_to_tell
    ),
    "turns decisions round": Liar(
        {"pipelines/agent.py": DECIDED},
        {
            ("orchestrator/tools.py", "_complete_task"): (
                "store.do(\"UPDATE loops SET claim = 'failed' WHERE id = ?\", step.loop)\n"
                "return 'It is taken as done.'"
            )
        },
        nobody_decided,
    ),
    "calls nobody, and tells of success": Liar(
        {
            "pipelines/agent.py": NOBODY + STOPPED,
            "orchestrator/agent.py": NOBODY,
        },
        {("orchestrator/cli.py", "_ended"): "store.set_run(status='complete')\nreturn 0"},
        nobody_was_to_be_called,
    ),
}


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


def _append(path: Path, code: str) -> None:
    """Let code stand after all else in the module, but before it is run as a program."""
    before, mark, after = path.read_text().partition('if __name__ == "__main__":')
    path.write_text(f"{before}{code}\n\n{mark}{after}")


def told(folder: Path, lie: Callable[[Path], None], places: tuple[str, ...] = ()) -> set[str]:
    """The scenarios that passed or ended as an ERROR, as `VERDICT name: why`."""
    copy_engine(folder)
    lie(folder / "reference_engine")
    results = run_suite(folder, folder, tags=[SWEEPS], places=places, options=["-Djobs=cores"])
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


@pytest.mark.parametrize("name", LIARS)
def test_a_liar_fails_wherever_it_lies(name: str, tmp_path: Path) -> None:
    liar = LIARS[name]
    copy_engine(tmp_path)
    liar.put_into(tmp_path / "reference_engine")
    options = ["-Djobs=cores"]
    results = run_suite(tmp_path, tmp_path, tags=[SWEEPS], places=liar.places, options=options)
    assert len([each for each in results if each.verdict is Verdict.FAIL]) > 20
    wrong = [each for each in results if each.verdict is Verdict.ERROR]
    wrong += [r for r in results if r.verdict is Verdict.PASS and not liar.is_honest(r)]
    assert [_line(each) for each in wrong] == []
