"""A run on a Dask cluster, of which a worker dies on the way."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from proving_ground.processes import descendants
from proving_ground.report.model import Verdict, read_report

dask = pytest.importorskip("dask", reason="Dask is not installed")
distributed = pytest.importorskip("distributed", reason="Dask is not installed")
ONE_FEATURE = "features/pipelines/single_stage.feature"
RUN = [sys.executable, "-m", "proving_ground.cli", "run", "@single-stage", "--verdicts"]


def verdicts(tmp_path: Path, *more: str) -> dict[str, Verdict]:
    """What becomes of each scenario."""
    file = tmp_path / "verdicts.json"
    done = subprocess.run([*RUN, str(file), *more], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return {each.id: each.verdict for each in read_report(file).scenarios}


def test_a_worker_that_dies_loses_no_verdict(tmp_path: Path) -> None:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        killer = threading.Thread(target=_kill_one_at_work, args=[cluster], daemon=True)
        killer.start()
        on_cluster = verdicts(tmp_path, "--scheduler", cluster.scheduler_address)
        killer.join(60)
    assert on_cluster == verdicts(tmp_path, "--jobs", "1")
    assert len(on_cluster) > 20


def _kill_one_at_work(cluster: "distributed.LocalCluster") -> None:
    """Kill the first worker that is at a task."""
    with distributed.Client(cluster) as client:
        while not (busy := [who for who, what in client.processing().items() if what]):
            time.sleep(0.05)
        os.kill(client.run(os.getpid, workers=busy[:1])[busy[0]], signal.SIGKILL)


class Deadly(distributed.WorkerPlugin):  # type: ignore[misc]
    """Kills each worker that begins the second part of a run."""

    def transition(self, key: str, _start: str, finish: str, **_: object) -> None:
        """See which task it begins."""
        if finish == "executing" and key.startswith("part-2-"):
            os.kill(os.getpid(), signal.SIGKILL)


def test_a_part_that_kills_each_worker_costs_the_verdicts_of_no_other(tmp_path: Path) -> None:
    file = tmp_path / "verdicts.json"
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
    ):
        with distributed.Client(cluster) as client:
            client.register_plugin(Deadly())
        few = [*RUN[:4], ONE_FEATURE, "--verdicts", str(file)]
        command = [*few, "--scheduler", cluster.scheduler_address]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    report = read_report(file)
    assert done.returncode == 1, done.stderr
    lost = [each for each in report.scenarios if "run, 2/4, was lost" in each.reason]
    assert {each.id for each in lost} == {each.id for each in report.scenarios[1::4]}
    assert {each.verdict for each in lost} == {Verdict.ERROR}
    assert lost[0].rerun.startswith("proving-ground run --engine reference features/")
    # Dask may hold the death against a part that waited for the same worker, too.
    assert any(each.verdict is Verdict.PASS for each in report.scenarios)
    # One worker tries one after the other, whatever its parts say of themselves.
    assert report.duration_s > sum(each.duration_s for each in report.scenarios)


def test_an_interrupted_run_reports_what_has_come_in_and_leaves_nobody(
    tmp_path: Path, address: str
) -> None:
    file = tmp_path / "verdicts.json"
    command = [*RUN[:4], ONE_FEATURE, "--verdicts", str(file), "--scheduler", address]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        next(line for line in run.stdout if "1 of 8 parts have run" in line)
        run.send_signal(signal.SIGINT)
        told = run.stdout.read()
        assert run.wait(60) == 1, told
    report = read_report(file)
    assert report.scenarios
    assert report.not_run
    assert f"selected, but not run: {report.not_run}" in told
    with distributed.Client(address) as client:
        pids = client.run(os.getpid).values()
    assert not [each for pid in pids for each in descendants.of(pid)]


SERIES = {
    "prove": ["prove", "ignores-stop", "resume-of-complete-replays", "--recorded"],
    "explore": ["explore", "--trials", "2", "--jobs", "2", "--seed", "1"],
    "explore --defects": [
        *("explore", "--trials", "4", "--seed", "1"),
        *("--defects", "bug-5-resume-at-first-stage", "ignores-stop"),
    ],
}
"""By what it shows: a command that does many tasks."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


@pytest.mark.parametrize("command", SERIES)
def test_what_is_done_in_a_series_comes_out_alike_on_a_cluster(command: str, address: str) -> None:
    argv = [*RUN[:3], *SERIES[command]]
    here, there = (
        subprocess.run([*argv, *more], capture_output=True, text=True, check=False)
        for more in ([], ["--scheduler", address])
    )
    assert here.stdout
    assert (there.returncode, there.stdout) == (here.returncode, here.stdout), there.stderr


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense"])
def test_where_no_scheduler_is_nothing_runs(address: str) -> None:
    command = [*RUN[:-1], "--scheduler", address]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "nobody answers there" in done.stderr
    assert "Traceback" not in done.stderr
