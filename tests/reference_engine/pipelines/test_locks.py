"""One engine per session."""

import fcntl
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from reference_engine.pipelines.errors import SessionLocked
from reference_engine.pipelines.lock import held, holder
from tests.reference_engine.pipelines.conftest import Bench

DEAD = f"{2**22 + 1}\n"
"""A process id that Linux never gives."""
ASKS = """
import pathlib, sys
from reference_engine.pipelines.lock import holder
for _ in range(20000):
    holder(pathlib.Path(sys.argv[1]))
"""


def test_a_second_engine_is_turned_away(bench: Bench) -> None:
    latch, go = bench.latch("latch"), bench.latch("go")
    bench.stage("iterations: 1")
    bench.agent("echo > latch; read _ < go; decide stop")
    first = bench.popen("run", "--stage", "demo", "--session", "s")
    latch.read_text()
    before = bench.files()
    assert bench.lock.read_text() == f"{first.pid}\n"
    for second in (bench.run_stage(), bench.resume()):
        assert second.returncode == 4
        assert second.stderr == (
            f"error: session s is run by another engine, process {first.pid}\n"
        )
    assert bench.files() == before
    go.write_text("\n")
    first.communicate(timeout=30)
    assert first.returncode == 0
    assert len(bench.calls) == 1
    assert not bench.lock.exists()


def test_the_agent_does_not_hold_the_lock(bench: Bench) -> None:
    bench.stage("iterations: 1")
    bench.agent("ls -l /proc/self/fd > fds; decide stop")
    bench.run_stage()
    assert "s.lock" not in (bench.root / "fds").read_text()


def test_a_lock_file_that_nobody_holds_is_no_obstacle(bench: Bench) -> None:
    bench.stage("iterations: 1")
    bench.lock.parent.mkdir()
    bench.lock.write_text("1 and a long story\n")
    bench.agent(f"cat '{bench.lock}'; decide stop")
    assert bench.run_stage().returncode == 0
    output = bench.run_folder / "stage-00-demo/iterations/001/output.md"
    assert output.read_text().strip().isdecimal()
    assert not bench.lock.exists()


def test_a_lock_file_left_after_the_end_is_tidied_up_unless_it_is_held(bench: Bench) -> None:
    bench.stage("iterations: 1")
    bench.run_stage()
    with bench.lock.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert bench.resume().returncode == 0
        assert bench.lock.exists()
    assert bench.resume().returncode == 0
    assert not bench.lock.exists()


def test_an_agent_may_remove_the_lock_file(bench: Bench) -> None:
    bench.stage("iterations: 1")
    bench.agent(f"rm '{bench.lock}'; decide stop")
    assert bench.run_stage().returncode == 0


def test_a_holder_is_alive_has_given_its_name_and_holds_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / "s.lock"
    assert holder(lock) is None
    lock.touch()
    with lock.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert holder(lock) is None
        for name in ("no number", "9" * 130, DEAD):
            lock.write_text(name)
            assert holder(lock) is None
        lock.write_text(f"{os.getpid()}\n")
        assert holder(lock) == str(os.getpid())
    assert holder(lock) is None


def test_who_asks_for_a_dead_holder_leaves_the_lock_free(tmp_path: Path) -> None:
    lock = tmp_path / "s.lock"
    lock.write_text(DEAD)
    with subprocess.Popen([sys.executable, "-c", ASKS, str(lock)]) as asking:
        while asking.poll() is None:
            with held(lock):
                lock.write_text(DEAD)
            lock.write_text(DEAD)


def test_at_most_one_holds_it_at_any_time(tmp_path: Path) -> None:
    """The holder removes the file: whoever opened it before must not think that it is held."""
    lock, inside, worst = tmp_path / "s.lock", [], [0]

    def work() -> None:
        for _ in range(300):
            with suppress(SessionLocked), held(lock):
                inside.append(1)
                worst[0] = max(worst[0], len(inside))
                os.sched_yield()
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert worst == [1]
