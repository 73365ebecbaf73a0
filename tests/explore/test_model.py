"""The small model tells of each pipeline what its features tell."""

import pytest

from proving_ground.explore.idea import Event, Idea, Mishap, Stage
from proving_ground.explore.model import play

FIXED = Idea((Stage("plan", 2), Stage("build", 3)))


def calls(idea: Idea) -> list[tuple[tuple[int, int], ...]]:
    """The calls of each run."""
    return [run.calls for run in play(idea)[1]]


def test_each_stage_runs_as_often_as_it_was_told() -> None:
    assert calls(FIXED) == [((0, 1), (0, 2), (1, 1), (1, 2), (1, 3))]


@pytest.mark.parametrize("what", ["killed", "without power", "interrupted", "terminated"])
def test_a_run_that_is_struck_goes_on_with_the_iteration_that_was_cut_short(what: str) -> None:
    idea = Idea(FIXED.stages, runs=(Event(what, 3), None))
    assert calls(idea) == [((0, 1), (0, 2), (1, 1), (1, 2)), ((1, 2), (1, 3))]


@pytest.mark.parametrize(
    ("what", "ending"), [("killed", "not complete"), ("terminated", "interrupted")]
)
def test_only_a_run_that_had_time_says_how_it_ended(what: str, ending: str) -> None:
    assert play(Idea(FIXED.stages, runs=(Event(what, 0),)))[1][0].ending == ending


@pytest.mark.parametrize(
    ("stage", "made", "ending"),
    [
        (Stage("work", 5, ("continue", "stop")), 2, "complete"),
        (Stage("work", 6, ("stop", "continue", "stop", "stop"), consensus=2), 4, "complete"),
        (Stage("work", 6, ("stop",) * 6, consensus=2, least=4), 4, "complete"),
        (Stage("work", 3, ("stop", "continue", "stop"), consensus=2), 3, "stopped at its cap"),
    ],
)
def test_votes_end_a_stage(stage: Stage, made: int, ending: str) -> None:
    session, (run,) = play(Idea((stage,)))
    assert (len(session.history), run.ending) == (made, ending)


def test_a_failed_agent_is_tried_again_by_the_resume() -> None:
    idea = Idea(FIXED.stages, (Mishap(0, 2, "crashes", 2),), runs=(None, None, None))
    session, runs = play(idea)
    assert [run.ending for run in runs] == ["failed", "failed", "complete"]
    assert session.attempts[0, 2] == 3


def test_what_is_over_is_resumed_once_and_calls_nobody() -> None:
    assert calls(Idea((Stage("work", 1),), runs=(None, None, None))) == [((0, 1),), ()]
