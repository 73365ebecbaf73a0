"""A cluster whose scheduler or workers are lost, or do not fit: told in a sentence."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread

import pytest

from proving_ground.errors import InputError
from proving_ground.explore.defects import Hunt, hunt
from proving_ground.root import ROOT
from proving_ground.suite.parallel import cluster
from proving_ground.suite.parallel.cluster import Done, Lost
from proving_ground.suite.parallel.parts import Part, run_part
from tests.suite.cluster_tasks import ENDLESS, ENDLESS_TOO, QUICK, defects, series

dask = pytest.importorskip("dask", reason="Dask is not installed")
distributed = pytest.importorskip("distributed", reason="Dask is not installed")
BIN = Path(sys.executable).parent


class Bare:
    """A scheduler of its own, and workers that nobody starts anew."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.started: list[subprocess.Popen[bytes]] = []
        words = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
        self.scheduler = self._start(words, ROOT)
        said = self.scheduler.stderr
        assert said is not None
        self.address = next(
            found[1]
            for line in said
            if (found := re.search(r"Scheduler at: +(\S+)", line.decode()))
        )

    def worker(self, code: Path = ROOT) -> subprocess.Popen[bytes]:
        """Start a worker that finds the package in that folder, and wait until it has come."""
        words = ["worker", self.address, "--nthreads", "2", "--no-nanny", "--no-dashboard"]
        worker = self._start([*words, "--local-directory", str(self.folder)], code)
        with distributed.Client(self.address) as client:
            client.wait_for_workers(1, timeout=120)
        return worker

    def end(self) -> None:
        for process in self.started:
            process.kill()
            process.communicate()

    def _start(self, words: list[str], code: Path) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [str(BIN / "dask"), *words],
            cwd=code,
            env={**os.environ, "PYTHONPATH": str(code), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        self.started.append(process)
        return process


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Bare]:
    bare = Bare(tmp_path)
    with dask.config.set({"distributed.scheduler.no-workers-timeout": "1s"}):
        yield bare
    bare.end()


def hunted(address: str, tell: Callable[[Hunt], None] = lambda _: None) -> list[Hunt]:
    names = [QUICK, ENDLESS, ENDLESS_TOO]
    return hunt(defects(*names), series, 1, tell, scheduler=address)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense"])
def test_where_no_scheduler_is_nothing_runs(address: str) -> None:
    quickly = dask.config.set({"distributed.comm.timeouts.connect": "1s"})
    with quickly, pytest.raises(InputError, match="nobody answers there"):
        hunted(address)


def test_where_something_else_answers_nothing_runs() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=_answer, args=[server], daemon=True).start()
        with pytest.raises(InputError, match=r"is no scheduler of Dask|nobody answers there"):
            hunted(f"tcp://127.0.0.1:{server.getsockname()[1]}")


def _answer(server: socket.socket) -> None:
    """Answer whoever connects as a web server does, for as long as it is there."""
    with suppress(OSError):
        while True:
            with server.accept()[0] as connection:
                connection.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")


def test_where_no_worker_comes_nothing_runs(bare: Bare) -> None:
    with pytest.raises(InputError, match=f"no worker has been at {bare.address} for . s"):
        hunted(bare.address)


def test_workers_of_another_version_are_refused(bare: Bare) -> None:
    code = bare.folder / "code"
    shutil.copytree(ROOT / "proving_ground", code / "proving_ground")
    (code / "proving_ground" / "limits.py").open("a").write("# changed\n")
    worker = bare.worker(code)
    with pytest.raises(InputError, match=r"its suite of Proving Ground is .*, and .* here"):
        hunted(bare.address)
    worker.kill()
    worker.wait()
    empty = bare.folder / "empty"
    (empty / "proving_ground").mkdir(parents=True)
    (empty / "proving_ground" / "__init__.py").touch()
    bare.worker(empty)
    with pytest.raises(InputError, match=r"the worker at .* no task: .*No module named"):
        hunted(bare.address)


def test_what_is_left_when_all_workers_die_is_an_error(bare: Bare) -> None:
    worker = bare.worker()
    found = hunted(bare.address, lambda hunt: worker.kill() if hunt.caught else None)
    assert [each.verdict for each in found] == ["FAIL", "ERROR", "ERROR"]
    assert all(f"no worker has been at {bare.address}" in each.reason for each in found[1:])


def test_what_is_left_when_the_scheduler_dies_is_an_error(bare: Bare) -> None:
    bare.worker()
    found = hunted(bare.address, lambda hunt: bare.scheduler.kill() if hunt.caught else None)
    assert [each.verdict for each in found] == ["FAIL", "ERROR", "ERROR"]
    reasons = {each.reason for each in found[1:]}
    assert all(f"the scheduler at {bare.address} was lost" in each for each in reasons), reasons


def _unheard() -> None:
    error = RuntimeError("it cannot be sent")
    error.holds = lambda: None  # type: ignore[attr-defined]
    error.lock = Lock()  # type: ignore[attr-defined]
    raise error


def test_what_goes_wrong_with_a_task_is_told_whatever_it_is(address: str) -> None:
    with cluster.workers(address) as workers:
        (lost,) = [each for each in workers.run({"1": (_unheard, ())}) if isinstance(each, Lost)]
    assert re.match(r"on the worker at tcp://.*: RuntimeError: it cannot be sent", lost.how)


def test_a_worker_that_cannot_run_a_part_is_named(address: str) -> None:
    options = ["-Dengine=agent-pipelines", "-Dengine_home=/nowhere", "features/pipelines"]
    with cluster.workers(address) as workers:
        (done,) = [
            event
            for event in workers.run({"1": (run_part, (options, "1/1"))})
            if isinstance(event, Done)
        ]
    assert isinstance(done.result, Part)
    assert "the worker at tcp://127.0.0.1:" in done.result.refusal
    assert "/nowhere" in done.result.refusal
