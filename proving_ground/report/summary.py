"""What is read when the suite has run: what went wrong, what was left out, and the counts."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import indent

from proving_ground.report.console import STYLES, Console
from proving_ground.report.origin import Origin, origin
from proving_ground.report.verdicts import BAD, ScenarioResult, Verdict


@dataclass(frozen=True)
class Run:
    """A whole run, as it is reported.

    `started` is in seconds since the epoch; `order` is the option that repeats the order, empty
    for the order of the files; `known` names the list of known failures, empty for the engine's
    own; `not_run` counts selected scenarios that never began; `mishaps` tells of errors outside
    of all scenarios; `options` are the `-D` options to repeat it, `home` is that of the engine,
    None for its own.
    """

    engine: str
    results: tuple[ScenarioResult, ...]
    started: float
    duration_s: float
    order: str = ""
    known: str = ""
    not_run: int = 0
    mishaps: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    home: str | None = None

    def origin(self) -> Origin:
        """Where the verdicts come from."""
        return origin(self.engine, self.started, self.options, self.home)

    @property
    def counts(self) -> str:
        """How often each verdict was given, as in `41 PASS · 2 KNOWN`."""
        verdicts = Counter(result.verdict for result in self.results)
        return " · ".join(f"{verdicts[v]} {v}" for v in Verdict if verdicts[v]) or "no verdict"

    @property
    def failed(self) -> bool:
        """Whether anything came to FAIL, STALE or ERROR, or went wrong outside of scenarios."""
        return bool(self.mishaps) or any(result.verdict in BAD for result in self.results)


def print_summary(run: Run, console: Console) -> None:
    """Print all that a person needs to know of a run, worst last but for the counts."""
    _skipped(run.results, console)
    _known(run.results, console)
    for result in run.results:
        if result.verdict in BAD:
            _bad(result, console)
    for mishap in run.mishaps:
        console.line(f"\n{Verdict.ERROR}  outside of all scenarios", STYLES[Verdict.ERROR])
        console.line(indent(mishap, "    "))
    _counts(run, console)


def _bad(result: ScenarioResult, console: Console) -> None:
    console.line(f"\n{result.verdict}  {result.id}", STYLES[result.verdict])
    console.line(f"  {result.location}", "dim")
    console.line(indent(result.reason, "    "))
    if result.work_folder:
        console.line(f"  kept:  {result.work_folder}")
    console.line(f"  rerun: {result.rerun}")


def _skipped(results: Iterable[ScenarioResult], console: Console) -> None:
    reasons = Counter(result.reason for result in results if result.verdict is Verdict.SKIPPED)
    if reasons:
        console.line(f"\n{Verdict.SKIPPED}", STYLES[Verdict.SKIPPED])
    for reason, count in reasons.most_common():
        console.line(f"  {count} × {reason}")


def _known(results: Iterable[ScenarioResult], console: Console) -> None:
    reasons: dict[str, list[str]] = defaultdict(list)
    for result in results:
        if result.verdict is Verdict.KNOWN:
            reasons[result.reason].append(result.id)
    if reasons:
        console.line(f"\n{Verdict.KNOWN}", STYLES[Verdict.KNOWN])
    for reason, names in reasons.items():
        for name in names:
            console.line(f"  {name}")
        console.line(indent(reason, "    "))


def _counts(run: Run, console: Console) -> None:
    console.line()
    if run.not_run:
        console.line(f"selected, but not run: {run.not_run}", "yellow")
    console.write(run.counts, STYLES[Verdict.FAIL if run.failed else Verdict.PASS])
    console.line(f" ({', '.join(_particulars(run))})")


def _particulars(run: Run) -> Sequence[str]:
    total = len(run.results)
    scenarios = f"{total} scenario{'s' * (total != 1)}"
    order = [f"order: {run.order}"] if run.order else []
    known = [f"known failures: {run.known}"] if run.known else []
    return [scenarios, f"{run.duration_s:.1f} s", f"engine: {run.engine}", *known, *order]
