"""A run as JUnit XML, for machines that collect results."""

from collections import defaultdict
from pathlib import Path

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from proving_ground.plain_text import safe, shortened
from proving_ground.report.model import ScenarioResult, Verdict
from proving_ground.report.story import tell
from proving_ground.scratch import written_aside

OUTCOMES = {
    Verdict.FAIL: Failure,
    Verdict.STALE: Failure,
    Verdict.ERROR: Error,
    Verdict.KNOWN: Skipped,
    Verdict.SKIPPED: Skipped,
}


def write_junit(path: Path, results: tuple[ScenarioResult, ...]) -> None:
    """Write one suite for each feature; KNOWN and SKIPPED count as skipped, with their reasons."""
    features: dict[str, list[ScenarioResult]] = defaultdict(list)
    for result in results:
        features[result.feature].append(result)
    xml = JUnitXml("Proving Ground")
    for feature, members in features.items():
        suite = TestSuite(safe(feature))
        suite.add_testcases([_case(result) for result in members])
        # To "add" it would hold it against all others, of which none is the same.
        xml.append(suite)  # type: ignore[no-untyped-call]
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_aside(path) as new:
        xml.write(str(new), pretty=True)


def _case(result: ScenarioResult) -> TestCase:
    case = TestCase(safe(result.name), safe(result.feature), result.duration_s)
    outcome = OUTCOMES.get(result.verdict)
    if outcome:
        entry = outcome(next(iter(result.why.splitlines()), ""), result.verdict)
        entry.text = f"{result.reason}\nrerun: {result.rerun}"
        case.result = [entry]
    if result.happened.sessions:
        case.system_out = shortened(tell(result.happened))
    return case
