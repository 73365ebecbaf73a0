"""A run on a Dask cluster comes to the verdicts of one process, whatever becomes of its workers."""

import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from proving_ground.processes import descendants
from proving_ground.report.model import Report, Verdict, read_report
from proving_ground.root import ROOT

distributed = pytest.importorskip("distributed", reason="Dask is not installed")
FEATURE = "features/pipelines/single_stage.feature"
RUN = [sys.executable, "-m", "proving_ground.cli", "run", FEATURE]
FEW = "--name=^The agent"
"""Leaves four of the feature's scenarios, and so as many parts."""
PARTS = 4


def run(folder: Path, *more: str) -> tuple[Report, int, str]:
    """The report of a run of those scenarios, its exit code, and what it printed."""
    file = folder / "verdicts.json"
    words = [*RUN, FEW, "--verdicts", str(file), *more]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert file.exists(), done.stdout + done.stderr
    return read_report(file), done.returncode, done.stdout


def verdicts(report: Report) -> dict[str, Verdict]:
    return {each.id: each.verdict for each in report.scenarios}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report of the same run in one process."""
    report, code, _ = run(tmp_path_factory.mktemp("alone"), "--jobs", "1")
    assert code == 0
    assert len(report.scenarios) == PARTS
    return report


def pids(address: str) -> list[int]:
    """The processes of the workers."""
    with distributed.Client(address) as client:
        return list(client.run(os.getpid).values())


class OnceDeadly(distributed.WorkerPlugin):  # type: ignore[misc]
    """Kills the first worker that begins a part of a run; the file says that one has."""

    def __init__(self, mark: Path):
        self.mark = mark

    def transition(self, key: str, _start: str, finish: str, **_: object) -> None:
        """See which task it begins."""
        if finish == "executing" and re.match(r"\d+/", key):
            try:
                self.mark.touch(exist_ok=False)
            except FileExistsError:
                return
            os.kill(os.getpid(), signal.SIGKILL)


class Deadly(distributed.WorkerPlugin):  # type: ignore[misc]
    """Kills each worker that begins the second part of a run."""

    def transition(self, key: str, _start: str, finish: str, **_: object) -> None:
        """See which task it begins."""
        if finish == "executing" and key.startswith("2/"):
            os.kill(os.getpid(), signal.SIGKILL)


class On:
    """Workers with a plugin, as long as the context lasts."""

    def __init__(self, address: str, plugin: Any):
        self.client = distributed.Client(address)
        self.plugin = plugin

    def __enter__(self) -> None:
        self.client.register_plugin(self.plugin, name="deadly")

    def __exit__(self, *_: object) -> None:
        self.client.unregister_worker_plugin("deadly")
        self.client.close()


def test_a_worker_that_dies_loses_no_verdict(tmp_path: Path, address: str, alone: Report) -> None:
    with On(address, OnceDeadly(tmp_path / "dead")):
        report, code, out = run(tmp_path, "--scheduler", address)
    assert (tmp_path / "dead").exists()
    assert (verdicts(report), code) == (verdicts(alone), 0)
    # One worker does several parts, each of which begins a behave of its own.
    assert report.duration_s > max(report.parts)
    longest, total = max(report.parts), sum(report.parts)
    told = f"longest of {len(report.parts)} parts {longest:.1f} s, sum of parts {total:.1f} s"
    assert told in out


def test_a_part_that_kills_each_worker_costs_the_verdicts_of_no_other(
    tmp_path: Path, address: str, alone: Report
) -> None:
    with On(address, Deadly()):
        report, code, _ = run(tmp_path, "--scheduler", address)
    assert code == 1
    (lost,) = [each for each in report.scenarios if f"run, 2/{PARTS}, was lost" in each.reason]
    assert verdicts(report) == {**verdicts(alone), alone.scenarios[1].id: Verdict.ERROR}
    assert "each worker that was at it died" in lost.reason
    assert lost.rerun.startswith("proving-ground run --engine reference features/")
    assert f"-D shard=2/{PARTS}" in lost.reason


def test_an_interrupted_run_tells_how_far_it_came_and_leaves_nobody(
    tmp_path: Path, address: str
) -> None:
    file = tmp_path / "verdicts.json"
    command = [*RUN, "--verdicts", str(file), "--scheduler", address]
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, cwd=ROOT, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        said = _read(ours, until=r"[1-9]\d* of \d+ · now: [A-Z]")
        process.send_signal(signal.SIGINT)
        said += _read(ours)
        assert process.wait() == 1, said
    report = read_report(file)
    assert report.scenarios
    assert report.not_run
    assert f"selected, but not run: {report.not_run}" in said
    assert "stopped: what runs is ended, no other part begun" in said
    assert not [below for pid in pids(address) for below in descendants.of(pid)]


def _read(terminal: int, until: str = "") -> str:
    """What is printed at the terminal, up to that pattern; to its end where there is none."""
    said = ""
    while not (until and re.search(until, said)):
        try:
            said += os.read(terminal, 1 << 16).decode(errors="replace")
        except OSError:  # whoever prints has ended
            assert not until, said
            break
    return said
