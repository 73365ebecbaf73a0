"""The stand-in for `bd`: a queue that several callers may drain at once."""

import json

import pytest

from proving_ground.agents.script import answer, corrupt_tracker, run
from proving_ground.agents.standin.agent import PROBLEM_EXIT
from tests.agents.conftest import Bench


def test_ready_lists_what_close_has_not_closed(bench: Bench) -> None:
    bench.play(answer("x"), queue=("t-1 First task", "t-2"))
    assert bench.run("bd", "ready", "--label=pipeline/s") == (0, "t-1 First task\nt-2\n", "")
    assert bench.run("bd", "close", "t-1") == (0, "Closed t-1\n", "")
    assert json.loads(bench.run("bd", "ready", "--json")[1]) == [
        {"id": "t-2", "title": "t-2", "status": "open"}
    ]
    assert bench.run("bd", "close", "t-1") == (1, "", "Error: no open issue t-1\n")
    assert bench.agents.queue() == ("t-2",)
    bench.run("bd", "close", "t-2")
    assert bench.run("bd", "ready", "--label", "pipeline/s") == (0, "", "")


def test_agents_close_items_and_the_log_is_their_own(bench: Bench) -> None:
    bench.play(run("bd", "close", "t-1"), answer("x"), queue=("t-1",))
    bench.run()
    assert bench.agents.queue() == ()
    assert len(bench.agents.calls()) == 1
    (closed,) = bench.agents.queue_calls()
    assert (closed.argv[1:], closed.exit, closed.output) == (("close", "t-1"), 0, "Closed t-1\n")
    assert closed.cwd == bench.project


def test_only_one_of_many_closes_an_item(bench: Bench) -> None:
    bench.play(answer("x"), queue=("t-1", "t-2"))
    processes = [bench.start("bd", "close", "t-1") for _ in range(10)]
    for process in processes:
        process.communicate()
    assert sorted(process.returncode for process in processes) == [0] + [1] * 9
    assert len(bench.agents.queue_calls()) == 10
    assert bench.agents.queue() == ("t-2",)


def test_nothing_is_ever_in_progress_and_every_claim_can_be_let_go(bench: Bench) -> None:
    bench.play(answer("x"), queue=("t-1 First task",))
    claimed = bench.run("bd", "list", "--label=pipeline/s", "--status=in_progress", "--json")
    assert claimed == (0, "[]\n", "")
    assert bench.run("bd", "update", "t-1", "--status=open") == (0, "Updated t-1\n", "")
    assert bench.run("bd", "list", "--status=open") == (0, "t-1 First task\n", "")
    assert bench.run("bd", "update", "t-2", "--status=open")[0] == 1


def test_a_claim_is_a_problem(bench: Bench) -> None:
    bench.play(answer("x"), queue=("t-1",))
    assert bench.run("bd", "update", "t-1", "--status=in_progress")[0] == PROBLEM_EXIT


def test_an_unknown_command_is_a_problem(bench: Bench) -> None:
    assert bench.run("bd", "dance")[0] == PROBLEM_EXIT
    assert "cannot do ['dance']" in (bench.agents.queue_calls()[0].problem or "")


@pytest.mark.parametrize(
    ("trouble", "listed"),
    [
        ("fails", (1, "", "Error: the database is locked\n")),
        ("half", (0, '[{"id":"t-2","title":"', "")),
        ("nameless", (0, '[{"uid":"t-2","title":"t-2","status":"open"}]\n', "")),
    ],
)
def test_a_tracker_in_trouble_still_closes(
    bench: Bench, trouble: str, listed: tuple[int, str, str]
) -> None:
    bench.play(corrupt_tracker(trouble), answer("x"), queue=("t-1", "t-2"))
    bench.run()
    assert bench.run("bd", "close", "t-1")[0] == 0
    assert bench.run("bd", "ready", "--json") == listed


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("--label=pipeline/s",), "t-1\n"),
        (("--label", "pipeline/other"), "t-1\n"),
        (("-l", "loop/s"), ""),
        (("--label=pipeline/",), ""),
        ((), "t-1\n"),
    ],
)
def test_items_with_labels_are_found_by_no_other(
    bench: Bench, asked: tuple[str, ...], found: str
) -> None:
    agents = bench.play(answer("x"), queue=("t-1",))
    for label in ("pipeline/s", "pipeline/s", "pipeline/other"):
        agents.label_queue(label)
    assert bench.run("bd", "ready", *asked) == (0, found, "")
