"""The result of a scenario whose sweep several processes have shared, from the results of each."""

from collections.abc import Sequence
from itertools import chain, zip_longest

from proving_ground.facts import Point, Sweep, unharmed
from proving_ground.report.model import Found, ScenarioResult, Verdict
from proving_ground.report.verdicts import Judge

WORST_FIRST = (Verdict.ERROR, Verdict.FAIL, Verdict.SKIPPED, Verdict.PASS)
"""What a process says that knows no list of known failures."""


def joined(parts: Sequence[ScenarioResult], judge: Judge) -> ScenarioResult:
    """One result of them all, which that judge holds against the list of known failures.

    The parts are judged without that list. What a worst one of them says is told, with the points
    and the findings of all; the duration is that of the longest.
    """
    worst = min(parts, key=lambda part: WORST_FIRST.index(part.verdict))
    sweep = _sweep([part.happened.sweep for part in parts if part.happened.sweep])
    findings = tuple(dict.fromkeys(chain.from_iterable(part.findings for part in parts)))
    verdict, reason = _verdict(worst, findings, sweep, judge)
    if sweep and sweep.lost and worst.verdict is Verdict.FAIL:
        reason = f"{_all_points(sweep)}; one of {len(parts)} processes that shared them:\n{reason}"
    return worst.model_copy(
        update={
            "verdict": verdict,
            "reason": reason,
            "known": judge.known_failure(worst.id, verdict),
            "duration_s": max(part.duration_s for part in parts),
            "findings": findings,
            "happened": worst.happened.model_copy(update={"sweep": sweep}),
        }
    )


def _verdict(
    worst: ScenarioResult, findings: Sequence[Found], sweep: Sweep | None, judge: Judge
) -> tuple[Verdict, str]:
    if worst.verdict is Verdict.FAIL:
        told = [f"{each.law}: {each.found}" if each.law else each.found for each in findings]
        return judge.failure(worst.id, worst.reason, told, worst.happened)
    if worst.verdict is not Verdict.PASS:
        return worst.verdict, worst.reason
    if sweep and sweep.struck and not sweep.harm:
        return Verdict.ERROR, unharmed(sweep.words, sweep.struck)
    verdict, why = judge.passed(worst.id)
    return verdict, why or worst.reason


def _all_points(sweep: Sweep) -> str:
    lost = ", ".join(str(point.number) for point in sweep.points if point.outcome == "lost")
    return f"{sweep.words} {sweep.tried} changes, not recovered at {sweep.lost} of them ({lost})"


def _sweep(parts: Sequence[Sweep]) -> Sweep | None:
    """One sweep of the points that each of them has tried."""
    if not parts:
        return None
    tried = sum(part.tried for part in parts)
    pace = sum(part.pace_s * part.tried for part in parts) / max(tried, 1)
    points = tuple(map(_point, zip_longest(*(part.points for part in parts))))
    harm = sum(part.harm for part in parts)
    return parts[0].model_copy(update={"points": points, "pace_s": round(pace, 4), "harm": harm})


def _point(told: Sequence[Point | None]) -> Point:
    """What came of a point: not every process need have seen it."""
    seen = [point for point in told if point]
    return next((point for point in seen if point.outcome != "not tried"), seen[0])
