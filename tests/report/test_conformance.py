"""The conformance table: a skip never counts, and every count names its base."""

import json

from proving_ground.report.conformance import (
    Cell,
    Verdicts,
    as_badge,
    as_json,
    as_markdown,
    as_page,
    rows,
    total,
)

CAPS, DONE = ("loops", "promise.caps-hold"), ("promise.done-means-done",)


def column(*tagged: tuple[tuple[str, ...], str], engine: str = "mine") -> Verdicts:
    reasons = {"no list of tasks is declared": 1}
    return Verdicts(engine, "here", "0.1", "run", ("state after",), tagged, reasons)


MIXED = column((CAPS, "PASS"), (CAPS, "FAIL"), (CAPS, "KNOWN"), (CAPS, "SKIPPED"), (DONE, "ERROR"))


def test_what_was_tried_is_the_base() -> None:
    (caps,) = [cells for name, _, cells in rows([MIXED]) if name == "caps-hold"]
    assert caps[0].words == "1 of 3 (1 KNOWN, 1 SKIPPED)"
    assert caps[0].mark == "✗"


def test_what_was_only_skipped_is_no_success() -> None:
    assert Cell({"SKIPPED": 4}).mark == "?"
    assert Cell({"SKIPPED": 4}).kept == 0
    assert Cell({"ERROR": 1}).tried == 0
    assert Cell({"PASS": 2, "STALE": 1}).words == "3 of 3"


def test_promises_that_nobody_tried_are_no_rows() -> None:
    assert {name for name, _, _ in rows([MIXED])} == {"caps-hold", "done-means-done"}


def test_all_forms_tell_the_same() -> None:
    other = column((DONE, "PASS"), engine="other <b>")
    markdown = as_markdown([MIXED, other])
    assert "| ✗ 1 of 3 (1 KNOWN, 1 SKIPPED) | ? – |" in markdown
    assert "- 1 SKIPPED: no list of tasks is declared" in markdown
    told = json.loads(as_json([MIXED, other]))
    assert told["engines"][0]["promises"]["caps-hold"]["tried"] == 3
    assert "other &lt;b&gt;" in as_page([MIXED, other])
    assert total(MIXED).words == "1 of 3 (1 KNOWN, 1 SKIPPED, 1 ERROR)"


def test_a_badge_is_green_only_where_all_is_kept() -> None:
    assert json.loads(as_badge(MIXED))["color"] == "orange"
    assert json.loads(as_badge(column((DONE, "PASS"))))["color"] == "brightgreen"
    assert json.loads(as_badge(column((DONE, "SKIPPED"))))["color"] == "orange"
