"""Drawn loops promise what loops of that kind promise, and no more."""

import pytest

from proving_ground.explore.loops import Loop, feature


@pytest.mark.parametrize(
    ("loop", "steps"),
    [
        (Loop(2), ["Given a loop of 2 steps", "When the loop runs"]),
        (Loop(2), ["Then the agent was called 2 times", "And the loop ends as a success"]),
        (Loop(3, cap=2), ["Then the agent was called 2 times"]),
        (Loop(3, cap=2), ["And the loop does not end as a success"]),
        (Loop(2, listed=True), ["Then each of the tasks was done once"]),
        (Loop(1, deed="crashes"), ["And the loop's agent crashes in every call"]),
        (Loop(1, deed="crashes"), ["And the loop does not end as a success"]),
        (Loop(2, deed="crashes", call=2), ["And the loop ends as its agent did"]),
        (Loop(2, deed="talks about limits"), ["Then the agent was called 2 times"]),
        (Loop(3, stop="hung up", at=2), ["When the loop is hung up in call 2"]),
        (Loop(3, stop="hung up", at=2), ["And nothing of the loop lives on"]),
        (Loop(3, stop="killed", at=2, again=True), ["And the loop was killed in call 2"]),
        (Loop(3, stop="killed", at=2, again=True), ["Then the loop ends as its agent did"]),
    ],
)
def test_what_a_loop_promises(loop: Loop, steps: list[str]) -> None:
    lines = [line.strip() for line in feature(loop).splitlines()]
    assert all(step in lines for step in steps), lines
