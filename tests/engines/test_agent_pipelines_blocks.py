"""Blocks of agent-pipelines: what is written for them, and what is read of each provider."""

import json
from pathlib import Path
from typing import Any

from proving_ground.engines.agent_pipelines.artifacts import (
    read_artifacts,
    read_files,
    read_inputs,
)
from proving_ground.engines.agent_pipelines.configuration import PIPELINE, write_configuration
from proving_ground.engines.agent_pipelines.dialect import Dialect, dialect_of
from proving_ground.engines.agent_pipelines.state import read_state
from proving_ground.pipelines.contract import Capability, Key
from proving_ground.pipelines.pipeline import Block, Inputs, Member, Pipeline, Stage

BLOCK = "parallel-01-block-stage-01-work/providers"
STAGES = [
    {"name": "stage-00-plan", "status": "complete"},
    {"name": "block-stage-01-work", "status": "running"},
]
NEWEST = Dialect(
    stage_list="nodes",
    stage_name="id",
    has_inline_prompts=True,
    has_blocks=True,
    has_block_models=True,
    has_block_inputs=True,
)


def write(path: Path, told: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told))


def session(tmp_path: Path, **providers: dict[str, Any]) -> Path:
    """A session whose state stands in a block, with a state of each provider."""
    told = {"type": "pipeline", "status": "running", "current_stage": 1, "stages": STAGES}
    write(tmp_path / "state.json", {**told, "iteration": 3, "iteration_completed": 3})
    for name, state in providers.items():
        write(tmp_path / BLOCK / name / "state.json", state)
    return tmp_path


def agents(folder: Path) -> list[tuple[int, str]]:
    state = read_state(folder / "state.json")
    return [(each.agent, each.status) for each in state.agents] if state else []


def test_a_provider_that_is_through_is_complete_whatever_the_other_does(tmp_path: Path) -> None:
    done = {"status": "complete", "iteration": 0, "stages": [{"iterations": 2}]}
    at_work = {"status": "running", "iteration": 2, "iteration_completed": 1}
    state = read_state(session(tmp_path, codex=at_work, claude=done) / "state.json")
    assert state is not None
    assert (state.started, state.completed) == (2, 1)
    assert [(each.agent, each.status) for each in state.agents] == [(0, "complete"), (1, "running")]
    assert [each.name for each in state.stages] == ["stage-00-plan", "stage-01-work"]


def test_a_copy_of_the_sessions_state_alone_has_done_nothing_of_its_block(tmp_path: Path) -> None:
    state = read_state(session(tmp_path) / "state.json")
    assert state is not None
    assert (state.current_stage, state.started, state.completed, state.agents) == (1, 1, 0, ())


def test_a_provider_that_waits_is_not_complete(tmp_path: Path) -> None:
    waiting, failed = {"status": "pending"}, {"status": "failed", "iteration": 1}
    assert agents(session(tmp_path, claude=waiting, codex=failed)) == [
        (0, "running"),
        (1, "failed"),
    ]


def test_folders_and_inputs_tell_which_provider_they_are_of(tmp_path: Path) -> None:
    for name in ("claude", "codex"):
        place = tmp_path / BLOCK / name / "stage-00-stage-01-work/iterations/001"
        read = ["/p/stage-00-stage-00-plan/iterations/002/output.md"] if name == "claude" else []
        given = {"from_stage": {"plan": read}, "from_initial": [f"{tmp_path}/notes.txt"]}
        write(place / "context.json", {"inputs": given})
        write(place / "status.json", {"decision": "continue"})
        (place / "output.md").write_text(name)
    found = [(each.stage, each.iteration, each.agent) for each in read_artifacts(tmp_path)]
    assert found == [(1, 1, 0), (1, 1, 1)]
    assert read_inputs(tmp_path, 1, 1) == (), "only what both were given counts as given"
    assert read_files(tmp_path, tmp_path, Key(1, 1, 1)) == ("notes.txt",)


def test_what_follows_a_block_reads_each_provider(tmp_path: Path) -> None:
    paths = {
        name: {"output": f"/p/{BLOCK}/{name}/stage-00-a/iterations/002/output.md"}
        for name in ("codex", "claude")
    }
    given = {"from_stage": {}, "from_parallel": [{"providers": paths}]}
    write(tmp_path / "stage-02-x/iterations/001/context.json", {"inputs": given})
    assert read_inputs(tmp_path, 2, 1) == (Key(1, 2, 0), Key(1, 2, 1))


def written(tmp_path: Path, dialect: Dialect, *members: Member) -> list[dict[str, Any]]:
    stages = (
        Stage(name="plan"),
        Stage(name="work", block=Block(agents=members), inputs=Inputs(**{"from": "plan"})),
        Stage(name="print", inputs=Inputs(**{"from": "work", "select": "all"})),
    )
    write_configuration(tmp_path, Pipeline(stages=stages), dialect)
    nodes: list[dict[str, Any]] = json.loads((tmp_path / PIPELINE).read_text())["nodes"]
    return nodes


def test_a_block_has_providers_with_models_and_inputs_and_one_stage(tmp_path: Path) -> None:
    claude, codex = Member(backend="claude", model="haiku"), Member(backend="codex")
    _, block, after = written(tmp_path, NEWEST, claude, codex)
    inputs = {"from": "stage-00-plan", "select": "latest"}
    assert block["parallel"]["providers"] == [
        {"name": "claude", "model": "haiku", "inputs": inputs},
        {"name": "codex", "inputs": inputs},
    ]
    (stage,) = block["parallel"]["stages"]
    assert (block["id"], stage["id"]) == ("block-stage-01-work", "stage-01-work")
    assert "Agent: ${PROGRESS}" in stage["prompt"]
    assert after["inputs"] == {"from_parallel": {"stage": "stage-01-work", "select": "history"}}


def test_older_blocks_name_their_providers_and_the_stage_says_what_it_reads(tmp_path: Path) -> None:
    older = Dialect(stage_list="nodes", stage_name="id", has_blocks=True)
    _, block, _ = written(tmp_path, older, Member(backend="claude"), Member(backend="codex"))
    assert block["parallel"]["providers"] == ["claude", "codex"]
    assert block["parallel"]["stages"][0]["inputs"]["from"] == "stage-00-plan"


def test_a_checkout_without_blocks_declares_none(tmp_path: Path) -> None:
    (tmp_path / "engine.sh").write_text("compile.sh run_parallel_block")
    (tmp_path / "run.sh").write_text('--input=*) INPUT_FILES+=("x") ;;')
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/compile.sh").write_text(".nodes")
    assert dialect_of(tmp_path).capabilities >= {Capability.SESSION_FILES}
    assert Capability.BACKEND_BLOCKS not in dialect_of(tmp_path).capabilities
    (tmp_path / "lib/parallel.sh").write_text("providers provider_model")
    told = dialect_of(tmp_path).capabilities
    assert {Capability.BACKEND_BLOCKS, Capability.BLOCK_MODELS} <= told
