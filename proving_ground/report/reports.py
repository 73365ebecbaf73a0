"""The files of a report: a page for people, and the same for machines in three forms."""

import json
from dataclasses import asdict
from pathlib import Path

from proving_ground.report.assets import load_assets
from proving_ground.report.junit import write_junit
from proving_ground.report.messages import MESSAGES
from proving_ground.report.page import page
from proving_ground.report.plain_page import plain_page
from proving_ground.report.summary import Run
from proving_ground.verdicts import ScenarioResult, Verdict


def write_reports(folder: Path, run: Run) -> Path:
    """Write `index.html`, `junit.xml` and `verdicts.json` beside the messages; return the page."""
    folder.mkdir(parents=True, exist_ok=True)
    write_verdicts(folder / "verdicts.json", run.results)
    write_junit(folder / "junit.xml", run.results)
    index = folder / "index.html"
    index.write_text(_page(folder, run), "utf-8")
    return index


def write_verdicts(path: Path, results: tuple[ScenarioResult, ...]) -> None:
    """Write the results as a JSON list."""
    path.write_text(json.dumps([asdict(result) for result in results], indent=1), "utf-8")


def read_verdicts(path: Path) -> tuple[ScenarioResult, ...]:
    """Read what `write_verdicts` wrote."""
    entries = json.loads(path.read_text("utf-8"))
    return tuple(
        ScenarioResult(
            **{**entry, "verdict": Verdict(entry["verdict"]), "tags": tuple(entry["tags"])}
        )
        for entry in entries
    )


def _page(folder: Path, run: Run) -> str:
    title = f"Proving Ground · {run.engine}"
    assets = load_assets()
    if assets is None:
        return plain_page(title, run)
    return page(assets, title, run.counts, (folder / MESSAGES).read_text("utf-8").splitlines())
