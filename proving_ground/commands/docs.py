"""Write the features as a site to read, with the verdicts of the last run and all steps."""

import os
import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from proving_ground.report.model import REPORT, read_report
from proving_ground.report.origin import scenario_digest
from proving_ground.report.page.overview import AREAS, area_of
from proving_ground.report.site import StepEntry, Written, write_site
from proving_ground.report.slugs import slug
from proving_ground.report.steps import features_of, rule_of, steps_of
from proving_ground.report.verdicts import identity
from proving_ground.suite.reading import read_features
from proving_ground.suite.selection import scenarios_of
from proving_ground.suite.steps import catalogue
from proving_ground.suite.steps.catalogue import StepText
from proving_ground.suite.tags import WIP

EXAMPLES = 2
"""How many sentences are shown of a step whose docstring has none."""


def add_arguments(parser: ArgumentParser) -> None:
    """The report that tells the verdicts, and where to write."""
    folders = {"--report": "build/report", "--output": "build/docs"}
    for option, default in folders.items():
        parser.add_argument(option, type=Path, default=Path(default), metavar="DIR")


def main(arguments: Namespace) -> int:
    """Write the site and tell where."""
    report = read_report(arguments.report / REPORT)
    page = os.path.relpath(arguments.report / "index.html", arguments.output)
    scenarios = list(written())
    steps = entries(catalogue.load(), scenarios)
    index = write_site(arguments.output, report, steps, page, scenarios)
    sys.stdout.write(f"docs: {index}\n")
    return 0


def written() -> Iterator[Written]:
    """All scenarios that the features hold, but for work in progress."""
    features = read_features()
    facts = {each.name: each for each in features_of(features, {each.name for each in features})}
    for scenario in scenarios_of(features):
        if WIP not in scenario.effective_tags:
            feature = facts[scenario.feature.name]
            yield Written(
                id=identity(scenario),
                slug=f"{feature.slug}/{slug(scenario.name)}",
                name=scenario.name,
                feature=feature,
                rule=rule_of(scenario),
                digest=scenario_digest(scenario),
                steps=steps_of(scenario),
            )


def entries(texts: Iterable[StepText], scenarios: Iterable[Written]) -> list[StepEntry]:
    """The steps with sentences of those scenarios as examples, and the areas that say them."""
    areas: dict[str, set[str]] = {}
    for each in scenarios:
        for step in each.steps:
            areas.setdefault(step.text, set()).add(area_of(each.feature))
    sentences = sorted(areas, key=len)
    return [_entry(text, sentences, areas) for text in texts]


def _entry(text: StepText, sentences: Sequence[str], areas: dict[str, set[str]]) -> StepEntry:
    pattern = re.compile(text.regex)
    said = [each for each in sentences if pattern.fullmatch(each)]
    found = {area for each in said for area in areas[each]}
    return StepEntry(
        text=text.shown,
        keywords=tuple("*" if kind == "step" else kind.title() for kind in text.kinds),
        about=text.about,
        choices=text.words,
        examples=said[:EXAMPLES],
        areas=[name for area, (name, _) in AREAS.items() if area in found],
        topic=_topic(text.place),
    )


def _topic(place: str) -> str:
    """What the steps of a file are about: its name, which is a noun."""
    name = PurePosixPath(place.partition(":")[0]).stem.replace("_", " ").capitalize()
    return re.sub(r"\bmcp\b", "MCP", name, flags=re.IGNORECASE)
