"""Versions of an engine: a commit of its repository, or a release of a package, made a folder."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from proving_ground.errors import GitFailed, InputError, PrerequisiteError
from proving_ground.repository.process import run_git

NPM, PYPI = "npm:", "pypi:"
FORMS = "a folder, a commit of --repository, npm:NAME@VERSION or pypi:NAME==VERSION"


def home_of(version: str, folder: Path, repository: str = "", setup: str = "") -> Path:
    """The folder of that version: itself where it is one, else `folder`, where it is made.

    A commit is checked out from a clone of `repository` (a folder or an address), and `setup`, a
    shell command, is run in what was checked out. InputError for a version that there is not,
    PrerequisiteError where something that is needed fails.
    """
    if Path(version).is_dir():
        return Path(version).resolve()
    folder.mkdir(parents=True)
    if version.startswith((NPM, PYPI)):
        for command in _installation(version, folder):
            _run(command, folder)
        return folder
    if not repository:
        raise InputError(version, "this is no folder", f"write {FORMS}")
    try:
        run_git(folder, "clone", "--quiet", "--no-checkout", repository, ".")
        run_git(folder, "checkout", "--quiet", "--detach", version)
    except GitFailed as error:
        raise InputError(version, f"it cannot be checked out: {error}", f"write {FORMS}") from None
    if setup:
        _run(("sh", "-c", setup), folder)
    return folder


def _installation(version: str, folder: Path) -> Iterator[Sequence[str]]:
    kind, _, package = version.partition(":")
    if f"{kind}:" == NPM:
        (folder / "package.json").write_text("{}\n")
        yield ("npm", "install", "--no-fund", "--no-audit", package)
        return
    yield (sys.executable, "-m", "venv", ".")
    yield ("bin/pip", "install", "--quiet", package)


def _run(command: Sequence[str], folder: Path) -> None:
    program = str(folder / command[0]) if (folder / command[0]).is_file() else command[0]
    try:
        ran = subprocess.run(
            (program, *command[1:]), cwd=folder, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise PrerequisiteError(f"{command[0]} cannot be started: {error}") from None
    if ran.returncode:
        told = (ran.stderr or ran.stdout).strip()[-2000:]
        raise PrerequisiteError(f"{' '.join(command)} exited {ran.returncode}\n{told}")
