"""An orchestration by the names of seed 003: what each method does, and cannot."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from proving_ground.errors import InputError, LawBroken, Unmet
from proving_ground.proof.defects import load_defects
from proving_ground.scratch import remove_folder
from proving_ground.testing import (
    Ending,
    MockAgentFactory,
    MockMcpCall,
    OrchestratorHarness,
    analyze_fixture,
    assert_cost_within_limit,
    assert_loop_status,
    assert_no_stuck_loops,
    assert_phase_completed,
    assert_task_status,
    build_fixture,
    enumerate_fixture,
    plan_fixture,
    review_fixture,
)
from proving_ground.testing.runs import must_build_in
from tests.orchestration.test_laws import call

SPEC = "Add the requested feature."
ISSUE = {"file": "a.txt", "description": "It is wrong"}
create = OrchestratorHarness.create


def two_tasks() -> MockAgentFactory:
    return (
        MockAgentFactory()
        .for_phase("analyze", mcp_calls=analyze_fixture.success)
        .for_phase("enumerate", mcp_calls=enumerate_fixture.two_tasks)
        .for_phase("plan", mcp_calls=plan_fixture.two_groups)
    )


def at_once(*latches: str) -> MockAgentFactory:
    """Two tasks of one group, the builders of which wait at these latches."""
    names = ("task-1", "task-2")
    written = [MockMcpCall("write_task", {"id": n, "title": n, "description": n}) for n in names]
    mock = MockAgentFactory().for_phase("enumerate", mcp_calls=written)
    mock.for_phase("plan", mcp_calls=plan_fixture.parallel_group)
    for name, latch in zip(names, latches, strict=False):
        mock.for_phase("build", latch=latch, mcp_calls=build_fixture.complete_task(name))
    return mock


def test_a_run_is_gone_through_phase_by_phase() -> None:
    mock = two_tasks()
    with create(mock, spec="Say hello.", use_worktrees=True) as harness:
        state = harness.run_until_phase("plan")
        assert state.phase == "build"
        assert [task.id for task in harness.tasks] == ["task-1", "task-2"]
        assert harness.loops == ()
        mock.for_phase("build", mcp_calls=build_fixture.complete_task("task-2"), cost_usd=0.25)
        assert_phase_completed(harness.run_one_phase(), "build")
        state = harness.run_to_completion()
        assert state.ending is Ending.COMPLETE
        assert [each.phase for each in harness.phase_history] == [*state.phases]
        assert_task_status(state, "task-2", "completed")
        assert_loop_status(state, harness.loops[1].id, "completed")
        assert_no_stuck_loops(state)
        assert_cost_within_limit(state, 0.5)
        with pytest.raises(Unmet, match="in USD"):
            assert_cost_within_limit(state, 0.25)
        mock.assert_all_called()
        assert "task-2-1.txt" in harness.evidence.last.base.files
    told = {each.phase: each.prompt for each in mock.recorded_prompts}
    assert "Say hello." in told["analyze"]
    assert [each.task for each in mock.recorded_prompts if each.phase == "build"] == [
        "task-1",
        "task-2",
    ]


def test_without_a_script_there_is_one_task() -> None:
    with create(MockAgentFactory(), spec=SPEC, initial_phase="build") as harness:
        assert harness.state.phase == "build"
        assert harness.state.phases == ["analyze", "enumerate", "plan"]
        assert harness.run_until_phase("complete").ending is Ending.COMPLETE
        assert [task.id for task in harness.tasks] == ["task-1"]


def test_a_review_that_fails_is_followed_by_a_revision() -> None:
    mock = MockAgentFactory()
    mock.for_phase("review", mcp_calls=review_fixture.fail([ISSUE]))
    mock.for_phase("review", mcp_calls=review_fixture.pass_)
    with create(mock, spec=SPEC) as harness:
        assert harness.run_until_phase("revise").revisions == 1
        assert harness.run_to_completion().ending is Ending.COMPLETE
        mock.assert_all_called()
    assert "It is wrong" in next(e.prompt for e in mock.recorded_prompts if e.phase == "revise")


def test_a_phase_that_never_comes_is_told_with_how_the_run_ended() -> None:
    with create(MockAgentFactory(), spec=SPEC) as harness:
        with pytest.raises(Unmet, match="the run is complete in phase complete") as error:
            harness.run_until_phase("revise")
        assert "run run-1 is complete" in str(error.value)
        assert "a sequence containing 'revise'" in str(error.value)
        assert "was 'analyze', 'enumerate', 'plan', 'build', 'review'" in str(error.value)
        with pytest.raises(Unmet, match="tried phases"):
            harness.run_one_phase()
        with pytest.raises(InputError, match="plan is complete already"):
            harness.run_until_phase("plan")


def test_a_script_that_is_at_its_end_is_told_with_its_line() -> None:
    mock = MockAgentFactory().for_phase("review", mcp_calls=review_fixture.fail([ISSUE]))
    with create(mock, spec=SPEC) as harness, pytest.raises(InputError) as error:
        harness.run_to_completion()
    assert "test_harness.py:" in str(error.value)
    assert "the agent of review was called for number 2, and is scripted for 1" in str(error.value)
    assert "add .for_phase" in str(error.value)
    assert "in phase review" in error.value.__notes__[0]


def test_tasks_without_a_plan_are_an_unfinished_script() -> None:
    mock = MockAgentFactory().for_phase("enumerate", mcp_calls=enumerate_fixture.two_tasks)
    with create(mock, spec=SPEC) as harness, pytest.raises(InputError, match="agent of plan was"):
        harness.run_to_completion()


def test_a_scripted_agent_that_was_not_called_is_told_with_its_line() -> None:
    mock = MockAgentFactory().for_phase("revise")
    with create(mock, spec=SPEC) as harness:
        harness.run_until_phase("analyze")
        with pytest.raises(Unmet, match=r"revise, iteration 1 \(.*test_harness\.py:\d+\)"):
            mock.assert_all_called()


def test_builders_at_a_latch_wait_for_each_other() -> None:
    with create(at_once("both", "both"), spec=SPEC) as harness:
        harness.run_to_completion()
        first, second = harness.evidence.first_calls(["task-1", "task-2"])
        assert max(first.started, second.started) < min(first.ended or 0, second.ended or 0)


def test_a_builder_alone_at_its_latch_ends_last() -> None:
    with create(at_once("slow"), spec=SPEC) as harness:
        harness.run_to_completion()
        slow, other = harness.evidence.first_calls(["task-1", "task-2"])
        assert (slow.ended or 0) > (other.ended or 0)


def test_builders_that_are_never_at_work_at_once_are_told() -> None:
    mock = at_once("both", "both").for_phase("conflict", latch="both")
    mock.for_phase("conflict", latch="both", task="task-9")
    with (
        create(mock, spec=SPEC, max_loops=1) as harness,
        pytest.raises(Unmet, match="never came while others waited at 'both'") as error,
    ):
        harness.run_to_completion()
    assert "build of task-2" in str(error.value)


def test_an_agent_that_crashes_is_told_by_the_state() -> None:
    mock = MockAgentFactory().for_phase("build", error="Segmentation fault", task="task-1")
    mock.for_phase("build", exit_code=3, times=None)
    with create(mock, spec=SPEC, max_iterations=2) as harness:
        state = harness.run_to_completion()
        assert state.ending is not Ending.COMPLETE
        assert [call.exit for call in harness.evidence.calls_for("build")[:2]] == [1, 3]
        with pytest.raises(Unmet, match="because of"):
            assert_task_status(state, "task-1", "completed")


def test_a_worktree_that_nobody_wants_is_told() -> None:
    with (
        create(MockAgentFactory(), spec=SPEC, use_worktrees=False) as harness,
        pytest.raises(Unmet, match="do not work in the user's checkout"),
    ):
        harness.run_to_completion()


def test_a_builder_in_the_users_checkout_is_told(tmp_path: Path) -> None:
    builders = [call(task="one", cwd=tmp_path), call(task="two", cwd=tmp_path / "worktree")]
    with pytest.raises(Unmet, match="do not work in worktrees of their own") as error:
        must_build_in(builders, tmp_path, worktrees=True)
    assert "'one'" in str(error.value)
    assert "'two'" not in str(error.value)


def test_a_run_that_ends_before_its_first_phase_is_told() -> None:
    mock = MockAgentFactory().for_phase("analyze", error="Segmentation fault", times=None)
    with pytest.raises(Unmet, match="the run is failed in phase analyze") as error:
        create(mock, spec=SPEC, initial_phase="enumerate")
    remove_folder(Path(error.value.__notes__[0].removeprefix("work folder: ")).parent)


@pytest.fixture
def replaying(tmp_path: Path) -> Path:
    """A copy of the reference engine that does a complete run over again."""
    load_defects(["orchestrator-complete-run-replayed"])[0].put_back(tmp_path)
    return tmp_path


def test_a_broken_law_is_raised_at_cleanup(replaying: Path) -> None:
    harness = create(MockAgentFactory(), spec=SPEC, engine_home=replaying)
    harness.run_to_completion()
    harness.run_to_completion()
    with pytest.raises(LawBroken, match="done-is-done"):
        harness.cleanup()
    harness.cleanup()


def test_a_broken_law_is_told_with_what_failed_before(replaying: Path) -> None:
    with (
        pytest.raises(ZeroDivisionError) as error,
        create(MockAgentFactory(), spec=SPEC, engine_home=replaying) as harness,
    ):
        harness.run_to_completion()
        harness.run_to_completion()
        raise ZeroDivisionError
    folder, law = error.value.__notes__
    assert "done-is-done" in law
    kept = Path(folder.removeprefix("work folder: "))
    assert kept.is_dir()
    remove_folder(kept.parent)


@pytest.fixture
def harness() -> Iterator[OrchestratorHarness]:
    harness = create(MockAgentFactory(), spec=SPEC)
    yield harness
    harness.cleanup()


def test_there_is_no_state_before_the_first_run(harness: OrchestratorHarness) -> None:
    for ask in (lambda: harness.state, lambda: harness.tasks, lambda: harness.evidence):
        with pytest.raises(InputError, match="nothing was run yet"):
            ask()


def test_unknown_phases_are_told_before_anything_runs(harness: OrchestratorHarness) -> None:
    with pytest.raises(InputError, match="Did you mean 'enumerate'"):
        harness.run_until_phase("enumerat")


def test_nothing_is_done_after_cleanup(harness: OrchestratorHarness) -> None:
    folder = harness.folder
    harness.cleanup()
    assert not folder.exists()
    for use in (
        harness.run_one_phase,
        harness.run_to_completion,
        lambda: harness.run_until_phase("plan"),
        lambda: harness.state,
        lambda: harness.folder,
        harness.__enter__,
    ):
        with pytest.raises(InputError, match=r"test_harness\.py:\d+: this harness was cleaned up"):
            use()


def test_each_harness_has_agents_of_its_own() -> None:
    mock = MockAgentFactory()
    with create(mock, spec=SPEC), pytest.raises(InputError, match="another harness"):
        create(mock, spec=SPEC)
