"""Votes that nobody can cast, and agents that there are not, are told before anything runs."""

import pytest

from tests.suite.conftest import Complaints
from tests.suite.test_amounts import DONE, RUN, WORK, feature

TWO = "And 2 agents work side by side, all of whom must agree"
TABLE = ("Given these stages:", "  | stage | iterations | votes |")


@pytest.mark.parametrize(
    ("votes", "told"),
    [
        ("stpo, stop", "nobody can vote 'stpo' -> Did you mean 'stop'?"),
        ("Stop", "nobody can vote 'Stop' -> Did you mean 'stop'?"),
        ("stop; stop", "nobody can vote 'stop; stop'"),
        ("stop stop", "nobody can vote 'stop stop'"),
        ("stop, , stop", "nobody can vote ''"),
        ("stop,", "nobody can vote ''"),
        ("maybe", "nobody can vote 'maybe' -> There are: continue, stop."),
        ("error", "nobody can vote 'error'"),
    ],
)
def test_an_unknown_vote_is_told(complaints: Complaints, votes: str, told: str) -> None:
    failed = "Then the session is failed"
    one = complaints(feature(WORK, f'And the agent votes "{votes}"', RUN, failed))
    assert one.startswith(f"f.feature:4: {told}")
    block = complaints(feature(WORK, TWO, f'And the agents vote "{votes}"', RUN, failed))
    assert f"f.feature:5: {told}" in block
    table = complaints(feature(*TABLE, f"  | work | 3 | {votes} |", RUN, failed))
    assert f"f.feature:5: {told}" in table


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            (*TABLE, "  | work | 2 | continue, continue, continue, stop |", RUN, DONE),
            "5: nobody casts 4 votes: the stage has 2 iterations",
        ),
        ((*TABLE, "  | work |  | stop, stop |", RUN, DONE), "5: nobody casts 2 votes"),
        ((*TABLE, "  | work | 2 | continue, stop |", RUN, DONE), ""),
        (
            (WORK, TWO, 'And the agents vote "stop, stop, stop, continue"', RUN, DONE),
            "5: nobody casts 4 votes: 2 agents work in stage 'work'",
        ),
        ((WORK, 'And the agents vote "stop, stop"', TWO, RUN, DONE), ""),
        ((WORK, 'And agent-0 votes "stop"', RUN, DONE), ""),
        ((WORK, TWO, 'And agent-2 votes "stop"', RUN, DONE), "5: there is no agent-2: 2 agents"),
        ((WORK, 'And agent-1 votes "stop"', RUN, DONE), "4: there is no agent-1: 1 agent works"),
        (
            (WORK, TWO, "And agent-2 crashes in iteration 1", RUN, DONE),
            "5: there is no agent-2: 2 agents",
        ),
        (
            (
                *(WORK, TWO, "And the run was killed while agent-7 worked on iteration 1"),
                *("When the session is resumed", DONE),
            ),
            "5: there is no agent-7: 2 agents",
        ),
        ((WORK, TWO, "And 0 of them crash in iteration 1", RUN, DONE), "5: 0 of them cannot crash"),
        ((WORK, TWO, "And 3 of them crash in iteration 1", RUN, DONE), "5: 3 of them cannot crash"),
        ((WORK, TWO, "And 2 of them crash in iteration 1", RUN, DONE), ""),
        (
            (
                'Given the "parallel-3-agents" script',
                "And agent-2 crashes in iteration 1",
                RUN,
                DONE,
            ),
            "",
        ),
        (
            (
                "Given these stages:",
                *("  | stage |", "  | plan |", "  | build |", TWO),
                *('And agent-1 crashes in iteration 1 of stage "plan"', RUN, DONE),
            ),
            "8: there is no agent-1: 1 agent works in stage 'plan'",
        ),
    ],
)
def test_agents_that_there_are_not_are_told(
    complaints: Complaints, said: tuple[str, ...], told: str
) -> None:
    found = complaints(feature(*said))
    assert told in found
    assert bool(told) == bool(found)


@pytest.mark.parametrize("number", [0, 3])
def test_an_agreement_that_cannot_be_is_one_only_where_it_is_refused(
    complaints: Complaints, number: int
) -> None:
    asked = f"And 2 agents work side by side, {number} of whom must agree"
    told = f"4: {number} of 2 agents cannot agree"
    assert told in complaints(feature(WORK, asked, RUN, DONE))
    assert complaints(feature(WORK, asked, RUN, "Then the run is refused")) == ""
