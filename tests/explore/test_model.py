"""The small model tells of each pipeline what its features tell."""

import pytest

from proving_ground.explore.idea import (
    AFTER,
    BEFORE,
    BETWEEN,
    Block,
    Deed,
    Event,
    Hook,
    Idea,
    Plan,
    Stage,
    Tasks,
)
from proving_ground.explore.model import play

FIXED = Idea((Stage("plan", 2), Stage("build", 3)))
ONCE = Plan()


def calls(idea: Idea) -> list[list[tuple[int, int]]]:
    """The calls of agents in each run: stage and iteration."""
    return [[(each.stage, each.iteration) for each in run.calls] for run in play(idea)[1]]


def endings(idea: Idea) -> list[str]:
    """How each run ended."""
    return [run.ending for run in play(idea)[1]]


def test_each_stage_runs_as_often_as_it_was_told() -> None:
    assert calls(FIXED) == [[(0, 1), (0, 2), (1, 1), (1, 2), (1, 3)]]


@pytest.mark.parametrize("what", ["killed", "without power", "interrupted", "terminated"])
def test_a_run_that_is_struck_goes_on_with_the_iteration_that_was_cut_short(what: str) -> None:
    idea = Idea(FIXED.stages, runs=(Plan(Event(what, 3)), ONCE))
    assert calls(idea) == [[(0, 1), (0, 2), (1, 1), (1, 2)], [(1, 2), (1, 3)]]


@pytest.mark.parametrize(
    ("what", "runs", "given"),
    [("killed", 1, {1: [(0, 2, None)]}), ("without power", 1, {}), ("without power", 2, {})],
)
def test_nobody_vouches_for_what_agents_were_given_before_the_power_went(
    what: str, runs: int, given: dict[int, list[tuple[int, int, None]]]
) -> None:
    stages = (Stage("plan", 2), Stage("build", 3, reads=(0, False)))
    idea = Idea(stages, runs=(Plan(Event(what, 3)), ONCE)[:runs])
    assert play(idea)[0].inputs == given


def test_what_agents_were_given_again_is_vouched_for() -> None:
    stages = (Stage("plan", 2), Stage("build", 3, reads=(0, False)))
    session, _ = play(Idea(stages, runs=(Plan(Event("without power", 2)), ONCE)))
    assert session.inputs == {1: [(0, 2, None)]}


@pytest.mark.parametrize(
    ("what", "ending"), [("killed", "not complete"), ("terminated", "interrupted")]
)
def test_only_a_run_that_had_time_says_how_it_ended(what: str, ending: str) -> None:
    assert endings(Idea(FIXED.stages, runs=(Plan(Event(what)),))) == [ending]


@pytest.mark.parametrize(
    ("stage", "made", "ending"),
    [
        (Stage("work", 5, ("continue", "stop")), 2, "complete"),
        (Stage("work", 6, ("stop", "continue", "stop", "stop"), consensus=2), 4, "complete"),
        (Stage("work", 6, ("stop",) * 6, consensus=2, least=4), 4, "complete"),
        (Stage("work", 3, ("stop", "continue", "stop"), consensus=2), 3, "stopped at its cap"),
        (Stage("work", 0), 0, "failed"),
    ],
)
def test_votes_end_a_stage(stage: Stage, made: int, ending: str) -> None:
    session, (run,) = play(Idea((stage,)))
    assert (len(session.history), run.ending) == (made, ending)


def test_a_failed_agent_is_tried_again_by_the_resume() -> None:
    idea = Idea(FIXED.stages, (Deed(0, 2, ("crashes",), 2),), runs=(ONCE,) * 3)
    assert endings(idea) == ["failed", "failed", "complete"]
    assert play(idea)[0].attempts[0, 2, None] == 3


def test_what_is_over_is_resumed_once_and_calls_nobody() -> None:
    assert calls(Idea((Stage("work", 1),), runs=(ONCE,) * 3)) == [[(0, 1)], []]


def test_a_capped_session_goes_on_when_its_cap_is_raised() -> None:
    idea = Idea((Stage("work", 2, consensus=2),), runs=(ONCE, Plan(up_to=3), ONCE))
    assert calls(idea) == [[(0, 1), (0, 2)], [(0, 3)], []]


def test_hooks_are_called_around_each_iteration_the_projects_first() -> None:
    places = (("pipeline", BEFORE), ("project", BEFORE), ("project", AFTER))
    idea = Idea((Stage("work", 1),), hooks=tuple(Hook(*place) for place in places))
    (run,) = play(idea)[1]
    assert [(each.point, each.origin) for each in run.trace] == [
        (BEFORE, "project"),
        (BEFORE, "pipeline"),
        ("", ""),
        (AFTER, "project"),
    ]


def test_a_hook_that_refuses_is_asked_again_and_nothing_else_is_repeated() -> None:
    hook = Hook("project", AFTER, "refuses", 1, "Stop.")
    idea = Idea((Stage("work", 2),), hooks=(hook,), runs=(ONCE, ONCE))
    assert (endings(idea), calls(idea)) == (["failed", "complete"], [[(0, 1)], [(0, 2)]])


def test_one_answer_is_for_one_question() -> None:
    stages = (Stage("a", 1), Stage("b", 1, approval=""), Stage("c", 1, approval=""))
    idea = Idea(stages, runs=(ONCE, Plan(answer="yes"), Plan(answer="no"), ONCE))
    assert endings(idea) == ["paused", "paused", "failed", "paused"]


def test_a_pause_does_not_repeat_the_hooks_before_it() -> None:
    stages = (Stage("a", 1), Stage("b", 1, approval=""))
    runs = (ONCE, Plan(answer="no"), ONCE, Plan(answer="yes"))
    idea = Idea(stages, hooks=(Hook("project", BETWEEN),), runs=runs)
    assert sum(each.point == BETWEEN for run in play(idea)[1] for each in run.trace) == 1


@pytest.mark.parametrize(
    ("needed", "decision", "agents"),
    [(3, "continue", (0, 1, 2)), (2, "stop", (0, 1, 2)), (None, "stop", (1,))],
)
def test_agents_side_by_side_come_to_one_decision(
    needed: int | None, decision: str, agents: tuple[int, ...]
) -> None:
    block = Block(3, needed, (("stop",), ("stop",), ("continue",)), (1, 2, 0))
    session, _ = play(Idea((Stage("work", 1, block=block),)))
    assert [(each.decision, each.agents) for each in session.history] == [(decision, agents)]


def test_a_resume_asks_only_the_agent_that_failed() -> None:
    block = Block(2, 2, ((), ()), (0, 1))
    idea = Idea((Stage("work", 1, block=block),), (Deed(0, 1, ("crashes",), 1, 1),))
    _, (_, second) = play(Idea(idea.stages, idea.deeds, runs=(ONCE, ONCE)))
    assert [call.agent for call in second.calls] == [1]


def test_tasks_are_worked_off_and_what_is_left_undone_is_given_out_again() -> None:
    idea = Idea(
        (Stage("work", 9),),
        (Deed(0, 1, ("leaves its task undone",)),),
        tasks=Tasks(("lexer", "parser"), "beads"),
    )
    session, (run,) = play(idea)
    assert [call.task for call in run.calls] == ["lexer", "lexer", "parser"]
    assert (session.open, run.ending) == ([], "complete")


def test_a_run_is_struck_only_when_all_agents_side_by_side_are_at_work() -> None:
    block = Block(2, 2, ((), ()), (1, 0))
    stages = (Stage("work", 1, block=block),)
    struck = [play(Idea(stages, runs=(Plan(Event("killed", at)),)))[1][0] for at in range(3)]
    assert {each.moment.agent for each in struck if each.moment} == {0}
