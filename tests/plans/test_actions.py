"""A path is begun with sentences that exist, and gone through point by point."""

from pathlib import Path

import pytest

from proving_ground.cli import main
from proving_ground.plans.actions import verify
from proving_ground.plans.written import read_scenarios
from proving_ground.report.model import ScenarioResult, Verdict
from proving_ground.suite.reading import read_features
from proving_ground.suite.steps import catalogue

PLAN = """\
# Test plan: x
## SEAM s: S
- **Components:** engine → state
### flow-2: The agent's decision to stop ends the stage
- **Promise:** done-means-done
- **Priority:** HIGH
- **Critical path:** start → stop → complete
- **Business impact:** agents go on
- **Caught by fault:** ignores-stop
- **Scenarios:**
  - The agent decides that the work is done
  - Nobody has written this yet
"""
FEATURE = "@pipelines\nFeature: F\n\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "PLAN.md"
    path.write_text(PLAN, "utf-8")
    return path


def test_a_rule_is_begun_with_sentences_that_exist(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "scaffold", "flow-2", "--plan", str(plan)]) == 0
    (plan.parent / "features").mkdir()
    rule = capsys.readouterr().out
    (plan.parent / "features" / "f.feature").write_text(FEATURE + rule, "utf-8")
    (scenario,) = read_scenarios(plan.parent).of_path("flow-2")
    assert scenario.is_wip and scenario.promise == "done-means-done"
    assert scenario.id == "F / Nobody has written this yet"
    assert [step.step_type for step in scenario.steps] == ["given", "when", "then"]
    catalogue.load()
    assert all(catalogue.registry.find_match(step) for step in scenario.steps)
    assert "written already: The agent decides that the work is done" in rule
    (feature,) = read_features(plan.parent)
    assert "When it breaks, agents go on." in feature.rules[0].description


@pytest.mark.parametrize("field", ["Components", "Priority", "Business impact", "Caught by fault"])
def test_what_is_open_is_asked_before_anything_is_begun(
    plan: Path, field: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [line for line in PLAN.splitlines() if not line.startswith(f"- **{field}:**")]
    plan.write_text("\n".join(lines), "utf-8")
    assert main(["plan", "scaffold", "flow-2", "--plan", str(plan)]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("open: ")) == ("", 1)


@pytest.mark.parametrize("action", ["scaffold", "verify"])
def test_a_path_that_is_not_there_is_told(
    plan: Path, action: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", action, "flow-22", "--plan", str(plan)]) == 2
    assert "Did you mean 'flow-2'?" in capsys.readouterr().err


def test_the_checklist_has_a_point_for_each_of_the_nine() -> None:
    assert len(verify.POINTS) == 9


def test_a_path_is_gone_through_point_by_point(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "verify", "flow-2", "--plan", str(plan)]) == 1
    told = capsys.readouterr().out
    assert "[ ] the path is covered" in told and "'Nobody has written this yet'" in told
    assert "[ ] clear, and worth it" in told and "ignores-stop turned nothing red yet" in told
    assert "[x] each scenario passes alone, and all of them in a random order" in told
    assert told.endswith("7 of 9 points of flow-2 hold\n")


def test_what_does_not_pass_alone_is_told() -> None:
    results = [
        ScenarioResult(id=v, slug=v, name=v, feature="F", location=f"f:{v}", verdict=v, reason="r")
        for v in Verdict
    ]
    told = list(verify.not_passed(results, "alone"))
    assert told == [f"f:{v} is {v} alone: r" for v in Verdict if v is not Verdict.PASS]
