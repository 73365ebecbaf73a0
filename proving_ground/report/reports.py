"""The files of a report: a page for people, and the same for machines in two forms."""

from pathlib import Path

from proving_ground.report.junit import write_junit
from proving_ground.report.laws import sentences
from proving_ground.report.model import Report, write_report
from proving_ground.report.protection import symptoms, with_bugs

REPORT = "report.json"


def write_reports(folder: Path, run: Report) -> Path:
    """Write `report.json` and `junit.xml` of the run; return the path of the former."""
    folder.mkdir(parents=True, exist_ok=True)
    report = _explained(run)
    write_report(folder / REPORT, report)
    write_junit(folder / "junit.xml", report.scenarios)
    return folder / REPORT


def _explained(run: Report) -> Report:
    """The run with the sentences of its laws, and the defects that its scenarios protect from."""
    defects = symptoms()
    scenarios = with_bugs(run.scenarios, defects)
    named = {bug for each in scenarios for bug in each.bugs}
    told = {name: symptom for name, symptom in defects.items() if name in named}
    return run.model_copy(update={"laws": sentences(), "defects": told, "scenarios": scenarios})
