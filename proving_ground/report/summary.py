"""What is read when the suite has run: what went wrong, what was left out, and the counts."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from textwrap import indent

from proving_ground.report.console import STYLES, Console
from proving_ground.report.model import BAD, Report, ScenarioResult, Verdict


def print_summary(run: Report, console: Console) -> None:
    """Print all that a person needs to know of a run, worst last but for the counts."""
    _skipped(run.scenarios, console)
    _known(run.scenarios, console)
    for result in run.scenarios:
        if result.verdict in BAD:
            _bad(result, console)
    for mishap in run.mishaps:
        console.line(f"\n{Verdict.ERROR}  outside of all scenarios", STYLES[Verdict.ERROR])
        console.line(indent(mishap, "    "))
    _counts(run, console)


def _bad(result: ScenarioResult, console: Console) -> None:
    console.line(f"\n{result.verdict}  {result.id}", STYLES[result.verdict])
    console.line(f"  {result.location}", "dim")
    if result.failed_at:
        console.line(f"  {_failed_step(result)}")
    console.line(indent(result.reason, "    "))
    if result.work_folder:
        console.line(f"  kept:  {result.work_folder}")
    console.line(f"  rerun: {result.rerun}")


def _failed_step(result: ScenarioResult) -> str:
    """The step that ended the scenario, as it is written, and where it stands."""
    line = int(result.failed_at.rpartition(":")[2])
    step = next((step for step in result.steps if step.line == line), None)
    return f"{step.keyword} {step.text}  ({result.failed_at})" if step else result.failed_at


def _skipped(results: Iterable[ScenarioResult], console: Console) -> None:
    reasons = Counter(result.reason for result in results if result.verdict is Verdict.SKIPPED)
    if reasons:
        console.line(f"\n{Verdict.SKIPPED}", STYLES[Verdict.SKIPPED])
    for reason, count in reasons.most_common():
        console.line(f"  {count} × {reason}")


def _known(results: Sequence[ScenarioResult], console: Console) -> None:
    reasons: dict[str, list[str]] = defaultdict(list)
    for result in results:
        if result.verdict is Verdict.KNOWN:
            reasons[result.why].append(result.id)
    if reasons:
        console.line(f"\n{Verdict.KNOWN}: {_kinds(results)}", STYLES[Verdict.KNOWN])
    for reason, names in reasons.items():
        for name in names:
            console.line(f"  {name}")
        console.line(indent(reason, "    "))


def _kinds(results: Iterable[ScenarioResult]) -> str:
    """How many misbehaviours the known failures come from, and how many wordings."""
    known = [each.known for each in results if each.verdict is Verdict.KNOWN and each.known]
    wordings = len({each.reason for each in known if each.wording})
    wrong = len({each.reason for each in known if not each.wording})
    told = [f"{wrong} misbehaviour{'s' * (wrong != 1)}"] if wrong else []
    told += [f"{wordings} wording{'s' * (wordings != 1)}"] if wordings else []
    return ", ".join(told)


def _counts(run: Report, console: Console) -> None:
    console.line()
    if run.not_run:
        console.line(f"selected, but not run: {run.not_run}", "yellow")
    if run.left_out:
        console.line(f"left out, as they are for engines of other families: {run.left_out}", "dim")
    console.write(run.counts, STYLES[Verdict.FAIL if run.failed else Verdict.PASS])
    console.line(f" ({', '.join(_particulars(run))})")


def _particulars(run: Report) -> Sequence[str]:
    total = len(run.scenarios)
    scenarios = f"{total} scenario{'s' * (total != 1)}"
    shard = [f"shard {run.shard}"] if run.shard else []
    order = [f"order: {run.order}"] if run.order else []
    known = [f"known failures: {run.known}"] if run.known else []
    engine = f"engine: {run.origin.engine}"
    return [scenarios, *shard, *_times(run), engine, *known, *order]


def _times(run: Report) -> Iterator[str]:
    """From begin to end, where that is of one machine; and what the parts of a run took."""
    longest = max(run.parts, default=None)
    if longest != run.duration_s:
        yield f"{run.duration_s:.1f} s"
    if longest is not None:
        yield f"longest of {len(run.parts)} part{'s' * (len(run.parts) != 1)} {longest:.1f} s"
        yield f"sum of parts {sum(run.parts):.1f} s"
