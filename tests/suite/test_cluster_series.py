"""A series of tasks comes out alike here and on a Dask cluster, and loses no more than it must."""

import io
import os
import re
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from proving_ground.explore import command as explore
from proving_ground.explore.defects import Hunt, hunt
from proving_ground.processes import descendants
from proving_ground.proof import mutants, mutate, prove
from proving_ground.proof.matrix import Kill, Matrix
from proving_ground.proof.reach import Reached
from proving_ground.proof.series import watched
from proving_ground.suite.parallel.side_by_side import side_by_side
from tests.suite.cluster_tasks import (
    DEADLY,
    ENDLESS,
    ENDLESS_TOO,
    QUICK,
    QUICK_TOO,
    REFUSED,
    defects,
    series,
)

pytest.importorskip("distributed", reason="Dask is not installed")
Run = Callable[..., tuple[int, str]]
BUG_5 = "features/regressions/bug_5_resume_at_current_stage.feature:12"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one of the commands: its exit code, and what it printed."""

    def run(command: ModuleType, *words: str) -> tuple[int, str]:
        parser = ArgumentParser()
        command.add_arguments(parser)
        code = command.main(parser.parse_args(words))
        return code, capsys.readouterr().out

    return run


def same(run: Run, address: str, command: ModuleType, *words: str) -> tuple[int, str]:
    """What a command comes to, which must be the same here and on the cluster."""
    here, there = run(command, *words), run(command, *words, "--scheduler", address)
    assert there == here
    return here


def test_defects_are_tried_alike(run: Run, address: str) -> None:
    code, out = same(run, address, prove, "resume-of-nothing-starts", "--recorded")
    assert code == 0, out
    assert "caught resume-of-nothing-starts" in out


def test_mutants_are_tried_alike(run: Run, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutants, "all_mutants", cache(mutants.all_mutants))
    monkeypatch.setattr(mutate, "measure", lambda *_: [])
    monkeypatch.setattr(mutate, "reaching", lambda *_: [Reached(BUG_5, 1.0, frozenset())])
    _, out = same(run, address, mutate, "--sample", "2", "--seed", "3")
    assert "of 2 mutants noticed" in out


def test_trials_are_drawn_there_as_they_are_here(run: Run, address: str) -> None:
    words = ("--trials", "1", "--seed", "1", "--no-sweeps", "--scheduler", address)
    assert run(explore, *words) == (0, "1 trials: no failure (--seed 1)\n")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_runs_now_is_seen_beside_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    at_work: Any = SimpleNamespace(running=["one", "two"])
    assert list(watched(at_work, iter("ab"), 2, "things")) == ["a", "b"]
    assert re.search(r"things .*now: one, two", terminal.getvalue())


def test_what_runs_now_is_known_as_long_as_it_runs() -> None:
    with side_by_side(1) as pool:
        assert list(pool.map(lambda _: list(pool.running), ["one", "two"])) == [["one"], ["two"]]
        assert pool.running == []


def hunted(names: list[str], tell: Callable[[Hunt], None], scheduler: str | None) -> list[Hunt]:
    return hunt(defects(*names), series, 2, tell, scheduler=scheduler)


def test_what_kills_each_worker_is_an_error_and_costs_no_other_anything(address: str) -> None:
    found = hunted([QUICK, DEADLY, QUICK_TOO], lambda _: None, address)
    assert [each.verdict for each in found] == ["FAIL", "ERROR", "FAIL"]
    assert "each worker that was at it died, 1 of them" in found[1].reason


@pytest.mark.parametrize("where", ["here", "there"])
def test_what_cannot_be_tried_is_an_error_and_costs_no_other_anything(
    where: str, address: str
) -> None:
    found = hunted([REFUSED, QUICK], lambda _: None, address if where == "there" else None)
    assert [each.verdict for each in found] == ["ERROR", "FAIL"]
    assert "no trials were run:\nthere is no engine" in found[0].reason


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("where", ["here", "there"])
def test_a_series_that_is_stopped_ends_what_is_at_work_and_keeps_what_came_in(
    where: str, number: signal.Signals, address: str
) -> None:
    before = signal.getsignal(number)
    names = [QUICK, ENDLESS, ENDLESS_TOO]
    scheduler = address if where == "there" else None
    found = hunted(names, lambda _: os.kill(os.getpid(), number), scheduler)
    assert [each.name for each in found] == [QUICK]
    at_work = map(descendants.command_line, descendants.of(os.getpid()))
    assert "sleep 600" not in at_work
    assert signal.getsignal(number) == before


def _fail(_: Hunt) -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize("where", ["here", "there"])
def test_where_the_command_itself_fails_nothing_stays_at_work(where: str, address: str) -> None:
    with pytest.raises(ZeroDivisionError):
        hunted([QUICK, ENDLESS], _fail, address if where == "there" else None)
    for pid in descendants.of(os.getpid()):
        if descendants.command_line(pid) == "sleep 600":
            descendants.await_end(pid, 60)
            assert descendants.state_of(pid) == "Z"


def test_a_series_that_was_stopped_is_told_and_records_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prove, "prove", lambda *_, **_more: Matrix((), (), untried=3))
    monkeypatch.setattr(prove, "_plan", lambda *_: None)
    monkeypatch.setattr(prove, "write_record", lambda _: pytest.fail("it was recorded"))
    code, out = run(prove, "--update")
    assert code == 1
    assert "stopped: 3 of 3 defects were not tried" in out


def test_a_defect_that_could_not_be_tried_is_told_and_counts_as_caught_nowhere(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (defect,) = defects(QUICK)
    matrix = Matrix((Kill(defect, (), error="its worker died"),), ())
    monkeypatch.setattr(prove, "prove", lambda *_, **_more: matrix)
    monkeypatch.setattr(prove, "_plan", lambda *_: None)
    monkeypatch.setattr(prove, "write_record", lambda _: pytest.fail("it was recorded"))
    code, out = run(prove, "--update", "--json", str(tmp_path / "kills.json"))
    assert code == 1
    assert f"could not be tried: {QUICK}" in out
    assert "0 of 1 defects caught" in out
    assert '"survived": "ERROR: its worker died"' in (tmp_path / "kills.json").read_text()
