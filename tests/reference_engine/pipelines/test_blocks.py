"""Agents that work on an iteration side by side, as the engine runs and merges them."""

import json
from typing import Any

import pytest

from reference_engine.pipelines.block import merged
from reference_engine.pipelines.decision import Decision, Work
from tests.reference_engine.pipelines.conftest import Bench

TWO = "parallel: {agents: [{}, {provider: codex}]}\n"
PROMPT = "Stage: ${STAGE}\nIteration: ${ITERATION}\nStatus: ${STATUS}\nAgent: ${AGENT}\n"


def decided(decision: Any, *items: Any, files: list[Any] | None = None) -> Decision:
    work = Work(items_completed=list(items), files_touched=files or [])
    return Decision(decision=decision, work=work)


def test_every_agent_has_its_own_folder_and_knows_who_it_is(bench: Bench) -> None:
    bench.stage("iterations: 2", PROMPT, TWO)
    bench.agent('echo "I am $(field Agent)"; decide continue')
    done = bench.run_stage()
    assert done.returncode == 0
    stage = bench.run_folder / "stage-00-demo"
    for agent in range(2):
        output = stage / f"agent-{agent}" / "iterations" / "002" / "output.md"
        assert output.read_text() == f"I am {agent}\n"
    assert not (stage / "iterations").exists()
    assert "stage-00-demo agent-1 iteration 2/2: → continue\n" in done.stdout
    assert "stage-00-demo iteration 2/2: 2 agents → continue\n" in done.stdout


def test_the_history_tells_what_each_of_them_came_to(bench: Bench) -> None:
    bench.stage("iterations: 1", PROMPT, TWO)
    bench.agent("test $(field Agent) = 0 && decide stop || decide continue")
    bench.run_stage()
    (entry,) = bench.state["history"]
    assert (entry["decision"], entry["provider"], entry["model"]) == ("continue", None, None)
    assert entry["reason"] == "1 of 2 agents decided to stop; 2 must"
    told = [
        (each["agent"], each["provider"], each["model"], each["result"]["decision"])
        for each in entry["agents"]
    ]
    assert told == [(0, "claude", "opus", "stop"), (1, "codex", "gpt-5.5", "continue")]
    assert bench.state["agents"] == []


def test_a_flag_is_for_all_agents(bench: Bench) -> None:
    bench.stage("iterations: 1", PROMPT, TWO)
    bench.run_stage("--provider", "claude", "--model", "haiku")
    assert bench.calls == ["claude --model haiku --dangerously-skip-permissions -p"] * 2


def test_an_agent_is_given_its_own_previous_output(bench: Bench) -> None:
    bench.stage("iterations: 2", PROMPT + "Previous: ${PREVIOUS}\n", TWO)
    bench.run_stage()
    for agent in range(2):
        folder = bench.run_folder / f"stage-00-demo/agent-{agent}/iterations"
        told = json.loads((folder / "002/context.json").read_text())
        assert told["previous"] == str(folder / "001/output.md")
        assert told["agent"] == agent


def test_an_agent_that_failed_has_no_previous_output(bench: Bench) -> None:
    some = "parallel: {agents: [{}, {}], merge: consensus, needed: 1}\n"
    bench.stage("iterations: 2", PROMPT, some)
    bench.agent("test $(field Agent)$iteration = 11 && exit 1; decide continue")
    assert bench.run_stage().returncode == 0
    folder = bench.run_folder / "stage-00-demo/agent-1/iterations/002"
    assert json.loads((folder / "context.json").read_text())["previous"] is None


def test_an_agent_that_cannot_be_started_leaves_the_others_to_work(bench: Bench) -> None:
    (bench.bin / "codex").unlink()
    bench.stage("iterations: 1", PROMPT, TWO)
    assert bench.run_stage(PATH=f"{bench.bin}:/usr/bin:/bin").returncode == 1
    assert [each["status"] for each in bench.state["agents"]] == ["complete", "failed"]
    assert bench.state["error"]["type"] == "agent_not_found"
    assert (
        "stage-00-demo agent-1 iteration 1: cannot start codex" in bench.state["error"]["message"]
    )


def test_all_failures_are_told_in_the_order_of_the_agents(bench: Bench) -> None:
    bench.stage("iterations: 1", PROMPT, TWO)
    bench.agent("exit 1$(field Agent)")
    bench.run_stage()
    assert bench.state["error"]["message"] == (
        "stage-00-demo agent-0 iteration 1: claude exited with code 10; "
        "stage-00-demo agent-1 iteration 1: codex exited with code 11"
    )


def test_who_failed_is_moved_aside_and_who_ended_well_is_kept(bench: Bench) -> None:
    bench.stage("iterations: 1", PROMPT, TWO)
    bench.agent("test $(field Agent) = 1 && exit 1; echo first; decide continue")
    bench.run_stage()
    bench.agent("echo second; decide continue")
    assert bench.resume().returncode == 0
    stage = bench.run_folder / "stage-00-demo"
    assert (stage / "agent-0/iterations/001/output.md").read_text() == "first\n"
    assert (stage / "agent-1/iterations/001/output.md").read_text() == "second\n"
    assert (stage / "agent-1/attempts/001-1").is_dir()
    assert not (stage / "agent-0/attempts").exists()


@pytest.mark.parametrize(
    ("decisions", "quorum", "expected"),
    [
        (["stop", "stop"], 2, "stop"),
        (["stop", "continue"], 2, "continue"),
        (["stop", "continue", "stop"], 2, "stop"),
        (["continue", "continue", "stop"], 2, "continue"),
        (["stop"], 1, "stop"),
        (["continue"], 1, "continue"),
    ],
)
def test_stop_takes_as_many_as_the_quorum(decisions: list[str], quorum: int, expected: str) -> None:
    assert merged([decided(each) for each in decisions], quorum).decision == expected


def test_an_item_is_completed_where_as_many_agents_say_so() -> None:
    results = [
        decided("continue", "a", {"id": 1}, files=["x"]),
        decided("continue", {"id": 1}, "b", files=["x", "y"]),
    ]
    work = merged(results, 2).work
    assert (work.items_completed, work.files_touched) == ([{"id": 1}], ["x", "y"])


@pytest.mark.parametrize(
    ("parallel", "complaint"),
    [
        ("{agents: []}", "parallel.agents: [] is not allowed"),
        ("{agents: [{}], merge: most}", "'most' is not allowed; allowed: all, first, consensus"),
        ("{agents: [{}], merge: consensus}", "needed: is missing; allowed: 1 to 1"),
        ("{agents: [{}, {}], merge: consensus, needed: 3}", "needed: 3 is not allowed; allowed: 1"),
        ("{agents: [{}, {}], needed: 1}", "needed: has no meaning with merge: all; leave it out"),
        ("{agents: [{provider: gpt}]}", "'gpt' is not allowed; allowed: claude, codex"),
    ],
)
def test_a_mistake_is_told_with_its_line(bench: Bench, parallel: str, complaint: str) -> None:
    file = bench.pipeline(f"name: p\nstages:\n- name: a\n  prompt: x\n  parallel: {parallel}\n")
    done = bench.engine("run", file, "--session", "s")
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {file}:5: stages[0].parallel")
    assert complaint in done.stderr
