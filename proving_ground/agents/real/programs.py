"""The real CLIs, from npm, in the versions that the corpus was recorded with."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from proving_ground.errors import InputError, PrerequisiteError
from proving_ground.root import ROOT

FOLDER = ROOT / "build/real-cli"
PACKAGES = {"claude": "@anthropic-ai/claude-code@2.1.332", "codex": "@openai/codex@0.171.0"}
"""To record another version, change it here."""


KINDS = ("stand-ins", "real-cli")
"""What may be behind `claude` and `codex` in a trial."""


def asked_for(userdata: Mapping[str, str]) -> Path | None:
    """The folder of the real CLIs where `-D agents=real-cli` asks for them; None for stand-ins.

    PrerequisiteError where they cannot be had.
    """
    wish = userdata.get("agents", KINDS[0])
    if wish not in KINDS:
        raise InputError(
            f"-D agents={wish}", "there are no such agents", f"write {'|'.join(KINDS)}"
        )
    return programs(FOLDER) if wish == "real-cli" else None


def programs(folder: Path) -> Path:
    """The folder with `claude` and `codex`, which are installed in FOLDER if it is that one.

    PrerequisiteError where they cannot be had.
    """
    if folder != FOLDER:
        return folder
    found = FOLDER / "node_modules/.bin"
    if not all((found / name).exists() for name in PACKAGES):
        _install()
    return found


def _install() -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise PrerequisiteError("npm is not on PATH; the real CLIs come from there")
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "package.json").write_text("{}\n")
    argv = [npm, "install", "--no-fund", "--no-audit", "--silent", *PACKAGES.values()]
    installed = subprocess.run(argv, cwd=FOLDER, capture_output=True, text=True, check=False)
    if installed.returncode:
        raise PrerequisiteError(f"npm cannot install the real CLIs: {installed.stderr[-500:]}")
