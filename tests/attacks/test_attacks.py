"""Faults that do not strike and stand-ins that lie: a scenario that meets one must be an ERROR.

Each attack takes the body of one function out of a copy of the suite, and puts another in.
"""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from proving_ground.report.model import ScenarioResult, read_report
from proving_ground.report.verdicts import Verdict
from proving_ground.root import ROOT
from tests.bench import needs_linux

FEATURE = Path(__file__).with_name("attacks.feature")
SHARED = ("fixtures", "reference_engine", "pyproject.toml", "environment.py", "docs")


@dataclass(frozen=True)
class Attack:
    """In the module, the function's body becomes another; the scenario must notice.

    A table in place of a function has each of its values replaced.

    ORIGINAL in that body stands for what was there before.
    """

    module: str
    function: str
    body: str
    scenario: str
    found: str
    patience_s: int = 60

    def __str__(self) -> str:
        return f"{self.scenario}: {self.function}"


ATTACKS = (
    Attack(
        "faults/kinds.py", "_kill", "_watch.go_on()", "Killed before", "to be killed, but it ended"
    ),
    Attack("faults/kinds.py", "_tear", "execution.kill()", "Torn", "to be torn"),
    Attack("interception/changes.py", "Change.make_half", "pass", "Torn", "to be torn"),
    Attack("faults/kinds.py", "_cut_the_power", "execution.kill()", "Lost", "kept bytes"),
    Attack("interception/ledger.py", "Ledger.lose", "return []", "Lost", "kept bytes"),
    Attack(
        "interception/ledger.py", "Ledger.is_worth_a_try", "return False", "Lost", "none of them"
    ),
    Attack("faults/kinds.py", "_fill_the_disk", "watch.go_on()", "A full", "no change was refused"),
    Attack("faults/kinds.py", "_terminate", "watch.go_on()", "Terminated", "by SIGTERM"),
    Attack("processes/supervisor.py", "Supervisor.do_signal", "pass", "Terminated", "by SIGTERM"),
    Attack(
        "processes/execution.py",
        "Execution.kill",
        "pass",
        "Killed at",
        "to be killed, but it goes on",
    ),
    Attack("processes/execution.py", "Execution.signal", "pass", "Interrupted", "by SIGINT"),
    Attack("processes/execution.py", "Execution.signal", "pass", "A killed orch", "goes on"),
    Attack("processes/execution.py", "Execution.signal", "pass", "An interrupted", "by SIGINT"),
    Attack("processes/supervisor.py", "set_clock", "pass", "A clock", "was to stand"),
    Attack(
        "engines/reference/pipelines.py",
        "ReferencePipelines.plant_lock",
        "pass",
        "A lock",
        "nothing changed",
    ),
    Attack("faults/damage.py", "corrupt", "pass", "A damaged", "nothing changed"),
    Attack("agents/standin/acts.py", "_exit", "pass", "An agent that crashes", "script wants 1"),
    Attack("agents/standin/acts.py", "_kill", "pass", "An agent that is", "by SIGKILL"),
    Attack("agents/standin/acts.py", "_decision", "pass", "An agent that votes", "it decided None"),
    Attack("agents/standin/acts.py", "_latch", "pass", "Killed at", "it waited 0"),
    Attack("agents/standin/acts.py", "play", "pass", "An agent that ans", "its script wants"),
    Attack(
        "agents/standin/call.py", "Call.acts", "return []", "An agent that ans", "it ended with 0"
    ),
    Attack("pipelines/facts.py", "tell", "raise KeyError('story')", "An agent that ans", "story"),
    Attack("agents/standin/call.py", "Call.record", "pass", "An agent that ans", "did not sign"),
    Attack("agents/standin/call.py", "Call.record", "pass", "A killed orch", "on record"),
    Attack("agents/standin/claude_turn.py", "Turn.says", "pass", "An agent that ans", "it printed"),
    Attack("agents/standin/wire.py", "put", "pass", "An agent that ans", "it printed"),
    Attack("agents/standin/claude.py", "main", "pass", "An agent that ans", "did not sign"),
    Attack("agents/standin/acts.py", "_turn", "pass", "Agents that end", "it waited 0"),
    Attack(
        "pipelines/parallel/turns.py",
        "TurnScheduler._conduct",
        "self._turned = vars(self).get('_turned') or [o[::-1] for o in self._orders]\n"
        "self._orders = self._turned\nORIGINAL",
        "Agents that end",
        "agents were to end in the order",
    ),
    Attack("agents/standin/hook.py", "_play", "pass", "A hook", "script wants"),
    Attack("agents/standin/hook.py", "main", "pass", "A hook", "did not sign"),
    Attack("agents/standin/acts.py", "_put_away", "pass", "An agent that puts", "is not ready to"),
    Attack(
        "agents/standin/acts.py",
        "_put_away.clean_up",
        "wait_at(call.home, act['latch'], call.number)\nos._exit(0)",
        "An agent that puts",
        "was let put its work away, and did not",
    ),
    Attack(
        "faults/damage.py", "write_lock", "yield path", "A state that is locked", "was to be locked"
    ),
    Attack(
        "agents/standin/wire.py",
        "write_record",
        "record = {**record, **({'pid': 1} if 'pid' in record else {})}\nORIGINAL",
        "An agent that ans",
        "did not sign",
    ),
    Attack(
        "agents/standin/call.py",
        "Call.record",
        "ORIGINAL\n"
        "wire.write_record(self.folder[:-1] + '9/call.json', {**told, 'number': 9, 'pid': 1})",
        "An agent that ans",
        "of processes that were no stand-ins: 1",
    ),
    Attack(
        "agents/standin/call.py",
        "Call.finish",
        "ORIGINAL\ntime.sleep(99)",
        "An agent that ans",
        "signed that they ended, and live on",
        patience_s=10,
    ),
    Attack("agents/standin/claude.py", "main", "pass", "A loop's agent", "did not sign"),
    Attack("agents/standin/steps.py", "_work", "return title", "A loop's agent", "it did nothing"),
    Attack("agents/standin/steps.py", "take", "return None", "A loop's agent", "it took no step"),
    Attack("agents/standin/acts.py", "_leave", "pass", "An agent that leaves", "it left 0"),
    Attack("agents/standin/acts.py", "_ignore", "pass", "An agent that does", "it ignored 0"),
    Attack("agents/standin/signals.py", "ignore", "pass", "An agent that does", "it ignored 0"),
    Attack("agents/standin/acts.py", "_note", "pass", "An agent that notes", "it writes 1"),
    Attack("agents/standin/acts.py", "_tracker", "pass", "A tracker", "it writes 1"),
    Attack("processes/place.py", "PLACES", "Place()", "A place", "where engines run as a rule"),
    Attack(
        "processes/place.py", "Place.loses_its_reader", "return False", "A place", "all was read"
    ),
    Attack(
        "processes/place.py",
        "Place.over",
        "return dict(env)",
        "Another agent's",
        "session: the engine was",
    ),
    Attack(
        "processes/supervisor.py", "Supervisor.settle", "pass", "A closed", "its output was open"
    ),
    Attack("processes/sight.py", "tell", "pass", "A closed", "was seen nowhere"),
    Attack(
        "repository/surroundings.py",
        "SURROUNDINGS",
        "lambda repository: None",
        "A repository",
        "the repository is as it was",
    ),
    Attack("loops/lists.py", "corrupt_tasks", "pass", "A list that sh", "or it is as it was"),
    Attack("loops/lists.py", "fed", "return command", "A loop's input", "nothing lies on"),
    Attack(
        "pipelines/task_lists.py",
        "FLAWS",
        "lambda text, first: text",
        "Tasks that are named twice",
        "the list of tasks is as it was",
    ),
    Attack(
        "backends/installations.py",
        "INSTALLATIONS",
        "lambda setup, backend: None",
        "A program",
        "is installed as it was",
    ),
)
SLIPS = {
    "A crash in an iteration that does not come": "crashes in iteration 3: nobody has played",
    "Votes that nobody casts": 'the agent votes "stop": nobody has played',
    "Putting away that nobody asks for": "no agent was asked to end, and noted it",
    "A builder who is not called": 'the builder of "work" crashes: nobody has played',
    "A list that is missing from the start": "or it is as it was",
    "Removing a hook that never runs": "removes itself: this hook has never run",
    "A time limit of hooks that never run": "half a second: no hook has ever run",
}
pytestmark = needs_linux


def copy_of_the_suite(folder: Path) -> Path:
    folder.mkdir()
    for part in ("proving_ground", "features/steps"):  # with what is compiled, which saves much
        shutil.copytree(ROOT / part, folder / part)
    for name in ("environment.py", "promises.yaml"):
        shutil.copy(ROOT / "features" / name, folder / "features")
    shutil.copy(FEATURE, folder / "features")
    for name in SHARED:
        (folder / name).symlink_to(ROOT / name)
    return folder


def neutralise(suite: Path, attack: Attack) -> None:
    """Give the function its other body; LookupError where there is no such function any more."""
    path = suite / "proving_ground" / attack.module
    tree = ast.parse(path.read_text())
    if attack.function.isupper():
        _empty(tree, attack)
    else:
        _replace(tree, attack)
    path.write_text(ast.unparse(tree))


def _empty(tree: ast.Module, attack: Attack) -> None:
    (table,) = (
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and _names(node) == attack.function
    )
    assert isinstance(table, ast.Dict)
    table.values = [ast.parse(attack.body, mode="eval").body for _ in table.keys]


def _names(node: ast.Assign | ast.AnnAssign) -> str:
    return ast.unparse(node.target if isinstance(node, ast.AnnAssign) else node.targets[0])


def _replace(tree: ast.Module, attack: Attack) -> None:
    node: ast.AST = tree
    for name in attack.function.split("."):
        node = next(n for n in ast.iter_child_nodes(node) if getattr(n, "name", "") == name)
    assert isinstance(node, ast.FunctionDef)
    body = ast.parse(attack.body).body
    if (at := next((n for n, each in enumerate(body) if ast.unparse(each) == "ORIGINAL"), -1)) >= 0:
        body[at : at + 1] = node.body
    node.body = body


def is_a_sweep(name: str) -> bool:
    """Whether the scenario whose name begins so tries one point after another."""
    _, _, rest = FEATURE.read_text().partition(f"Scenario: {name}")
    return "each change" in rest.partition("Scenario:")[0]


def run(suite: Path, name: str = "", patience_s: int = 60) -> tuple[ScenarioResult, ...]:
    told = suite / "told.json"
    names = [f"--name=^{name}"] if name else []
    points = ["-Dpoints=2"] if not name or is_a_sweep(name) else []
    command = [sys.executable, "-m", "behave", "-f", "null", *names, f"-Dverdicts={told}"]
    command += [f"-Dlimit.patience_s={patience_s}"]
    env = {**os.environ, "TMPDIR": str(suite)}
    ran = subprocess.run(
        [*command, *points], cwd=suite, env=env, capture_output=True, text=True, check=False
    )
    assert told.exists(), ran.stdout + ran.stderr
    return read_report(told).scenarios


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ScenarioResult]:
    suite = copy_of_the_suite(tmp_path_factory.mktemp("sound") / "suite")
    return {each.name: each for each in run(suite)}


def test_without_an_attack_all_is_well(sound: dict[str, ScenarioResult]) -> None:
    bad = {name: each.reason for name, each in sound.items() if each.verdict is not Verdict.PASS}
    assert set(bad) == set(SLIPS), bad


@pytest.mark.parametrize("name", SLIPS)
def test_a_scenario_that_proves_nothing_says_why(
    name: str, sound: dict[str, ScenarioResult]
) -> None:
    assert sound[name].verdict is Verdict.ERROR
    assert SLIPS[name] in sound[name].reason
    assert "attacks.feature:" in sound[name].reason


@pytest.fixture(scope="module")
def struck(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[Attack, Future[tuple[ScenarioResult, ...]]]]:
    """What came of each attack of this run of pytest; as many at once as there are cores."""
    params = [getattr(item, "callspec", None) for item in request.session.items]
    attacks = [each.params["attack"] for each in params if each and "attack" in each.params]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {
            each: pool.submit(strike, tmp_path_factory.mktemp("struck"), each)
            for each in attacks
            if isinstance(each, Attack)
        }
        pool.shutdown(cancel_futures=True)


def strike(folder: Path, attack: Attack) -> tuple[ScenarioResult, ...]:
    """Run the attack's scenario on a suite in which it has taken place."""
    suite = copy_of_the_suite(folder / "suite")
    neutralise(suite, attack)
    try:
        return run(suite, attack.scenario, attack.patience_s)
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_what_does_not_happen_is_an_error(
    attack: Attack, struck: dict[Attack, Future[tuple[ScenarioResult, ...]]]
) -> None:
    (result,) = struck[attack].result()
    assert result.verdict is Verdict.ERROR, result.reason
    assert attack.found in result.reason
