"""The public SDKs for TypeScript, with the stand-ins in the place of their CLIs."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from proving_ground.agents.script import Act, answer, write_file
from proving_ground.root import ROOT
from tests.agents.conftest import Bench

SDKS = ROOT / "build/sdks/node_modules"
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(
    NODE is None or not SDKS.exists(),
    reason="there is no node, or the SDKs are not installed; `make sdks` does it",
)
WRITES = (write_file("a.txt", "A\n"), answer("Written."))
CLAUDE = SDKS / "@anthropic-ai/claude-agent-sdk/sdk.mjs"
CODEX = SDKS / "@openai/codex-sdk/dist/index.js"


def talk(bench: Bench, sdk: Path, program: str, *more: str, acts: tuple[Act, ...]) -> list[Any]:
    """What the SDK's program prints, line by line."""
    bench.play(*acts)
    bench.home.mkdir(exist_ok=True)
    script = Path(__file__).parent / "sdk" / f"{program}.mjs"
    words = [str(NODE), str(script), str(sdk), str(bench.agents.bin / program), str(bench.project)]
    command = [*words, "hello", *more]
    done = subprocess.run(
        command, env=bench.env, capture_output=True, text=True, check=False, timeout=60
    )
    assert not done.returncode, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_one_query(bench: Bench) -> None:
    *_, said, result = talk(bench, CLAUDE, "claude", acts=(answer("Hi."),))
    assert said["message"]["content"][0]["text"] == "Hi."
    assert (result["subtype"], result["result"]) == ("success", "Hi.")
    assert bench.call.prompt == "hello"


@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_the_user_decides_what_the_agent_may_do(bench: Bench, decision: str) -> None:
    *_, result = talk(bench, CLAUDE, "claude", decision, acts=WRITES)
    assert (bench.project / "a.txt").exists() == (decision == "allow")
    assert bool(result["permission_denials"]) == (decision == "deny")


def test_two_turns_of_a_thread(bench: Bench) -> None:
    first, second = talk(bench, CODEX, "codex", acts=(answer("Hi."),))
    assert (first["finalResponse"], second["finalResponse"]) == ("Hi.", "Hi.")
    assert first["thread"] == second["thread"]
