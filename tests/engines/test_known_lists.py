"""No list of known failures excuses an engine that does nothing."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from proving_ground.report.known import read_known
from proving_ground.report.model import Verdict, read_report
from proving_ground.report.verdicts import identity, location
from proving_ground.root import ROOT
from proving_ground.suite.reading import read_features

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
    _write(home, "[profiles.development]\n", ".codex/config.toml")
    _write(home, "", "tools/none", ".claude/tools/none", ".codex/tools/none")


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
    """Entries that are not `uncalled` are known of nobody who calls no agent, whatever they say."""
    listed = _uncalled(name)
    DEAD[name](tmp_path / "home", code)
    (tmp_path / "list.txt").write_text("\n".join(listed))
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
    assert len(results) == len(listed)
    assert {each.id: each.reason for each in results if each.verdict is not Verdict.FAIL} == {}


def _uncalled(name: str) -> list[str]:
    """Where the scenarios of a list stand that fail though no agent is called, as FILE:LINE."""
    known = read_known(LISTS / f"{name}.known.yaml")
    listed = {each.scenario for each in known.values() if each.uncalled}
    scenarios = (each for feature in read_features() for each in feature.walk_scenarios())
    found = [str(ROOT / location(each)) for each in scenarios if identity(each) in listed]
    assert len(found) == len(listed)
    return found
