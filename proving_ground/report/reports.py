"""The files of a report: a page for people, and the same for machines in three forms."""

from pathlib import Path

from proving_ground.report.assets import load_assets
from proving_ground.report.junit import write_junit
from proving_ground.report.messages import MESSAGES
from proving_ground.report.page import page
from proving_ground.report.plain_page import plain_page
from proving_ground.report.summary import Run
from proving_ground.report.verdicts import write_verdicts


def write_reports(folder: Path, run: Run) -> Path:
    """Write `index.html`, `junit.xml` and `verdicts.json` beside the messages; return the page."""
    folder.mkdir(parents=True, exist_ok=True)
    write_verdicts(folder / "verdicts.json", run.results, run.origin())
    write_junit(folder / "junit.xml", run.results)
    index = folder / "index.html"
    index.write_text(_page(folder, run), "utf-8")
    return index


def _page(folder: Path, run: Run) -> str:
    title = f"Proving Ground · {run.engine}"
    assets = load_assets()
    if assets is None:
        return plain_page(title, run)
    return page(assets, title, run.counts, (folder / MESSAGES).read_text("utf-8").splitlines())
