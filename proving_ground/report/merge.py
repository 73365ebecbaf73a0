"""Make one report of several, such as those of a run's shards."""

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from proving_ground.errors import InputError
from proving_ground.report.console import Console
from proving_ground.report.model import REPORT, Report, ScenarioResult, Shard, read_report
from proving_ground.report.summary import print_summary
from proving_ground.report.views import Views
from proving_ground.scratch import unwritable

SAME = ("engine", "version", "suite", "reference", "options")
"""What the origins of reports that belong together agree on."""
KNOWN_SAME = ("commit", "engine_version")
"""What they agree on where both tell it: outside of a checkout nobody knows a commit."""


def add_arguments(parser: ArgumentParser) -> None:
    """Which reports, and where to write the one."""
    parser.add_argument("reports", nargs="+", type=Path, metavar="DIR", help="holds a report.json")
    parser.add_argument("--report", type=Path, required=True, metavar="DIR", help="write it there")


def main(arguments: Namespace) -> int:
    """Write the report and print its summary; 1 where something in it failed."""
    from proving_ground.report.reports import write_reports  # noqa: PLC0415 - 50 ms

    twice = [path for path, count in Counter(arguments.reports).items() if count > 1]
    if twice:
        raise InputError(twice[0], "this report is named twice", "name each report once")
    merged = merge({path: read_report(path / REPORT) for path in arguments.reports})
    if problem := unwritable(arguments.report, is_folder=True):
        raise InputError(f"--report {arguments.report}", problem, "name a folder")
    console = Console(sys.stdout, colour=sys.stdout.isatty())
    print_summary(merged, console)
    console.line(f"report: {write_reports(arguments.report, merged)}")
    return int(merged.failed)


def merge(reports: dict[Path, Report], *, is_whole: bool = True) -> Report:
    """One report with the scenarios of all, in the order of the files.

    InputError where they are not of the same engine and suite, where two hold one scenario, or,
    if it `is_whole`, where a shard of the run is missing.
    """
    (first_path, first), *_ = reports.items()
    for path, report in reports.items():
        check_same(first_path, first, path, report)
    if is_whole:
        _check_complete(reports)
    _check_disjoint(reports)
    everything = tuple(reports.values())
    features = {each.name: each for report in everything for each in report.features}
    scenarios = [each for report in everything for each in report.scenarios]
    return first.model_copy(
        update={
            "features": tuple(sorted(features.values(), key=lambda each: each.file)),
            "scenarios": tuple(sorted(scenarios, key=_place)),
            "duration_s": max(report.duration_s for report in everything),
            "parts": _parts(everything),
            "not_run": sum(report.not_run for report in everything),
            "mishaps": _mishaps(everything),
            "shard": None,
            "selection": "",
            "views": Views(),
        }
    )


def _place(result: ScenarioResult) -> tuple[str, int]:
    file, _, line = result.location.rpartition(":")
    return file, int(line)


def _mishaps(reports: Sequence[Report]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for report in reports for each in report.mishaps))


def _parts(reports: Sequence[Report]) -> tuple[float, ...]:
    """The seconds that each part took; some reports may be put together of parts themselves."""
    if len(reports) == 1:
        return reports[0].parts
    return tuple(took for each in reports for took in each.parts or (each.duration_s,))


def check_same(first_path: Path, first: Report, path: Path, report: Report) -> None:
    """Raise InputError unless both are of one engine and suite, tried with the same options."""
    ones, others = _whereof(first), _whereof(report)
    for what, one in ones.items():
        other = others[what]
        is_unknown = what in KNOWN_SAME and "" in (one, other)
        if one != other and not is_unknown:
            raise InputError(
                path,
                f"this is no part of the run in {first_path}: {what.replace('_', ' ')} is "
                f"{other!r} here, and {one!r} there",
                "name the shards of one run",
            )


def _whereof(report: Report) -> dict[str, object]:
    told = {name: getattr(report.origin, name) for name in (*SAME, "commit")}
    return {**told, "engine_version": report.engine_version}


def _check_complete(reports: dict[Path, Report]) -> None:
    """Raise InputError unless all are whole runs, or together all shards of one run."""
    (first_path, first), *_ = reports.items()
    for path, report in reports.items():
        if _count(report) != _count(first):
            problem = f"this is {_part(report.shard)}, but {first_path} is {_part(first.shard)}"
            raise InputError(path, problem, "name the shards of one run")
        if report.shard and report.selection != first.selection:
            problem = f"other scenarios were dealt out to it than to {first_path}"
            fix = "run all shards with the same tags, names and paths, of the same features"
            raise InputError(path, problem, fix)
    shards = [report.shard for report in reports.values()]
    if first.shard and (missing := [each for each in first.shard.all if each not in shards]):
        listed = ", ".join(_part(each) for each in missing)
        fix = f"name the reports of all shards; that one is made by: {_again(first, missing[0])}"
        raise InputError(first_path, f"this is {_part(first.shard)}; missing: {listed}", fix)


def _again(report: Report, shard: Shard) -> str:
    """The command that makes that shard of the run that another one is of."""
    words = ["behave", *report.asked, *report.origin.options]
    return " ".join([*words, f"-D shard={shard}", "-D report=DIR"])


def _count(report: Report) -> int | None:
    return report.shard.count if report.shard else None


def _part(shard: Shard | None) -> str:
    return f"shard {shard}" if shard else "a whole run"


def _check_disjoint(reports: dict[Path, Report]) -> None:
    shards: dict[Shard, Path] = {}
    for path, report in reports.items():
        if report.shard and shards.setdefault(report.shard, path) != path:
            problem = f"this is {_part(report.shard)}, and so is {shards[report.shard]}"
            raise InputError(path, problem, "name each shard once")
    seen: dict[str, Path] = {}
    for path, report in reports.items():
        for each in report.scenarios:
            if each.id in seen:
                problem = f"the scenario '{each.id}' is also in {seen[each.id]}"
                raise InputError(path, problem, "name each shard once")
            seen[each.id] = path
