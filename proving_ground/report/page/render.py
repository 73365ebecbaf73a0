"""The page: a template, its style and scripts, and the report that the scripts read."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from proving_ground.report.history import PastRun
from proving_ground.report.model import Report, as_json
from proving_ground.report.page.overview import Overview, clock_time

FOLDER = Path(__file__).parent
SCRIPTS = ("dom.js", "search.js", "timeline.js", "lists.js", "scenario.js", "routes.js")
"""In the order in which they build on each other; they become one script."""


def render(report: Report, earlier: Sequence[PastRun] = ()) -> str:
    """The page about that run; `earlier` are the runs before it, oldest first."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["clock_time"] = clock_time
    script = "\n".join((FOLDER / name).read_text("utf-8") for name in SCRIPTS)
    return environment.get_template("page.html").render(
        overview=Overview(report, earlier),
        report=report,
        style=(FOLDER / "style.css").read_text("utf-8"),
        script=f"(() => {{\n{script}}})();",
        data=as_json(report).replace("<", "\\u003c"),
    )
