"""Reading agent-pipelines' account of a session: its state, and its iteration folders."""

import hashlib
import json
from pathlib import Path

import pytest

from proving_ground.engines.agent_pipelines.artifacts import read_artifacts
from proving_ground.engines.agent_pipelines.state import read_state
from proving_ground.errors import StateUnreadable
from proving_ground.evidence.run_state import (
    Ending,
    ErrorState,
    HistoryEntry,
    IterationFolder,
    StageState,
)

AT = "2026-01-12T09:00:00Z"
LATER = "2026-01-12T09:00:05Z"
OLDER_LOOP = {
    "session": "s1",
    "type": "loop",
    "started_at": AT,
    "status": "complete",
    "current_stage": 0,
    "iteration": 1,
    "iteration_completed": 1,
    "iteration_started": None,
    "stages": [],
    "history": [{"iteration": 1, "timestamp": LATER, "decision": "stop", "reason": "Done"}],
    "completed_at": LATER,
    "completion_reason": "Agent requested stop at iteration 1",
}
NEWER_PIPELINE = {
    "session": "s1",
    "type": "pipeline",
    "started_at": AT,
    "status": "running",
    "current_stage": 1,
    "iteration": 2,
    "iteration_completed": 1,
    "iteration_started": LATER,
    "stages": [
        {"index": 0, "name": "plan", "status": "complete", "timestamp": AT},
        {"index": 1, "name": "work", "status": "running", "timestamp": AT},
    ],
    "history": [
        {"iteration": 1, "timestamp": AT, "stage": "plan", "decision": "continue"},
        {"iteration": 1, "timestamp": LATER, "stage": "work", "decision": "continue"},
    ],
    "event_offset": 7,
    "resumed_at": LATER,
}
FAILED_PIPELINE = {
    "type": "pipeline",
    "status": "failed",
    "failed_at": LATER,
    "stages": [{"name": "plan", "status": "failed"}],
    "error": {"type": "zero_iterations", "message": "Stage 'plan' ...", "timestamp": LATER},
}


def written(folder: Path, state: object) -> Path:
    path = folder / "state.json"
    path.write_text(json.dumps(state))
    return path


def test_no_file_is_no_state(tmp_path: Path) -> None:
    assert read_state(tmp_path / "state.json") is None


def test_a_loop_has_one_stage_and_lists_none(tmp_path: Path) -> None:
    state = read_state(written(tmp_path, OLDER_LOOP))
    assert state
    assert (state.ending, state.started, state.completed) == (Ending.COMPLETE, 1, 1)
    assert (state.started_at, state.ended_at, state.stages) == (AT, LATER, ())
    assert state.history == (HistoryEntry(1, "stop", 0, LATER, {"reason": "Done"}),)


def test_a_loop_at_its_cap_is_called_complete_for_that_reason(tmp_path: Path) -> None:
    state = read_state(written(tmp_path, OLDER_LOOP | {"completion_reason": "max_iterations"}))
    assert state
    assert state.ending is Ending.CAPPED


def test_a_pipeline_names_the_stage_of_each_iteration(tmp_path: Path) -> None:
    state = read_state(written(tmp_path, NEWER_PIPELINE))
    assert state
    assert (state.ending, state.current_stage) == (Ending.RUNNING, 1)
    assert (state.started, state.completed, state.resumed_at) == (2, 1, LATER)
    assert state.stages == (StageState("plan", "complete"), StageState("work", "running"))
    assert [(entry.stage, entry.iteration) for entry in state.history] == [(0, 1), (1, 1)]


def test_an_iteration_that_names_no_stage_of_a_pipeline_is_of_none(tmp_path: Path) -> None:
    history = [{"iteration": 1, "decision": "stop"}, {"iteration": 2, "stage": "gone"}]
    state = read_state(written(tmp_path, NEWER_PIPELINE | {"history": history}))
    assert state
    assert [entry.stage for entry in state.history] == [None, None]


def test_a_failure_tells_its_error(tmp_path: Path) -> None:
    state = read_state(written(tmp_path, FAILED_PIPELINE))
    assert state
    assert (state.ending, state.ended_at) == (Ending.FAILED, LATER)
    assert state.error == ErrorState("zero_iterations", "Stage 'plan' ...")


@pytest.mark.parametrize(
    "content",
    [b"", b'{"type": "loop", "sta', b"[]", b'{"event_offset": 0}', b"\xff\xfe"],
    ids=["empty", "torn", "no-object", "no-status", "no-text"],
)
def test_a_state_that_does_not_parse_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(content)
    with pytest.raises(StateUnreadable, match=f"state.json: .*{len(content)} bytes"):
        read_state(path)


def test_a_status_that_nobody_knows_is_not_guessed_at(tmp_path: Path) -> None:
    with pytest.raises(StateUnreadable, match="status"):
        read_state(written(tmp_path, OLDER_LOOP | {"status": "resting"}))


def iteration(session: Path, name: str, **files: str) -> None:
    folder = session / name
    folder.mkdir(parents=True)
    for stem, content in files.items():
        (folder / (stem + (".md" if stem == "output" else ".json"))).write_text(content)


def read_one(session: Path) -> IterationFolder:
    (folder,) = read_artifacts(session)
    return folder


def test_folders_come_by_stage_and_iteration(tmp_path: Path) -> None:
    for name in ("stage-01-b/iterations/001", "stage-00-stage-00-a/iterations/002"):
        iteration(tmp_path, name)
    iteration(tmp_path, "stage-00-stage-00-a/iterations/001")
    iteration(tmp_path, "stage-00-stage-00-a/iterations/draft")
    found = [(folder.stage, folder.iteration) for folder in read_artifacts(tmp_path)]
    assert found == [(0, 1), (0, 2), (1, 1)]


def test_no_session_has_no_folders(tmp_path: Path) -> None:
    assert read_artifacts(tmp_path / "nobody") == ()


def test_files_are_told_by_their_sha256(tmp_path: Path) -> None:
    iteration(tmp_path, "stage-00-a/iterations/001", output="Done.")
    assert read_one(tmp_path).files == {"output.md": hashlib.sha256(b"Done.").hexdigest()}


@pytest.mark.parametrize(
    ("files", "complete"),
    [
        ({"output": "Done.", "status": '{"decision": "stop"}'}, True),
        ({"output": "Done.", "result": '{"summary": "", "signals": {}}'}, True),
        ({"output": "Done.", "result": '{"signals": {"risk": "high"}}'}, False),
        ({"output": "Done."}, False),
        ({"status": '{"decision": "stop"}'}, False),
        ({"output": "Done.", "status": '{"decision": "perhaps"}'}, False),
        ({"output": "Done.", "status": '{"decision": "st'}, False),
        ({"output": "Done.", "result": "[]"}, False),
    ],
)
def test_complete_is_what_has_output_and_a_readable_decision(
    tmp_path: Path, files: dict[str, str], *, complete: bool
) -> None:
    iteration(tmp_path, "stage-00-a/iterations/001", **files)
    assert read_one(tmp_path).complete is complete
