"""An orchestrator's tests in Python: real processes, scripted agents, and the laws at the end."""

from collections.abc import Iterator

import pytest

from proving_ground.testing import (
    Ending,
    MockAgentFactory,
    OrchestratorHarness,
    assert_no_stuck_loops,
    assert_phase_completed,
    assert_task_status,
    build_fixture,
    enumerate_fixture,
    plan_fixture,
    review_fixture,
)


@pytest.fixture
def mock_agent() -> MockAgentFactory:
    return (
        MockAgentFactory()
        .for_phase("enumerate", mcp_calls=enumerate_fixture.two_tasks)
        .for_phase("plan", mcp_calls=plan_fixture.two_groups)
    )


@pytest.fixture
def harness(mock_agent: MockAgentFactory) -> Iterator[OrchestratorHarness]:
    with OrchestratorHarness.create(mock_agent, spec="Add a greeting.") as harness:
        yield harness


def test_completes_a_spec_of_two_tasks(
    harness: OrchestratorHarness, mock_agent: MockAgentFactory
) -> None:
    assert_phase_completed(harness.run_until_phase("plan"), "plan")
    assert [task.id for task in harness.tasks] == ["task-1", "task-2"]
    assert harness.run_to_completion().ending is Ending.COMPLETE
    assert_no_stuck_loops(harness.state)
    mock_agent.assert_all_called()


def test_tells_the_revision_what_the_review_found(
    harness: OrchestratorHarness, mock_agent: MockAgentFactory
) -> None:
    issue = {"file": "greeting.py", "description": "It greets nobody"}
    mock_agent.for_phase("review", mcp_calls=review_fixture.fail([issue]))
    mock_agent.for_phase("review", mcp_calls=review_fixture.pass_)
    harness.run_until_phase("revise")
    (prompt,) = [each.prompt for each in mock_agent.recorded_prompts if each.phase == "revise"]
    assert "It greets nobody" in prompt


def test_keeps_what_succeeds_when_a_task_fails(
    harness: OrchestratorHarness, mock_agent: MockAgentFactory
) -> None:
    cannot = build_fixture.fail_task("task-2", "There is no such API")
    mock_agent.for_phase("build", mcp_calls=cannot, times=None)
    state = harness.run_to_completion()
    assert_task_status(state, "task-1", "completed")
    assert_task_status(state, "task-2", "failed")
