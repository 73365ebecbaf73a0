"""No list of known failures excuses an engine that does nothing."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from behave.runner_util import collect_feature_locations, parse_features

from proving_ground.report.known import read_known
from proving_ground.report.model import Verdict, read_report
from proving_ground.report.verdicts import identity, location
from proving_ground.root import ROOT

LISTS = ROOT / "fixtures" / "engines"


def _write(home: Path, text: str, *paths: str) -> None:
    for path in paths:
        file = home / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(0o755)


def _dead_agent_pipelines(home: Path, code: int) -> None:
    text = f"#!/bin/sh\nexit {code}  # it would read a stage.yaml\n"
    _write(home, text, "scripts/engine.sh", "scripts/run.sh", "scripts/lib/state.sh")
    (home / "scripts/stages").mkdir()


def _dead_gang_of_ralphs(home: Path, code: int) -> None:
    sdk = "node_modules/@anthropic-ai/claude-agent-sdk/cli.js"
    _write(home, f"process.exit({code})\n", "dist/index.js", "dist/mcp/index.js", sdk)
    _write(home, "", "dist/db/schema.sql")


def _dead_amplifier(home: Path, code: int) -> None:
    _write(home, f"raise SystemExit({code})\n", "amplify.py", ".codex/mcp_servers/base.py")
    _write(home, f"raise SystemExit({code})\n", "amplifier/core/backend.py")
    _write(home, f"#!/bin/sh\nexit {code}\n", "amplify-codex.sh", ".venv/bin/python")


DEAD: dict[str, Callable[[Path, int], None]] = {
    "agent-pipelines": _dead_agent_pipelines,
    "gang-of-ralphs": _dead_gang_of_ralphs,
    "amplifier": _dead_amplifier,
}
"""By the name of a list: what makes a dead engine for it."""


def test_every_list_has_its_dead_engine() -> None:
    assert {path.name.removesuffix(".known.yaml") for path in LISTS.glob("*.known.yaml")} == set(
        DEAD
    )


@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize("name", DEAD)
def test_a_dead_engine_has_no_known_failure(tmp_path: Path, name: str, code: int) -> None:
    DEAD[name](tmp_path / "home", code)
    (tmp_path / "list.txt").write_text("\n".join(_listed(name)))
    report = tmp_path / "report.json"
    subprocess.run(
        [
            *(sys.executable, "-m", "behave", f"@{tmp_path / 'list.txt'}", "--format=null"),
            *(f"-Dengine={name}", f"-Dengine_home={tmp_path / 'home'}"),
            f"-Dverdicts={report}",
        ],
        cwd=ROOT,
        check=False,
        capture_output=True,
    )
    results = read_report(report).scenarios
    assert len(results) == len(_listed(name))
    assert [each.id for each in results if each.verdict is Verdict.KNOWN] == []


def _listed(name: str) -> list[str]:
    """Where the scenarios of a list stand, as FILE:LINE."""
    known = read_known(LISTS / f"{name}.known.yaml")
    features = parse_features(collect_feature_locations([str(ROOT / "features")]))
    scenarios = (each for feature in features for each in feature.walk_scenarios())
    return [str(ROOT / location(each)) for each in scenarios if identity(each) in known]
