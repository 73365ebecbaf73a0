"""Fetching the viewer, with a stand-in for npm."""

import base64
import hashlib
import io
import sys
import tarfile
from pathlib import Path

import pytest

from proving_ground.report.assets import FILES, INTEGRITY
from tests.report.conftest import BehaveProject, Outcome

FETCH = """
import sys
from pathlib import Path
from proving_ground.report.assets import fetch_assets, load_assets
fetch_assets(Path("cache"), sys.argv[1])
print(load_assets(Path("cache")).script)
"""


@pytest.fixture
def integrity(project: BehaveProject) -> str:
    """An npm on the PATH that packs a small package, whose integrity is returned."""
    archive = project.root / "package.tgz"
    with tarfile.open(archive, "w:gz") as bundle:
        for name in FILES:
            content = f"the {name}".encode()
            member = tarfile.TarInfo(f"package/dist/{name}")
            member.size = len(content)
            bundle.addfile(member, io.BytesIO(content))
    npm = project.write("bin/npm", f'#!/bin/sh\n/bin/cp "{archive}" "$4/some-name.tgz"\n')
    npm.chmod(0o755)
    return "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()


def fetch(project: BehaveProject, integrity: str) -> Outcome:
    return project.python("-c", FETCH, integrity, PATH=str(project.root / "bin"))


def test_the_viewer_is_fetched_into_the_cache(project: BehaveProject, integrity: str) -> None:
    assert fetch(project, integrity) == Outcome(0, "the main.js\n", "")
    assert {path.name for path in (project.root / "cache").rglob("*") if path.is_file()} == {
        Path(name).name for name in FILES
    }


def test_another_package_than_the_pinned_one_is_refused(
    project: BehaveProject, integrity: str
) -> None:
    run = fetch(project, INTEGRITY)
    assert run.code == 1
    assert f"expected {INTEGRITY}, found {integrity}" in run.err
    assert not (project.root / "cache").exists()


def test_without_npm_and_registry_the_command_says_so_and_goes_on(project: BehaveProject) -> None:
    """The Python that runs this may have npm beside it, so a bare copy of it is asked."""
    bare = project.root / "bare"
    bare.mkdir()
    (bare / "python").symlink_to(Path(sys.executable).resolve())
    run = project.run(
        str(bare / "python"),
        "-m",
        "proving_ground.cli",
        "assets",
        PATH=str(bare),
        PIP_NO_INDEX="1",
        PYTHONPATH=":".join(sys.path),
    )
    assert run.code == 0
    assert "The report will be a plain page" in run.err
    assert "What to do: put npm on the PATH" in run.err
