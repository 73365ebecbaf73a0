"""The pages of the site: an index, one for each area of features, and the steps."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from jinja2 import Environment

from proving_ground.report.model import BAD, Report
from proving_ground.report.page import templates
from proving_ground.report.site.catalogue import StepEntry, topics
from proving_ground.report.site.chapters import Chapter, Run, Written, chapters

FOLDER = Path(__file__).parent
MADE_HERE = '<meta name="generator" content="Proving Ground, docs">'
"""What each page of a site holds, and no other file."""


def write_site(
    folder: Path, report: Report, steps: Sequence[StepEntry], page: str, written: Sequence[Written]
) -> Path:
    """Write the site, and return its index; `page` is the address of the report's page from it.

    It shows all scenarios that are `written`, and those of their verdicts that the report holds.
    Pages of an earlier site in the folder are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.html"):
        if MADE_HERE in old.read_text("utf-8", "replace"):
            old.unlink()
    run = Run(report, tuple(written))
    found = chapters(run)
    environment = _environment(run, page, found)
    index = folder / "index.html"
    index.write_text(environment.get_template("index.html").render(), "utf-8")
    for each in found:
        text = environment.get_template("area.html").render(chapter=each)
        (folder / f"{each.slug}.html").write_text(text, "utf-8")
    text = environment.get_template("steps.html").render(
        topics=topics(steps),
        count=len(steps),
        script=(FOLDER / "catalogue.js").read_text("utf-8"),
    )
    (folder / "steps.html").write_text(text, "utf-8")
    return index


def _environment(run: Run, page: str, found: Sequence[Chapter]) -> Environment:
    environment = templates(FOLDER)
    own_style = (FOLDER / "site.css").read_text("utf-8")
    environment.globals |= {
        "style": f"{environment.globals['style']}\n{own_style}",
        "run": run,
        "report": run.report,
        "chapters": found,
        "page": page,
        "bad": BAD,
        "made_here": MADE_HERE,
    }
    environment.filters["by_rule"] = lambda told: groupby(told, key=lambda each: each.rule)
    return environment
