"""Processes that wait for each other, that are left over, and whose clock was moved."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from proving_ground.agents.latch import Latch
from proving_ground.errors import EngineHung, LimitExceeded
from proving_ground.processes.client import Exit, SupervisorClient
from proving_ground.processes.command import Command
from proving_ground.processes.execution import Execution
from tests.bench import Bench

CLOCK = """
import datetime, time
def main(arguments):
    before = time.monotonic()
    print(*(datetime.datetime.now().isoformat() for _ in range(3)), time.monotonic() >= before)
    return 0
"""


@pytest.fixture
def clockwork(tmp_path: Path) -> Iterator[SupervisorClient]:
    (tmp_path / "clockwork.py").write_text(CLOCK)
    client = SupervisorClient([str(tmp_path)])
    yield client
    client.close()


def execution(bench: Bench, shell: str, **more) -> Execution:
    return Execution(
        bench.supervisor, Command(("sh", "-c", shell), bench.folder), os.environ, **more
    )


def test_who_stands_behind_a_gate_begins_when_it_opens(bench: Bench) -> None:
    gate, key = os.pipe()
    waiting = execution(bench, "echo late >> log", gate=gate)
    os.close(gate)
    execution(bench, "echo early >> log").close()
    os.close(key)
    waiting.close()
    assert (bench.folder / "log").read_text() == "early\nlate\n"


def test_the_end_of_another_process_of_the_same_number_is_not_ours(bench: Bench) -> None:
    bench.supervisor.exits.update((os.getpid() + n, Exit(99, 0.0)) for n in range(100_000))
    ended, _, _ = execution(bench, "exit 3").close()
    bench.supervisor.exits.clear()
    assert ended.code == 3


def test_what_follows_its_engine_in_time_has_not_survived_it(bench: Bench) -> None:
    os.mkfifo(bench.folder / "engine")
    run = execution(bench, "exec 3<> engine; (read _ < engine; exit) & exec echo > engine")
    run.close()
    assert bench.supervisor.survivors(10) == []


def test_what_lives_on_is_told(bench: Bench) -> None:
    os.mkfifo(bench.folder / "never")
    execution(bench, "cat never & exit").close()
    ((_, line),) = bench.supervisor.survivors(0.05)
    assert line == "cat never"


def test_a_run_that_gives_signs_of_life_is_not_hung(bench: Bench) -> None:
    run = execution(bench, "for _ in 1 2 3 4; do sleep 0.3; echo; done")
    run.silence = 1.0
    assert run.wait() is False


@pytest.mark.parametrize(("shell", "patience"), [("read _ <> never", 60), ("yes", 0.3)])
def test_a_run_that_is_silent_or_never_ends_is_hung(
    bench: Bench, shell: str, patience: float
) -> None:
    os.mkfifo(bench.folder / "never")
    run = execution(bench, shell)
    run.silence = 0.1
    with pytest.raises((EngineHung, LimitExceeded)):
        run.wait(seconds=patience)
    run.kill()


def test_a_run_that_is_stopped_for_good_is_not_waited_for(bench: Bench) -> None:
    run = execution(bench, "kill -STOP $$")
    with pytest.raises(EngineHung, match="it is stopped and nobody is left to let it go on"):
        run.wait()
    run.kill()


def test_a_run_that_its_child_lets_go_on_is_waited_for(bench: Bench) -> None:
    run = execution(bench, "(sleep 1.2; kill -CONT $$) & kill -STOP $$; exit 3")
    assert run.close()[0].code == 3


def test_of_what_lives_on_one_that_hung_is_not_waited_for(bench: Bench) -> None:
    os.mkfifo(bench.folder / "never")
    run = execution(bench, "sleep 0.5 & exec cat never")
    began = time.monotonic()
    assert [pid for pid, _ in bench.supervisor.survivors(60, run.pid)] == [run.pid]
    assert time.monotonic() - began < 30
    run.kill()


def test_a_clock_that_jumps_at_every_look(clockwork: SupervisorClient, tmp_path: Path) -> None:
    command = Command(("clockwork",), tmp_path, preload="clockwork:main")
    env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    run = Execution(clockwork, command, env, ("2026-03-01 09:30", -3600.0))
    _, stdout, stderr = run.close()
    told = ["2026-03-01T09:30:00", "2026-03-01T08:30:00", "2026-03-01T07:30:00", "True"]
    assert stdout.split() == told, stderr


def test_an_engine_that_calls_its_agent_without_end_counts_as_hung(bench: Bench) -> None:
    endless = Latch(bench.folder, "endless")
    run = execution(bench, "printf '0000200\\n' > endless.reached; read _ < endless.open")
    run.bound(endless)
    with pytest.raises(EngineHung, match="called its agent 200 times"):
        run.wait()
    run.kill()
    run.close()
    endless.close()
