"""Fixture sets: those that ship, and what is said of broken ones."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from proving_ground.agents.script import Rule, exit_with, write_stderr
from proving_ground.errors import InputError
from proving_ground.pipelines.fixtures import load
from tests.agents.conftest import Bench

SCRIPTS = Path(__file__).parents[2] / "fixtures/scripts"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A private copy of a fixture set, to be broken."""
    return Path(shutil.copytree(SCRIPTS / "continue-3", tmp_path / "sets/continue-3"))


def decisions(name: str) -> list[object]:
    rules = load(SCRIPTS / name).script.rules
    return [rule.acts[0]["decision"]["decision"] for rule in rules if "decision" in rule.acts[0]]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("continue-3", ["continue"] * 3),
        ("stop-at-2", ["continue", "stop"]),
        ("plateau-2-3", ["continue", "stop", "stop"]),
        ("crash-at-2", ["continue"] * 3),
        ("mixed-decisions", ["continue", "stop"] * 2),
        ("multi-3-stages", ["continue", "stop", "continue", "continue", "continue", "stop"]),
        ("zero-iterations", ["continue"] * 2),
        ("with-hooks", ["continue"] * 2),
        ("json-task-source", ["continue"] * 2),
        ("parallel-3-agents", ["continue", "stop", "stop", "stop", "continue", "stop"]),
    ],
)
def test_the_sets_that_ship_decide_as_they_are_called(name: str, expected: list[object]) -> None:
    assert decisions(name) == expected


def test_every_set_that_ships_is_tested_here() -> None:
    (parameters,) = (
        mark.args[1]
        for mark in test_the_sets_that_ship_decide_as_they_are_called.pytestmark  # type: ignore[attr-defined]
    )
    assert {name for name, _ in parameters} == {path.name for path in SCRIPTS.iterdir()}


def test_one_stage_is_a_pipeline_with_its_prompt(folder: Path) -> None:
    (folder / "prompt.md").write_text("Decision file: ${STATUS}\n")
    loaded = load(folder)
    assert loaded.name == loaded.pipeline.name == "continue-3"
    (stage,) = loaded.pipeline.stages
    assert (stage.name, stage.prompt) == ("work", "Decision file: ${STATUS}\n")
    assert stage.termination.iterations == 3
    assert [rule.stage for rule in loaded.script.rules] == [None] * 3


def test_stages_of_one_name_are_told_apart_by_their_keys() -> None:
    rules = load(SCRIPTS / "multi-3-stages").script.rules
    keys = ("stage-00-elegance", "stage-01-ideation", "stage-02-elegance")
    assert [rule.stage for rule in rules] == [key for key in keys for _ in (1, 2)]


def test_a_crash_wins_as_often_as_it_says() -> None:
    crash, *_ = [rule for rule in load(SCRIPTS / "crash-at-2").script.rules if rule.attempt]
    said = write_stderr("The agent crashed in iteration 2")
    assert crash == Rule((said, exit_with(1)), None, iteration=2, attempt=1)


def test_a_crash_without_times_is_for_ever(folder: Path) -> None:
    for name in ("iteration-3.txt", "status-3.json"):
        (folder / name).unlink()
    (folder / "crash-3.yaml").write_text("signal: KILL\n")
    assert load(folder).script.rules[-1] == Rule(({"kill": "SIGKILL"},), None, iteration=3)


def test_a_set_is_played_and_then_otherwise(bench: Bench) -> None:
    bench.play(rules=load(SCRIPTS / "stop-at-2").script.rules)
    said = [bench.run(prompt=bench.prompt(iteration=n))[1] for n in (1, 2, 3)]
    assert said[1:] == ["Fixed the second; all tests pass.\n", "Done.\n"]
    given = [call.decision for call in bench.agents.calls()]
    assert [decision["decision"] for decision in given if decision] == [
        "continue", "stop", "continue",
    ]  # fmt: skip


def test_a_raw_status_is_written_byte_by_byte(bench: Bench, folder: Path) -> None:
    (folder / "status-1.json").unlink()
    (folder / "status-1.raw").write_bytes(b'{"decision": \xff')
    bench.play(rules=load(folder).script.rules)
    bench.run()
    assert bench.decision_file.read_bytes() == b'{"decision": \xff'


BROKEN = [
    ("status-2.json", '{\n "decision": "stop",\n}', "status-2.json:3: not JSON", "status-2.raw"),
    ("status-2.json", '{\n "decision": "halt"\n}', "status-2.json:2: decision is 'halt'", "'stop'"),
    ("status-2.json", "{}", "status-2.json:1: the key 'decision' is missing", "Add it"),
    ("iteraton-1.txt", "", "nothing here is called iteraton-1.txt", "'iteration-N.txt'"),
    ("iteration-5.txt", "", "iteration-4.txt: the file is not there", "without gaps"),
    ("iteration-4.txt", "", "iteration-4.txt: its iteration needs one decision", "status-N.json"),
    ("status-1.raw", "", "iteration-1.txt: its iteration needs one decision", "either"),
    ("stage.yaml", "name: a\nterminaton: {}\n", "stage.yaml:2: unknown key", "'termination'"),
    ("stage.yaml", "name: a\n\nprompt: b\n", "stage.yaml:3: 'prompt' has no place", "prompt.md"),
    ("stage.yaml", "name: a\ninputs: {from: b}", "stage.yaml:2: 'inputs' has no", "Remove it"),
    ("crash-1.yaml", "times: 1\n", "crash-1.yaml:1: write either exit", "Correct"),
    ("crash-1.yaml", "\nsignal: KIL\n", "crash-1.yaml:2: signal is 'KIL'", "such as KILL"),
    ("crash-1.yaml", "exit: 1\ntimes: ever\n", "crash-1.yaml:2: times is 'ever'", ""),
]


@pytest.mark.parametrize(("name", "text", "problem", "fix"), BROKEN)
def test_a_broken_file_is_named_with_its_line_and_a_way_out(
    folder: Path, name: str, text: str, problem: str, fix: str
) -> None:
    (folder / name).write_text(text)
    with pytest.raises(InputError) as error:
        load(folder)
    found, todo = str(error.value).split("\n  What to do: ")
    assert problem in found
    assert fix in todo


@pytest.fixture
def block(tmp_path: Path) -> Path:
    """A private copy of a set whose agents work side by side, to be broken."""
    return Path(shutil.copytree(SCRIPTS / "parallel-3-agents", tmp_path / "sets/block"))


def test_each_agent_of_a_block_has_a_folder(block: Path) -> None:
    (block / "agent-1/crash-2.yaml").write_text("exit: 3\n")
    rules = load(block).script.rules
    assert [(rule.agent, rule.iteration) for rule in rules] == [
        (agent, n) for agent in range(3) for n in (1, 2)
    ]
    assert rules[3].acts == (exit_with(3),)


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda block: shutil.rmtree(block / "agent-1"), "agent-1: agent 1 has no folder"),
        (lambda block: (block / "agent-3").mkdir(), "nothing here is called agent-3"),
        (lambda block: (block / "iteration-1.txt").touch(), "nothing here is called iteration-1"),
        (lambda block: (block / "agent-0/prompt.md").touch(), "nothing here is called prompt.md"),
    ],
)
def test_a_broken_block_is_told(block: Path, spoil: Callable[[Path], None], problem: str) -> None:
    spoil(block)
    with pytest.raises(InputError, match=problem):
        load(block)


def test_a_missing_set_suggests_a_near_one() -> None:
    with pytest.raises(InputError, match="Did you mean 'continue-3'"):
        load(SCRIPTS / "contiue-3")


def test_a_folder_without_a_description_is_no_set(folder: Path) -> None:
    (folder / "stage.yaml").unlink()
    with pytest.raises(InputError, match=r"neither stage\.yaml nor pipeline\.yaml"):
        load(folder)


def test_a_stage_without_its_folder_is_told(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SCRIPTS / "multi-3-stages", tmp_path / "multi"))
    (folder / "stage-02-elegance").rename(folder / "stage-03-elegance")
    with pytest.raises(InputError, match="'stage-02-elegance'"):
        load(folder)
    shutil.rmtree(folder / "stage-03-elegance")
    with pytest.raises(InputError, match="stage 'elegance' has no folder"):
        load(folder)
