"""What is told of the known failures when the suite has run."""

import io

from proving_ground.report.console import Console
from proving_ground.report.model import KnownFailure, ScenarioResult, Verdict
from proving_ground.report.summary import print_summary
from tests.report.test_page import REPORT


def known(name: str, reason: str, *, wording: bool = False) -> ScenarioResult:
    entry = KnownFailure(reason=reason, where="k.yaml:1", wording=wording)
    return ScenarioResult(
        id=f"A / {name}",
        slug=f"a/{name}",
        name=name,
        feature="A",
        location="a.feature:1",
        verdict=Verdict.KNOWN,
        known=entry,
    )


def test_misbehaviours_are_counted_once_and_wordings_apart() -> None:
    results = (known("b", "lost"), known("c", "lost"), known("d", "late"))
    words = known("e", "it says so otherwise", wording=True)
    stream = io.StringIO()
    report = REPORT.model_copy(update={"scenarios": (*results, words)})
    print_summary(report, Console(stream, colour=False))
    assert "KNOWN: 2 misbehaviours, 1 wording\n" in stream.getvalue()
