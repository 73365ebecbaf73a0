"""Write the features as a site to read, with the verdicts of the last run and all steps."""

import os
import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path

from proving_ground.report.model import REPORT, Report, read_report
from proving_ground.report.site import StepEntry, write_site
from proving_ground.suite.steps import catalogue
from proving_ground.suite.steps.catalogue import StepText

EXAMPLES = 2
"""How many sentences are shown of each step."""


def add_arguments(parser: ArgumentParser) -> None:
    """The report that tells the verdicts, and where to write."""
    folders = {"--report": "build/report", "--output": "build/docs"}
    for option, default in folders.items():
        parser.add_argument(option, type=Path, default=Path(default), metavar="DIR")


def main(arguments: Namespace) -> int:
    """Write the site and tell where."""
    report = read_report(arguments.report / REPORT)
    page = os.path.relpath(arguments.report / "index.html", arguments.output)
    index = write_site(arguments.output, report, entries(catalogue.load(), report), page)
    sys.stdout.write(f"docs: {index}\n")
    return 0


def entries(texts: Iterable[StepText], report: Report) -> list[StepEntry]:
    """The steps with sentences of that run as examples."""
    sentences = sorted({step.text for each in report.scenarios for step in each.steps}, key=len)
    return [
        StepEntry(
            text=f"{_keywords(text)} {text.shown}",
            about=text.about,
            choices=text.words,
            examples=_examples(text, sentences),
        )
        for text in texts
    ]


def _keywords(text: StepText) -> str:
    return "/".join("*" if kind == "step" else kind.title() for kind in text.kinds)


def _examples(text: StepText, sentences: Sequence[str]) -> list[str]:
    pattern = re.compile(text.regex)
    return [each for each in sentences if pattern.fullmatch(each)][:EXAMPLES]
