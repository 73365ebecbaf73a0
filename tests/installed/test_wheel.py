"""The suite as others have it: built, installed into a fresh environment, run from any folder."""

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from proving_ground.root import ROOT

EXAMPLES = ROOT / "examples"
UV = Path(sys.executable).with_name("uv")
LATER = {"PYTHONDONTWRITEBYTECODE": "1"}


def run(*argv: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [str(part) for part in argv]
    env = {**os.environ, **LATER}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def must(*argv: str | Path, cwd: Path) -> str:
    done = run(*argv, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment with our wheel and that of the example in it."""
    place = tmp_path_factory.mktemp("installed")
    python = place / "venv" / "bin" / "python"
    must(sys.executable, "-m", "venv", "--without-pip", place / "venv", cwd=place)
    for source in (ROOT, EXAMPLES / "third-party-adapter"):
        build = ("build", "--wheel", "--no-build-isolation", "--python", sys.executable)
        must(UV, *build, "--out-dir", place / "dist", source, cwd=place)
    wheels = (place / "dist").glob("*.whl")
    must(UV, "pip", "install", "--offline", "--no-deps", "--python", python, *wheels, cwd=place)
    packages = next((place / "venv").rglob("site-packages"))
    # What we depend on comes from the environment of this test, without its own proving_ground.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    told = must(python, "-c", "import proving_ground; print(proving_ground.__file__)", cwd=place)
    assert str(packages) in told
    return python.parent


def test_a_profile_gets_its_verdicts_from_a_folder_of_ones_own(
    installed: Path, tmp_path: Path
) -> None:
    for name in ("loop.sh", "engine.yaml"):
        (tmp_path / name).write_text((EXAMPLES / "ten-line-loop" / name).read_text())
    tried = run(
        installed / "proving-ground", "run", "--engine", "engine.yaml", "@first", cwd=tmp_path
    )
    assert tried.returncode == 1, tried.stderr
    assert "12 PASS · 2 FAIL (14 scenarios" in tried.stdout
    assert "nothing-left-alive" in tried.stdout
    assert "rerun: proving-ground run --engine engine.yaml features/loops/" in tried.stdout


def test_an_engine_that_cannot_be_started_gets_no_verdict(installed: Path, tmp_path: Path) -> None:
    text = (EXAMPLES / "ten-line-loop" / "engine.yaml").read_text()
    (tmp_path / "engine.yaml").write_text(text.replace("loop.sh", "nowhere.sh"))
    tried = run(installed / "proving-ground", "run", "--engine", "engine.yaml", cwd=tmp_path)
    assert tried.returncode == 2
    assert "No scripted agent was called at all" in tried.stdout


def test_an_adapter_of_others_is_found_by_its_name(installed: Path, tmp_path: Path) -> None:
    told = must(installed / "proving-ground", "engines", cwd=tmp_path)
    assert "counting-loop" in told
    tried = run(
        *(installed / "proving-ground", "run", "--engine", "counting-loop"),
        "features/loops/done.feature",
        cwd=tmp_path,
    )
    judged = re.search(r"\n\d+ PASS · \d+ SKIPPED \(", tried.stdout)
    assert judged, tried.stdout + tried.stderr


def test_features_of_ones_own_are_green_and_red(installed: Path, tmp_path: Path) -> None:
    must(installed / "proving-ground", "init", ".", cwd=tmp_path)
    green = run(installed / "python", "-m", "behave", cwd=tmp_path)
    assert "1 PASS (1 scenario" in green.stdout, green.stdout + green.stderr
    assert green.returncode == 0
    loop = tmp_path / "loop.sh"
    loop.write_text(loop.read_text().replace("i <= ${1:-10}", "i <= 4"))
    red = run(installed / "python", "-m", "behave", cwd=tmp_path)
    assert red.returncode == 1
    assert "1 FAIL (1 scenario" in red.stdout, red.stdout + red.stderr


def test_a_folder_that_is_not_empty_is_left_alone(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "loop.sh").write_text("mine")
    refused = run(installed / "proving-ground", "init", cwd=tmp_path)
    assert refused.returncode == 2
    assert [each.name for each in tmp_path.iterdir()] == ["loop.sh"]


def test_tests_in_python_run_with_pytest(installed: Path, tmp_path: Path) -> None:
    example = EXAMPLES / "pytest-orchestration" / "test_orchestration.py"
    (tmp_path / example.name).write_text(example.read_text())
    tried = run(installed / "python", "-m", "pytest", "-q", cwd=tmp_path)
    assert "3 passed" in tried.stdout, tried.stdout + tried.stderr
