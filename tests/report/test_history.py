"""Earlier runs are kept, but not for ever, and only what is a history is taken for one."""

from pathlib import Path

import pytest

from proving_ground.errors import InputError
from proving_ground.report.history import KEPT, PastRun, past, read_history, write_history
from proving_ground.report.model import read_report
from tests.behave_project import BehaveProject
from tests.report.test_page import REPORT


def test_the_latest_runs_are_kept(tmp_path: Path) -> None:
    runs = [PastRun(started=f"{n}", engine="e", verdicts={}) for n in range(KEPT + 5)]
    write_history(tmp_path / "history.json", runs)
    assert [run.started for run in read_history(tmp_path / "history.json")] == [
        run.started for run in runs[-KEPT:]
    ]
    assert past(REPORT).verdicts[REPORT.scenarios[0].id] == "PASS"


@pytest.mark.parametrize("text", ["", "{}", '[{"started": 1}]', "nonsense"])
def test_what_is_no_history_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "history.json").write_text(text)
    with pytest.raises(InputError, match="this is no history of runs"):
        read_history(tmp_path / "history.json")


def test_each_run_is_compared_with_those_before_it(project: BehaveProject) -> None:
    project.feature("Scenario: Turns\n  Then the number 1 equals 1")
    project.behave("-D", "report=out")
    assert "No earlier run to compare with" in (project.root / "out/index.html").read_text("utf-8")
    project.feature("Scenario: Turns\n  Then the number 1 equals 2")
    project.behave("-D", "report=out")
    assert "PASS before" in (project.root / "out/index.html").read_text("utf-8")
    assert len(read_history(project.root / "out/history.json")) == 2
    assert read_report(project.root / "out/report.json").counts == "1 FAIL"
