"""Seed 003's assertions: each raises Unmet with what was expected and what was found."""

from hamcrest import empty, equal_to, has_item, is_, less_than_or_equal_to

from proving_ground.evidence.expectation import assert_that, some
from proving_ground.evidence.run_state import Ending
from proving_ground.orchestration.contract import PHASES
from proving_ground.orchestration.state import OrchestrationState
from proving_ground.testing.places import must_be_one_of, wrong

TASK_STATUSES = ("pending", "in_progress", "completed", "failed")
LOOP_STATUSES = ("pending", "running", "stuck", "completed", "failed", "interrupted")


def assert_phase_completed(state: OrchestrationState, phase: str) -> None:
    """Unmet unless the phase was completed, at least once; `complete` means the whole run.

    InputError where there is no such phase.
    """
    must_be_one_of(PHASES, phase, "phase")
    done = [*state.phases, *(["complete"] if state.ending is Ending.COMPLETE else [])]
    assert_that(done, has_item(phase), f"completed phases ({_described(state)})")


def assert_task_status(state: OrchestrationState, task_id: str, status: str) -> None:
    """Unmet unless that task is pending, in_progress, completed or failed, as said.

    InputError where there is no such status.
    """
    must_be_one_of(TASK_STATUSES, status, "status of a task")
    found = {task.id: task.status for task in state.tasks}
    assert_that(list(found), has_item(task_id), f"tasks ({_described(state)})")
    reason = state.task(task_id).reason
    why = f", because of: {reason}" if reason else ""
    assert_that(found[task_id], equal_to(status), f"task {task_id}{why} ({_described(state)})")


def assert_loop_status(state: OrchestrationState, loop_id: str, status: str) -> None:
    """Unmet unless the loop is pending, running, stuck, completed, failed or interrupted, as said.

    InputError where there is no such status.
    """
    must_be_one_of(LOOP_STATUSES, status, "status of a loop")
    found = {loop.id: loop for loop in state.loops}
    assert_that(list(found), has_item(loop_id), f"loops ({_described(state)})")
    loop = found[loop_id]
    why = f", because of: {loop.reason}" if loop.reason else ""
    about = f"loop {loop_id} of task {loop.task}{why} ({_described(state)})"
    assert_that(loop.status, equal_to(status), about)


def assert_no_stuck_loops(state: OrchestrationState) -> None:
    """Unmet where a loop is stuck, or where there is no loop of which to say so."""
    some(state.loops, f"loops ({_described(state)})")
    stuck = [f"{each.id} of task {each.task}" for each in state.loops if each.status == "stuck"]
    assert_that(stuck, is_(empty()), f"loops that are stuck ({_described(state)})")


def assert_cost_within_limit(state: OrchestrationState, max_cost: float) -> None:
    """Unmet where the run has cost more than `max_cost`, both in USD.

    InputError for a limit that is no number of USD.
    """
    if not isinstance(max_cost, int | float) or not 0 <= max_cost < float("inf"):
        raise wrong(f"{max_cost!r} is no limit of cost", "write USD, as 0.5")
    about = f"what the run has cost, in USD ({_described(state)})"
    assert_that(round(state.cost, 6), less_than_or_equal_to(max_cost), about)


def _described(state: OrchestrationState) -> str:
    return f"in the state of a run that is {state.ending} in phase {state.phase}"
