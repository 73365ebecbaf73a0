"""The pages of the site: an index, one for each area of features, and the steps."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from jinja2 import Environment

from proving_ground.report.model import BAD, Feature, Report, ScenarioResult
from proving_ground.report.page import templates
from proving_ground.report.page.overview import Group, Overview, counted
from proving_ground.report.slugs import slug

FOLDER = Path(__file__).parent
MADE_HERE = '<meta name="generator" content="Proving Ground, docs">'
"""What each page of a site holds, and no other file."""


@dataclass(frozen=True)
class StepEntry:
    """A step of the catalogue: its keywords and text, what it is for, its choices and examples."""

    text: str
    about: str
    choices: Mapping[str, Sequence[str]]
    examples: Sequence[str]


def write_site(folder: Path, report: Report, steps: Sequence[StepEntry], page: str) -> Path:
    """Write the site, and return its index; `page` is the address of the report's page from it.

    Pages of an earlier site in the folder are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.html"):
        if MADE_HERE in old.read_text("utf-8", "replace"):
            old.unlink()
    environment = _environment(report, page)
    overview = Overview(report, ())
    areas = {slug(area.name): area for area in overview.areas}
    index = folder / "index.html"
    index.write_text(environment.get_template("index.html").render(areas=areas), "utf-8")
    for name, area in areas.items():
        text = environment.get_template("area.html").render(area=area, parts=_parts(report, area))
        (folder / f"{name}.html").write_text(text, "utf-8")
    text = environment.get_template("steps.html").render(steps=steps)
    (folder / "steps.html").write_text(text, "utf-8")
    return index


def _environment(report: Report, page: str) -> Environment:
    environment = templates(FOLDER)
    environment.globals |= {
        "report": report,
        "page": page,
        "bad": BAD,
        "made_here": MADE_HERE,
        "counts": counted(report.scenarios),
    }
    return environment


Rules = list[tuple[str, list[ScenarioResult]]]


def _parts(report: Report, area: Group) -> list[tuple[Feature, Rules]]:
    """The features of an area, each with its scenarios under their rules."""
    mine: dict[str, list[ScenarioResult]] = defaultdict(list)
    for each in report.scenarios:
        mine[each.feature].append(each)
    features = {each.name: each for each in report.features}
    return [(features[row.text], _by_rule(mine[row.text])) for row in area.rows]


def _by_rule(scenarios: Sequence[ScenarioResult]) -> Rules:
    return [(rule, list(group)) for rule, group in groupby(scenarios, key=lambda each: each.rule)]
