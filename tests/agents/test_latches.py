"""Agents held at a named point, let go on, and killed there."""

import select
import signal
import subprocess

import pytest

from proving_ground.agents.latch import Latch
from proving_ground.agents.script import answer, take_turn, wait
from proving_ground.agents.standin.agent import PROBLEM_EXIT
from tests.agents.conftest import CLAUDE, CODEX, Bench

WAIT_TIMEOUT_S = 10


def held(bench: Bench, latch: Latch, *argv: str) -> tuple[subprocess.Popen[bytes], int | None]:
    process = bench.start(*(argv or CLAUDE))
    assert select.select([latch], [], [], WAIT_TIMEOUT_S)[0]
    return process, latch.reached()


def test_a_call_waits_until_it_is_released(bench: Bench) -> None:
    latch = bench.play(wait("door"), answer("through")).latch("door")
    assert latch.reached() is None
    process, number = held(bench, latch)
    assert number == bench.call.number == 1
    assert process.poll() is None
    latch.release()
    assert process.communicate()[0] == b"through\n"
    assert latch.reached() is None


def test_a_call_waits_for_its_turn(bench: Bench) -> None:
    latch = bench.play(take_turn(), answer("through")).latch("turn-2")
    process = bench.start(*CLAUDE, prompt=bench.prompt() + "Agent: 2\n")
    assert select.select([latch], [], [], WAIT_TIMEOUT_S)[0]
    latch.release()
    assert process.communicate()[0] == b"through\n"
    assert bench.run()[1] == "through\n", "who works alone waits for nobody"


def test_calls_announce_themselves_one_by_one(bench: Bench) -> None:
    latch = bench.play(wait("door"), answer("through")).latch("door")
    (first, one), (second, two) = held(bench, latch), held(bench, latch)
    assert (one, two) == (1, 2)
    latch.release(2)
    assert [p.communicate()[0] for p in (first, second)] == [b"through\n"] * 2


@pytest.mark.parametrize(
    ("argv", "number", "code"),
    [
        (CLAUDE, signal.SIGKILL, -9),
        (CLAUDE, signal.SIGTERM, 143),
        (CLAUDE, signal.SIGINT, 0),
        (CLAUDE, signal.SIGHUP, 129),
        (CODEX, signal.SIGTERM, -15),
        (CODEX, signal.SIGINT, 1),
    ],
)
def test_a_call_killed_there_leaves_no_finish(
    bench: Bench, argv: tuple[str, ...], number: signal.Signals, code: int
) -> None:
    latch = bench.play(wait("door")).latch("door")
    process, _ = held(bench, latch, *argv)
    process.send_signal(number)
    process.communicate()
    assert process.returncode == code
    assert (bench.call.exit, bench.call.ended, bench.call.after) == (None, None, None)
    assert not bench.call.ended_well


def test_a_latch_made_anew_knows_nothing_of_the_old_one(bench: Bench) -> None:
    agents = bench.play(wait("door"), answer("through"))
    old = agents.latch("door")
    process = bench.start(*CLAUDE)
    assert select.select([old], [], [], WAIT_TIMEOUT_S)[0]
    new = agents.latch("door")
    process.communicate()
    assert process.returncode == PROBLEM_EXIT
    assert new.reached() is None
    process, number = held(bench, new)
    assert number == 2
    new.release()
    assert process.communicate()[0] == b"through\n"


def test_a_closed_latch_holds_nobody(bench: Bench) -> None:
    agents = bench.play(wait("door"))
    latch = agents.latch("door")
    process, _ = held(bench, latch)
    agents.close()
    process.communicate()
    assert process.returncode == PROBLEM_EXIT
    assert bench.call.problem == "the trial closed the latch 'door'"
