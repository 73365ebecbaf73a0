"""The page: a template, its scripts, and the report that the scripts read."""

from collections.abc import Sequence

from proving_ground.report.history import PastRun
from proving_ground.report.model import Report, as_json
from proving_ground.report.page.overview import Overview
from proving_ground.report.page.templates import FOLDER, templates

SCRIPTS = (
    "dom.js",
    "search.js",
    "calls.js",
    "timeline.js",
    "lists.js",
    "views.js",
    "kills.js",
    "scenario.js",
    "routes.js",
)
"""In the order in which they build on each other; they become one script."""


def render(report: Report, earlier: Sequence[PastRun] = ()) -> str:
    """The page about that run; `earlier` are the runs before it, oldest first."""
    script = "\n".join((FOLDER / name).read_text("utf-8") for name in SCRIPTS)
    page = templates().get_template("page.html")
    return page.render(
        overview=Overview(report, earlier),
        report=report,
        script=f"(() => {{\n{script}}})();",
        data=as_json(report).replace("<", "\\u003c"),
    )
