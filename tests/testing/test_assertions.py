"""Each assertion says what it expected, what it found, and in which state."""

from collections.abc import Callable

import pytest

from proving_ground.errors import InputError, Unmet
from proving_ground.evidence.run_state import Ending
from proving_ground.orchestration.state import LoopState, OrchestrationState, PhaseEntry, TaskState
from proving_ground.testing import (
    assert_cost_within_limit,
    assert_loop_status,
    assert_no_stuck_loops,
    assert_phase_completed,
    assert_task_status,
)

STATE = OrchestrationState(
    Ending.STUCK,
    "build",
    history=(PhaseEntry("analyze", "completed"), PhaseEntry("build", "failed", "stuck")),
    tasks=(TaskState("one", "completed"), TaskState("two", "failed", reason="no way")),
    loops=(
        LoopState("loop-1", "one", "completed", 1),
        LoopState("loop-2", "two", "stuck", 4, reason="no progress"),
    ),
    cost=0.3,
)
EMPTY = OrchestrationState(Ending.COMPLETE, "complete")
Claim = Callable[[], None]
TRUE: tuple[Claim, ...] = (
    lambda: assert_phase_completed(STATE, "analyze"),
    lambda: assert_phase_completed(EMPTY, "complete"),
    lambda: assert_task_status(STATE, "two", "failed"),
    lambda: assert_loop_status(STATE, "loop-2", "stuck"),
    lambda: assert_cost_within_limit(STATE, 0.3),
)
FALSE: dict[str, tuple[Claim, str, str]] = {
    "a phase that failed": (
        lambda: assert_phase_completed(STATE, "build"),
        "containing 'build'",
        "'analyze'",
    ),
    "the end of a run that is stuck": (
        lambda: assert_phase_completed(STATE, "complete"),
        "containing 'complete'",
        "'analyze'",
    ),
    "another status of a task": (
        lambda: assert_task_status(STATE, "two", "completed"),
        "task two, because of: no way",
        "but: was 'failed'",
    ),
    "a task that there is not": (
        lambda: assert_task_status(STATE, "three", "completed"),
        "containing 'three'",
        "'one', 'two'",
    ),
    "another status of a loop": (
        lambda: assert_loop_status(STATE, "loop-2", "completed"),
        "loop loop-2 of task two, because of: no progress",
        "but: was 'stuck'",
    ),
    "a loop that there is not": (
        lambda: assert_loop_status(STATE, "two", "stuck"),
        "containing 'two'",
        "'loop-1', 'loop-2'",
    ),
    "that no loop is stuck": (
        lambda: assert_no_stuck_loops(STATE),
        "loops that are stuck",
        "loop-2 of task two",
    ),
    "that none of no loops is stuck": (
        lambda: assert_no_stuck_loops(EMPTY),
        "expected loops",
        "found none",
    ),
    "that it was cheaper": (
        lambda: assert_cost_within_limit(STATE, 0.29),
        "less than or equal to 0.29",
        "was 0.3",
    ),
}
SENSELESS: dict[str, tuple[Claim, str]] = {
    "a phase": (lambda: assert_phase_completed(STATE, "analyse"), "Did you mean 'analyze'"),
    "a status of a task": (
        lambda: assert_task_status(STATE, "one", "complete"),
        "Did you mean 'completed'",
    ),
    "a status of a loop": (
        lambda: assert_loop_status(STATE, "loop-1", "in_progress"),
        "no status of a loop 'in_progress'",
    ),
    "a limit below 0": (lambda: assert_cost_within_limit(STATE, -1), "-1 is no limit"),
    "a limit that is none": (
        lambda: assert_cost_within_limit(STATE, float("nan")),
        "nan is no limit",
    ),
}


@pytest.mark.parametrize("number", range(len(TRUE)))
def test_a_true_claim_is_silent(number: int) -> None:
    TRUE[number]()


def test_no_loop_is_stuck_where_all_are_complete() -> None:
    assert_no_stuck_loops(
        OrchestrationState(Ending.COMPLETE, "complete", loops=(STATE.loops[0],)),
    )


@pytest.mark.parametrize("claim", FALSE)
def test_a_false_claim_tells_what_was_expected_and_found(claim: str) -> None:
    make, expected, found = FALSE[claim]
    with pytest.raises(Unmet) as error:
        make()
    told = str(error.value)
    assert expected in told
    assert found in told
    assert "in the state of a run that is" in told


@pytest.mark.parametrize("claim", SENSELESS)
def test_a_senseless_claim_is_told_with_its_line(claim: str) -> None:
    make, told = SENSELESS[claim]
    with pytest.raises(InputError, match=r"test_assertions\.py:\d+: ") as error:
        make()
    assert told in str(error.value)
    assert "What to do" in str(error.value)
