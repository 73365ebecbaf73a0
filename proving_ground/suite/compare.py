"""Hold engines against each other: the promises, and how each of them keeps them."""

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from proving_ground.engines import registry
from proving_ground.engines.profile.adapter import ProfileAdapter
from proving_ground.errors import InputError
from proving_ground.loops.contract import Capability, LoopAdapter
from proving_ground.report import conformance
from proving_ground.report.conformance import Verdicts
from proving_ground.report.model import Report, Verdict, read_report
from proving_ground.suite import run

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
        help="FILE.yaml, NAME, or a FILE.json of verdicts; FILE.yaml@DIR for an engine elsewhere",
    )
    for name in FORMS:
        parser.add_argument(f"--{name}", type=Path, metavar="FILE", help="write the table there")
    parser.add_argument("--badge", type=Path, metavar="FILE", help="of the first engine")


def main(arguments: Namespace) -> int:
    """Try the engines that have no verdicts yet, print the table, and write what is asked for."""
    columns = [_column(engine) for engine in arguments.engines]
    sys.stdout.write(conformance.as_markdown(columns))
    for name, form in FORMS.items():
        if path := getattr(arguments, name):
            path.write_text(form(columns), "utf-8")
    if arguments.badge:
        arguments.badge.write_text(conformance.as_badge(columns[0]), "utf-8")
    return 0


def _column(engine: str) -> Verdicts:
    if engine.endswith(".json"):
        return _of(read_report(Path(engine)))
    name, _, home = engine.partition("@")
    with TemporaryDirectory(prefix="proving-ground-") as folder:
        verdicts = Path(folder, "verdicts.json")
        words = ["--engine", name, "--verdicts", str(verdicts), *(("--home", home) if home else ())]
        words += ["features/loops"] if registry.LOOPS in registry.families(name) else []
        parser = ArgumentParser()
        run.add_arguments(parser)
        run.main(parser.parse_args(words))
        if not verdicts.exists():
            raise InputError(engine, "there is no verdict on it", "see what is told above")
        return _of(read_report(verdicts))


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
