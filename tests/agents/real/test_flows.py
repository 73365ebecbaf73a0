"""The real CLIs in place of the stand-ins, where somebody has installed them."""

import subprocess
import sys

import pytest

from proving_ground.agents.real.programs import FOLDER, PACKAGES
from proving_ground.root import ROOT

BEHAVE = [sys.executable, "-m", "behave", "--format=null"]
needs_them = pytest.mark.skipif(
    not all((FOLDER / "node_modules/.bin" / name).exists() for name in PACKAGES),
    reason="the real CLIs are not installed; `make fidelity` does it",
)


def behave(*options: str) -> str:
    """What behave prints."""
    command = [*BEHAVE, *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout


@needs_them
@pytest.mark.parametrize("backend", PACKAGES)
def test_the_agent_that_decides_ends_the_stage(backend: str) -> None:
    told = behave("-D", "agents=real-cli", "-D", f"backend={backend}", "--tags=@flow-2")
    assert "\n1 PASS (1 scenario" in told


@pytest.mark.parametrize("wish", ["agents=nonsense", "backend=gemini"])
def test_what_there_is_not_is_refused(wish: str) -> None:
    command = [*BEHAVE, "-D", wish, "--tags=@flow-2"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert f"-D {wish}: there " in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr
