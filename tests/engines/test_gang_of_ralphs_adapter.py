"""How gang-of-ralphs is started, as far as it can be tried without a checkout."""

import json
import shutil
from pathlib import Path

import pytest

from proving_ground.engines.gang_of_ralphs.adapter import GangOfRalphs
from proving_ground.errors import PrerequisiteError
from proving_ground.orchestration.contract import RunOptions


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("dist/index.js", "dist/db/schema.sql", "dist/mcp/index.js"):
        path = tmp_path / "home" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    sdk = tmp_path / "home/node_modules/@anthropic-ai/claude-agent-sdk"
    sdk.mkdir(parents=True)
    (sdk / "cli.js").touch()
    return tmp_path / "home"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "trial" / "the project – ünïcode"
    folder.mkdir(parents=True)
    return folder


needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")


@needs_node
def test_a_missing_home_is_refused_with_the_way_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(PrerequisiteError) as refusal:
        GangOfRalphs(None, tmp_path).check()
    for part in ("dist/index.js", "no folder was named", "npm ci", "-D engine_home="):
        assert part in str(refusal.value)


@needs_node
def test_a_home_that_is_not_built_is_refused_by_what_is_missing(home: Path, tmp_path: Path) -> None:
    GangOfRalphs(home, tmp_path).check()
    (home / "dist/mcp/index.js").unlink()
    with pytest.raises(PrerequisiteError, match=r"built, with dist/mcp/index\.js\n"):
        GangOfRalphs(home, tmp_path).check()


def test_a_run_is_started_with_its_own_specification(
    home: Path, project: Path, tmp_path: Path
) -> None:
    options = RunOptions(spec="Add it.", effort="max", max_loops=2, max_iterations=6)
    command = GangOfRalphs(home, tmp_path / "workshop").command("start", project, options, "run-1")
    spec = project.parent / "run-1.md"
    assert spec.read_text() == "Add it."
    assert command.argv[1:] == (
        *(str(home / "dist/index.js"), "--no-tui", "--spec", str(spec), "--effort", "max"),
        *("--max-loops", "2", "--max-iterations", "6"),
    )
    assert command.env["PATH"].startswith(str(tmp_path / "workshop/gang-of-ralphs/bin"))


def test_limits_of_a_resume_are_read_from_the_configuration(
    home: Path, project: Path, tmp_path: Path
) -> None:
    engine = GangOfRalphs(home, tmp_path / "workshop")
    for action, usd in (("start", 0.5), ("resume", 2.0)):
        options = RunOptions(effort="low", usd_per_run=usd, max_revisions=1)
        command = engine.command(action, project, options, "run-1")  # type: ignore[arg-type]
        assert ("--resume" in command.argv) is (action == "resume")
        preset = json.loads((project / "ralphs.yaml").read_text())["presets"]["low"]
        assert preset["costs"] == {"perLoop": 1000, "perPhase": 1000, "perRun": usd}
        assert preset["stuck"] == {"threshold": 5, "maxRevisions": 1}
