"""Seed 000's fixtures by tag: with each a scenario is green, with its contrary it is red.

What the caller's own environment says is heard by nobody.
"""

import json
import re
from pathlib import Path

import pytest

from proving_ground.backends.fixtures import FIXTURES
from proving_ground.commands.init import FILES
from proving_ground.root import ROOT
from tests.behave_project import BehaveProject, Outcome

SELECT = "When the backend is selected\n Then {} is selected"
BEGIN = 'When a session begins that is to "Fix it"\n Then {} memories were loaded'
CLAIMS: dict[str, tuple[str, str, str]] = {
    "mock_claude_cli": ("", "mock_codex_cli", SELECT.format("claude")),
    "mock_codex_cli": ("", "mock_claude_cli", SELECT.format("codex")),
    "mock_both_backends_available": (
        "codex_env",
        "mock_only_claude_available",
        "When the backend is selected\n Then it is available",
    ),
    "mock_only_claude_available": ("", "mock_only_codex_available", SELECT.format("claude")),
    "mock_only_codex_available": ("", "mock_only_claude_available", SELECT.format("codex")),
    "integration_test_project": (
        "codex_env",
        "claude_project",
        "When the backend is selected\n Then it is available",
    ),
    "claude_project": (
        "codex_env",
        "codex_project",
        "When the backend is selected\n Then it is not available",
    ),
    "codex_project": (
        "claude_env",
        "claude_project",
        "When the backend is selected\n Then it is not available",
    ),
    "claude_env": ("", "codex_env", SELECT.format("claude")),
    "codex_env": ("", "claude_env", SELECT.format("codex")),
    "clean_env": ("", "codex_env", SELECT.format("claude")),
    "memory_enabled_env": ("sample_memories", "memory_disabled_env", BEGIN.format(2)),
    "memory_disabled_env": ("sample_memories", "memory_enabled_env", BEGIN.format(0)),
    "sample_memories": ("memory_enabled_env", "clean_env", BEGIN.format(2)),
    "sample_messages": (
        "memory_enabled_env",
        "clean_env",
        "When the session ends\n Then claude was asked what is worth remembering",
    ),
    "mock_memory_system": ("", "sample_memories", BEGIN.format(2)),
    "create_test_agents": (
        "",
        "clean_env",
        'When the agent "helper" is given the task "Count"\n Then the result is "Done."',
    ),
}
"""What each is used with, its contrary, and what holds with it only."""


@pytest.fixture
def features(tmp_path: Path) -> BehaveProject:
    """A folder with all steps, on the reference engine."""
    project = BehaveProject(tmp_path / "own")
    (project.root / "features/steps/steps.py").unlink()
    for name in ("features/environment.py", "features/steps/all.py"):
        project.write(name, FILES[name])
    return project


def run(project: BehaveProject, own: bool) -> tuple[Outcome, dict[str, str]]:  # noqa: FBT001
    scenarios = [
        f"@fixture.{name if own else other}{f' @fixture.{beside}' if beside else ''}\n"
        f"Scenario: {name}\n {claim}\n"
        for name, (beside, other, claim) in CLAIMS.items()
    ]
    project.write("features/f.feature", "@backends\nFeature: F\n" + "\n".join(scenarios))
    arguments = ("-m", "behave", "-Dreport=report", "features/f.feature")
    done = project.python(*arguments, AMPLIFIER_BACKEND="codex", MEMORY_SYSTEM_ENABLED="true")
    told = json.loads((project.root / "report/report.json").read_text())
    return done, {each["name"]: each["verdict"] for each in told["scenarios"]}


def test_each_name_is_claimed_of() -> None:
    assert set(CLAIMS) == set(FIXTURES)


def test_each_does_what_its_name_says(features: BehaveProject) -> None:
    done, verdicts = run(features, own=True)
    assert set(verdicts.values()) == {"PASS"}, done.out + done.err


def test_none_of_it_holds_of_its_contrary(features: BehaveProject) -> None:
    done, verdicts = run(features, own=False)
    assert set(verdicts.values()) == {"FAIL"}, done.out + done.err


@pytest.mark.parametrize(
    ("tags", "complaint"),
    [
        ("@backends @fixture.claude_evn", "did you mean @fixture.claude_env"),
        ("@orchestration @fixture.claude_env", "is a fixture of @backends, but this is tagged"),
    ],
)
def test_a_fixture_that_cannot_be_is_told(
    features: BehaveProject, tags: str, complaint: str
) -> None:
    claim = "When the orchestration runs\n Then the session is complete"
    features.write("features/f.feature", f"{tags}\nFeature: F\nScenario: S\n {claim}\n")
    done = features.behave("features/f.feature")
    assert done.code != 0
    assert complaint in done.out + done.err
    assert "Traceback" not in done.out + done.err


def test_the_table_names_each_with_its_sentences() -> None:
    page = (ROOT / "docs" / "backends.md").read_text("utf-8")
    rows = re.findall(r"^\| `@fixture\.(\w+)` \| (.*) \|$", page, re.M)
    told = {name: tuple(re.findall(r"`Given ([^`]*)`", cell)) for name, cell in rows}
    assert told == FIXTURES
