"""Two accounts of a session are equal but for times and ids."""

import re
from dataclasses import replace

from proving_ground.evidence.run_state import ErrorState, HistoryEntry
from proving_ground.faults.parity import differences, scrubbed
from proving_ground.pipelines.parity import outcome
from tests.pipelines.laws import evidence_factory as make


def found(changed) -> list[str]:
    """How a session that was changed differs from a whole one."""
    return list(differences(outcome(make.evidence(make.whole_run())), outcome(changed)))


def with_details(**details) -> list[HistoryEntry]:
    told = make.complete(make.KEYS)
    history = tuple(replace(entry, details=details) for entry in told.history)
    return make.evidence(make.after(make.whole_run(), replace(told, history=history)))


def test_a_resumed_session_is_as_the_whole_one() -> None:
    assert found(make.evidence(make.killed_run(), make.resumed_run())) == []


def test_another_ending() -> None:
    (exit_, *state) = found(make.evidence(make.killed_run()))
    assert exit_ == "the exit: expected 0, found -9"
    assert "the state: expected complete, found running" in state
    assert (
        "the iterations that were done: missing iteration 2 of stage 0, iteration 1 of stage 1, "
        "iteration 2 of stage 1; not expected nothing"
    ) in state


def test_no_state_at_all() -> None:
    lines = found(make.evidence(make.after(make.whole_run(), None)))
    assert "the state: expected complete, found nothing" in lines


def test_a_file_too_many() -> None:
    git = replace(make.GIT, uncommitted=(*make.GIT.uncommitted, "?? a", "?? b", "?? c", "?? d"))
    assert found(make.evidence(make.whole_run(git=git))) == [
        "what is not committed: missing nothing; not expected ?? a, ?? b, ?? c and 1 more"
    ]


def test_the_same_things_in_another_order() -> None:
    lines = found(make.evidence(make.whole_run(artifacts=make.folders(*make.KEYS)[::-1])))
    assert [line.partition(":")[0] for line in lines] == ["the artifacts"]


def test_details_count_but_for_times_and_ids() -> None:
    one = with_details(
        model="opus", completed_at="2026-03-01T09:30:00Z", note="at 2026-03-01 09:30"
    )
    two = with_details(
        model="opus", completed_at="2027-01-01T00:00:00Z", note="at 2027-01-01 00:00"
    )
    three = with_details(model="haiku", completed_at=None, note="at 2026-03-01 09:30")
    assert list(differences(outcome(one), outcome(two))) == []
    assert list(differences(outcome(one), outcome(three))) != []


def test_what_is_scrubbed() -> None:
    fleeting = {"pid": 7, "session_id": "x", "elapsed": 1.5, "epochs": [1_772_357_400, 12]}
    assert scrubbed(fleeting) == {"epochs": ["<time>", 12]}
    assert scrubbed("run 0b9f6c1e-1111-4222-8333-123456789abc") == "run <id>"


def test_what_differs_is_told_in_words() -> None:
    expected = {
        "the tasks": [("one", "completed")],
        "the error": None,
        "the conflicts": [],
        "the history": [("iteration 1", "continue", {"summary": "Two\nlines"})],
    }
    actual = {"the tasks": [], "the error": ("stuck", "no progress"), "the history": []}
    assert list(differences(expected, actual)) == [
        "the tasks: missing one: completed; not expected nothing",
        "the error: expected nothing, found stuck: no progress",
        "the conflicts: expected none, found nothing",
        "the history: missing iteration 1: continue, summary: Two lines; not expected nothing",
    ]


def test_no_python_is_told_of_any_session() -> None:
    """Whatever differs between a whole session and others, no value is shown as Python has it."""
    error = ErrorState("zero_iterations", "it did nothing")
    others = [
        make.evidence(make.killed_run()),
        make.evidence(make.after(make.whole_run(), None)),
        make.evidence(make.after(make.whole_run(), replace(make.complete([]), error=error))),
        make.evidence(make.whole_run(artifacts=())),
        with_details(model="opus", more=["one", {"two": None}]),
    ]
    told = "\n".join(line for other in others for line in found(other))
    assert "the error: expected nothing, found zero_iterations: it did nothing" in told
    assert re.findall(r"""[\[({]['"(\[{]|\bNone\b|\bTrue\b|\bFalse\b|\w\(\w+=""", told) == []
