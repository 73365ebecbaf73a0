"""A long sweep is many tasks: workers share its points."""

import os
import subprocess
import sys
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from proving_ground.report.model import read_report
from proving_ground.root import ROOT
from proving_ground.suite.parallel.pool import PIECES, Done, Lost, Pool, Shared, Task, Wide
from tests.bench import needs_linux


def work(connection: Connection) -> None:
    """Say of each task which part of it was done; `wide` has many pieces, `deadly` kills."""
    while (task := connection.recv()) is not None:
        part = task.part, task.of
        if task.name.startswith("wide") and task.of == 1:
            connection.send(Wide(3 * PIECES + 1))
            part = connection.recv()
        if task.name == "wide and deadly" and part[0] == 2:
            os._exit(7)
        connection.send(part)
    connection.send(None)


@pytest.mark.parametrize(("jobs", "of"), [(1, 1), (2, 2), (8, 3)])
def test_a_wide_task_is_shared_by_as_many_workers_as_have_enough_of_it(jobs: int, of: int) -> None:
    events = list(Pool(jobs, work).run(["small", "wide", "other"]))
    parts = sorted(each.result for each in events if isinstance(each, Done) and "wide" in each.task)
    assert parts == [(part, of) for part in range(1, of + 1)]
    assert [each.of for each in events if isinstance(each, Shared)] == [of]
    assert {each.task.name for each in events if isinstance(each, Done)} == {
        "small",
        "wide",
        "other",
    }


def test_a_part_that_kills_its_workers_is_lost_alone() -> None:
    events = list(Pool(3, work).run(["wide and deadly"]))
    lost = [each.task for each in events if isinstance(each, Lost)]
    assert lost == [Task("wide and deadly", 2, 3)]
    done = sorted(each.result for each in events if isinstance(each, Done))
    assert done == [(1, 3), (3, 3)]


@needs_linux
def test_workers_try_each_point_of_a_sweep_once(tmp_path: Path) -> None:
    sweep = "features/robustness/crashes.feature:12"
    options = ("-Djobs=3", "-Dknown=none", f"-Dreport={tmp_path}")
    command = [sys.executable, "-m", "behave", "--format=null", sweep, *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (result,) = read_report(tmp_path / "report.json").scenarios
    assert result.happened.sweep
    outcomes = {point.outcome for point in result.happened.sweep.points}
    assert outcomes == {"recovered"}
    assert result.happened.sweep.tried > 3 * PIECES
    assert "1 PASS (1 scenario" in done.stdout
