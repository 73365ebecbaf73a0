"""A suite that is stopped, and what it leaves; each run of behave here holds at an engine."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from proving_ground import scratch
from proving_ground.processes import descendants
from proving_ground.processes.patience import Patience
from proving_ground.root import ROOT
from proving_ground.stopping import Children, Stopped
from tests.hostile.conftest import write_engine

SCENARIO = "features/pipelines/single_stage.feature"
PATIENCE_S = 30.0


def until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


class Running:
    """A program whose engine has said that it is at work, and will not end by itself."""

    def __init__(self, home: Path, *command: str):
        self.began = home / "began"
        (home / "tmp").mkdir()
        write_engine(home, f"open({str(self.began)!r}, 'w'); time.sleep(600)")
        env = {**os.environ, "TMPDIR": str(home / "tmp")}
        pipe = subprocess.PIPE
        words = [sys.executable, *command, "-D", f"engine_home={home}", SCENARIO]
        self.process = subprocess.Popen(words, cwd=ROOT, env=env, stdout=pipe, stderr=pipe)
        until(self.began.exists, "the engine is at work")
        self.below = descendants.of(self.process.pid)
        self.scratch = home / "tmp"

    def ends(self) -> str:
        out, err = self.process.communicate(timeout=PATIENCE_S)
        until(lambda: not any(map(_lives, self.below)), "what it started has ended")
        return (out + err).decode()


def _lives(pid: int) -> bool:
    return descendants.state_of(pid) != "Z"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path, "-m", "behave")
    yield running
    running.process.kill()
    running.process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_stopped_leaves_nothing(running: Running, number: signal.Signals) -> None:
    running.process.send_signal(number)
    said = running.ends()
    assert "Traceback" not in said
    assert list(running.scratch.iterdir()) == []


def test_what_a_run_that_was_killed_leaves_is_told_and_cleared_away(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch.tempfile, "tempdir", str(running.scratch))
    monkeypatch.setattr(scratch, "MEMORY", running.scratch)
    (folder,) = running.scratch.iterdir()
    assert scratch.folders_of_ended_runs() == []
    running.process.kill()
    running.ends()
    assert scratch.folders_of_ended_runs() == [folder]
    scratch.remove_folder(folder)
    assert scratch.folders_of_ended_runs() == []


def test_a_folder_that_names_no_owner_is_left_alone_for_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(scratch, "MEMORY", tmp_path)
    for name, owner in {
        "new": None,
        "noise": "[",
        "elsewhere": {"processes": "another boot"},
    }.items():
        folder = tmp_path / f"proving-ground-{name}"
        folder.mkdir()
        if owner:
            (folder / "owner.json").write_text(json.dumps(owner))
    assert scratch.folders_of_ended_runs() == []
    os.utime(tmp_path / "proving-ground-new", (0, 0))
    assert scratch.folders_of_ended_runs() == [tmp_path / "proving-ground-new"]


def test_time_in_which_the_suite_stood_still_does_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = time.monotonic()
    patience = Patience(60)
    for later in (0.4, 300.0, 300.4):
        monkeypatch.setattr(time, "monotonic", lambda later=later: now + later)
        assert not patience.is_over()
    assert patience.left > 58


def test_a_full_device_and_a_closed_output_are_told_in_plain_words() -> None:
    command = [sys.executable, "-m", "proving_ground.cli", "promises"]
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (ran.returncode, ran.stderr) == (2, "No space left on device\n")
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe) as run:
        assert run.stdout and run.stderr
        run.stdout.close()
        assert run.stderr.read() == b""


def test_programs_that_a_command_started_end_with_it() -> None:
    children, started = Children(), threading.Event()

    def work(_: int) -> None:
        process = subprocess.Popen(["sleep", "600"])
        with children.running(process):
            started.set()
            process.wait()

    with pytest.raises(Stopped), children.pool(1) as pool:
        pool.map(work, range(50))
        started.wait(PATIENCE_S)
        raise Stopped("stopped by SIGTERM")
    sleepers = [descendants.command_line(pid) for pid in descendants.of(os.getpid())]
    assert "sleep 600" not in sleepers


RUN = [sys.executable, "-m", "behave", SCENARIO, "--tags=@flow-1"]
UNWRITTEN = (
    "what is printed cannot be written: No space left on device\n"
    "  What to do: let standard output go to a place with room\n"
)


@pytest.mark.parametrize("more", [[], ["--format=null"], ["-Djobs=2"]], ids=" ".join)
def test_behave_on_a_full_device_ends_in_plain_words(more: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [*RUN, *more], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (ran.returncode, ran.stderr) == (1, UNWRITTEN)


def test_behave_without_standard_output_tells_by_its_exit_code_and_reports(tmp_path: Path) -> None:
    words = [*RUN, f"-Dreport={tmp_path / 'report'}"]
    command = ["sh", "-c", 'exec "$@" >&-', "sh", *words]
    ran = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr.splitlines() == [
        "standard output is closed: only the exit code and reports will tell"
    ]
    assert (tmp_path / "report" / "junit.xml").exists()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_behave_ends_where_nobody_reads_on(tmp_path: Path, jobs: str) -> None:
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    pipe = subprocess.PIPE
    words = [*RUN[:-2], f"{SCENARIO}:10", f"{SCENARIO}:17", f"-Djobs={jobs}"]
    with subprocess.Popen(words, cwd=ROOT, env=env, stdout=pipe, stderr=pipe) as run:
        assert run.stdout and run.stderr
        run.stdout.readline()
        run.stdout.close()
        assert run.stderr.read() == b""
    assert run.returncode == 1
    assert list(tmp_path.iterdir()) == []


CALLERS = {
    "blocks all": "signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())",
    "ignores two": "for each in (signal.SIGCHLD, signal.SIGUSR1): "
    "signal.signal(each, signal.SIG_IGN)",
}


@pytest.mark.parametrize("deed", CALLERS.values(), ids=list(CALLERS))
def test_what_a_caller_does_to_signals_reaches_no_engine(deed: str, tmp_path: Path) -> None:
    told = tmp_path / "signals"
    write_engine(tmp_path, f"open({str(told)!r}, 'w').write(open('/proc/self/status').read())")
    script = f"import os, signal, sys\n{deed}\nos.execv(sys.executable, sys.argv[1:])"
    words = [
        sys.executable,
        "-m",
        "behave",
        "-D",
        f"engine_home={tmp_path}",
        SCENARIO,
        "--tags=@flow-1",
    ]
    command = [sys.executable, "-c", script, *words]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Traceback" not in ran.stdout + ran.stderr
    seen = dict(line.split(":\t") for line in told.read_text().splitlines() if ":\t" in line)
    # The C library keeps 32 and 33 for itself: no program can set them, or set them back.
    settable = signal.valid_signals() - {signal.SIGPIPE, signal.SIGXFSZ}
    wanted = sum(1 << each - 1 for each in settable)
    assert int(seen["SigBlk"], 16) & wanted == 0
    assert int(seen["SigIgn"], 16) & wanted == 0
