"""The files of a report: a page for people, and the same for machines in two forms."""

from pathlib import Path

from proving_ground.errors import PrerequisiteError
from proving_ground.promises import load_promises
from proving_ground.report.history import HISTORY, past, read_history, write_history
from proving_ground.report.junit import write_junit
from proving_ground.report.laws import sentences
from proving_ground.report.model import REPORT, Report, write_report
from proving_ground.report.page import render
from proving_ground.report.protection import symptoms, with_bugs
from proving_ground.scratch import written_aside


def write_reports(folder: Path, run: Report) -> Path:
    """Write `report.json`, `junit.xml` and `index.html`; return the page.

    The runs whose reports were written there before are kept in `history.json`. PrerequisiteError
    where the machine cannot write it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        report = _explained(run)
        write_junit(folder / "junit.xml", report.scenarios)
        earlier = read_history(folder / HISTORY)
        write_history(folder / HISTORY, (*earlier, past(report)))
        return rewrite(folder, report)
    except OSError as error:
        raise PrerequisiteError(
            f"{folder}: the report cannot be written whole ({error.strerror})\n"
            "  What to do: make room there, or name another folder, and run it again"
        ) from None


def rewrite(folder: Path, report: Report) -> Path:
    """Write `report.json` and `index.html` of a run whose other files are there; the page."""
    write_report(folder / REPORT, report)
    page = folder / "index.html"
    with written_aside(page) as new:
        new.write_text(render(report, read_history(folder / HISTORY)), "utf-8")
    return page


def _explained(run: Report) -> Report:
    """The run with the sentences of its laws and promises, and what its scenarios protect from."""
    defects = symptoms()
    scenarios = with_bugs(run.scenarios, defects)
    named = {bug for each in scenarios for bug in each.bugs}
    return run.model_copy(
        update={
            "laws": sentences(),
            "promises": {name: each.promise for name, each in load_promises().items()},
            "defects": {name: symptom for name, symptom in defects.items() if name in named},
            "scenarios": scenarios,
        }
    )
