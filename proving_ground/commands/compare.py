"""Hold engines against each other: which promises each of them keeps, or what two do otherwise."""

import json
import re
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from proving_ground.commands import run, versions
from proving_ground.engines import registry
from proving_ground.engines.profile.adapter import ProfileAdapter
from proving_ground.errors import InputError
from proving_ground.loops.contract import Capability, LoopAdapter
from proving_ground.report import conformance
from proving_ground.report.conformance import Verdicts
from proving_ground.report.findings import Difference, as_text, difference
from proving_ground.report.known import NONE
from proving_ground.report.model import Report, Verdict, read_report
from proving_ground.suite.checks.options import check_file
from proving_ground.suite.parallel.workers import CORES

WITNESSES = {Capability.STATE: "state after", Capability.STATE_DURING: "state during"}
FORMS = {
    "markdown": conformance.as_markdown,
    "json": conformance.as_json,
    "page": conformance.as_page,
}


def add_arguments(parser: ArgumentParser) -> None:
    """Which engines, and where the table goes."""
    parser.add_argument(
        "engines",
        nargs="+",
        metavar="ENGINE",
        help="FILE.yaml, NAME, or a FILE.json of verdicts; FILE.yaml@VERSION for an engine "
        f"elsewhere, where VERSION is {versions.FORMS}",
    )
    for name in FORMS:
        parser.add_argument(f"--{name}", type=Path, metavar="FILE", help="write the table there")
    parser.add_argument("--badge", type=Path, metavar="FILE", help="of the first engine")
    parser.add_argument("--repository", default="", metavar="PLACE", help="what commits are of")
    parser.add_argument("--setup", default="", metavar="COMMAND", help="run in each checkout")
    parser.add_argument("--findings", action="store_true", help="what two versions do otherwise")
    parser.add_argument(
        "--repeat", type=int, default=1, metavar="N", help="how often differences are tried again"
    )
    parser.add_argument("--only", action="append", metavar="TAG", help="a tag, or feature:line")
    parser.add_argument("--name", metavar="PATTERN", help="only scenarios whose name holds that")
    parser.add_argument("--jobs", default=CORES, metavar="N", help="scenarios at once")


def main(arguments: Namespace) -> int:
    """Try the engines that have no verdicts yet, print what was asked for, and write it."""
    for name in (*FORMS, "badge"):
        check_file(f"--{name}", getattr(arguments, name))
    with TemporaryDirectory(prefix="proving-ground-") as folder:
        engines = [
            Tried(each, arguments, Path(folder, str(n))) for n, each in enumerate(arguments.engines)
        ]
        if arguments.findings:
            found = differing(engines, arguments.repeat)
            sys.stdout.write(as_text(found))
            if arguments.json:
                arguments.json.write_text(json.dumps(asdict(found), indent=1) + "\n", "utf-8")
            return 0
        columns = [_of(each.report()) for each in engines]
    sys.stdout.write(conformance.as_markdown(columns))
    for name, form in FORMS.items():
        if path := getattr(arguments, name):
            path.write_text(form(columns), "utf-8")
    if arguments.badge:
        arguments.badge.write_text(conformance.as_badge(columns[0]), "utf-8")
    return 0


def differing(engines: "Sequence[Tried]", repeat: int) -> Difference:
    """What two versions do otherwise, `repeat` times confirmed; InputError where they are not two.

    Only the scenarios that seem to differ are tried again, so that races are told from differences.
    """
    if len(engines) != 2:
        raise InputError("--findings", f"{len(engines)} engines are named", "name two versions")
    runs = [[each.report()] for each in engines]
    for _ in range(repeat):
        names = difference(*runs).scenarios
        if names and all(each.can_run for each in engines):
            for each, reports in zip(engines, runs, strict=True):
                reports.append(each.report(names))
    return difference(*runs)


class Tried:
    """One engine that is held against others: as it is asked for, and where it lies."""

    def __init__(self, asked: str, arguments: Namespace, folder: Path):
        self.asked, self.arguments, self.folder = asked, arguments, folder
        self.can_run = not asked.endswith(".json")
        self.name, _, version = asked.partition("@")
        self.home: Path | None = None
        self.runs = 0
        if version and self.can_run:
            place = arguments.repository
            self.home = versions.home_of(version, folder / "home", place, arguments.setup)

    def report(self, scenarios: Collection[str] = ()) -> Report:
        """What a run of those scenarios tells, of all that were asked for where none are named."""
        if not self.can_run:
            return read_report(Path(self.asked))
        self.runs += 1
        self.folder.mkdir(exist_ok=True)
        verdicts = self.folder / f"{self.runs}.json"
        parser = ArgumentParser()
        run.add_arguments(parser)
        run.main(parser.parse_args(list(self._words(verdicts, scenarios))))
        if not verdicts.exists():
            raise InputError(self.asked, "there is no verdict on it", "see what is told above")
        return read_report(verdicts)

    def _words(self, verdicts: Path, scenarios: Collection[str]) -> Iterator[str]:
        told = self.arguments
        yield from ("--engine", self.name, "--verdicts", str(verdicts), "--jobs", told.jobs)
        if self.home:
            yield from ("--home", str(self.home))
        if told.findings:
            yield from ("--known", NONE, "--unprobed")
        if pattern := _named(scenarios) or told.name:
            yield from ("--name", pattern)
        wish = told.only or ()
        yield from wish
        if registry.LOOPS in registry.families(self.name) and all(w[0] == "@" for w in wish):
            yield "features/loops"


def _named(scenarios: Collection[str]) -> str:
    """The pattern of the names of those scenarios, which are told as FEATURE / SCENARIO."""
    names = (each.partition(" / ")[2] for each in sorted(scenarios))
    return "|".join(f"^{re.escape(name)}$" for name in names)


def _of(report: Report) -> Verdicts:
    origin, results = report.origin, report.scenarios
    options = dict(each.removeprefix("-D ").strip("'").split("=", 1) for each in origin.options)
    asked = options.get("engine", registry.DEFAULT)
    adapter = _adapter(asked)
    home = " --home DIR" if "engine_home" in options else ""
    shown = Path(asked).name if registry.is_profile(asked) else asked
    skipped = Counter(each.reason for each in results if each.verdict is Verdict.SKIPPED)
    return Verdicts(
        engine=adapter.name if adapter else Path(asked).stem,
        source=_source(adapter),
        suite=f"{origin.version} {origin.suite}",
        command=f"proving-ground run --engine {shown}{home}",
        witnesses=tuple(
            word for each, word in WITNESSES.items() if adapter and not adapter.lacks(each)
        ),
        tagged=tuple((each.tags, str(each.verdict)) for each in results),
        reasons=dict(skipped),
    )


def _adapter(name: str) -> LoopAdapter | None:
    """The adapter, for what it says of itself; None where it is not to be had here."""
    if registry.is_profile(name) and not Path(name).is_file():
        return None
    if registry.LOOPS not in registry.families(name):
        return None
    return registry.loop_of(registry.adapters({"engine": name}, Path()))


def _source(adapter: LoopAdapter | None) -> str:
    source = adapter.profile.source if isinstance(adapter, ProfileAdapter) else None
    if source is None:
        return "as it lies here"
    return f"{source.repository} at {source.commit}" if source.commit else source.repository
