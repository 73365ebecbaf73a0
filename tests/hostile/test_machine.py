"""The machine's trouble is the machine's: it is looked at first, and never blamed on an engine."""

import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from proving_ground.errors import PrerequisiteError, TrialError
from proving_ground.pipelines.pipeline import Stage, Termination
from proving_ground.pipelines.trial import PipelineTrial
from proving_ground.processes import growth
from proving_ground.root import ROOT
from proving_ground.scratch import scratch_folder
from proving_ground.suite.context import SuiteContext
from tests.hostile.conftest import outcome

SCENARIO = "features/pipelines/single_stage.feature"


@pytest.fixture
def strange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A TMPDIR that is a link to a folder of a difficult name."""
    real = tmp_path / "a $HOME of `its own` – ü"
    real.mkdir()
    (tmp_path / "link").symlink_to(real)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "link"))
    return real


def test_a_temporary_folder_may_be_a_link_of_any_name(strange: Path) -> None:
    context = SuiteContext({})
    try:
        trial = context.new_trial({"pipelines"})
        assert isinstance(trial, PipelineTrial)
        assert trial.project.root.is_relative_to(strange)
        trial.scene.add(Stage(name="work", termination=Termination(iterations=1)))
        assert outcome(trial.run) == ("PASS", "")
        context.end(trial, keep=False)
    finally:
        context.close()
    assert list(strange.iterdir()) == []


@pytest.mark.parametrize("place", ["/proc", "/nonexistent", "/dev/null"])
def test_a_temporary_folder_of_no_use_is_told(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", place)
    with pytest.raises(PrerequisiteError, match=f"to be made in {place}, but .*\n.*set TMPDIR"):
        scratch_folder()


@pytest.mark.parametrize("name", ["a\nb", "a\tb", "a\x1b[1mb", "a\u2028b"])
def test_a_temporary_folder_with_a_control_character_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / name))
    with pytest.raises(PrerequisiteError, match="holds a newline or another control") as told:
        scratch_folder()
    assert name not in str(told.value)


def test_a_disk_that_is_full_proves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = growth.Growth(tmp_path)
    watched.end()
    monkeypatch.setattr(growth, "free_bytes", lambda _: 4096)
    with pytest.raises(TrialError, match="is full, so nothing can be said of the engine"):
        watched.end()


def behave_with(path: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "behave", SCENARIO, "--tags=@flow-1"]
    env = {"PYTHONDONTWRITEBYTECODE": "1", **path}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", ["/nonexistent", ""])
def test_a_machine_without_git_is_told(path: str) -> None:
    ran = behave_with({"PATH": path})
    said = ran.stdout + ran.stderr
    assert ran.returncode == 1
    assert "git is not on PATH" in said
    assert "What to do: install git" in said
    assert "Traceback" not in said


@pytest.mark.skipif(not shutil.which("git", path=os.defpath), reason="git is elsewhere")
def test_a_caller_without_a_path_gets_the_systems() -> None:
    ran = behave_with({})
    assert "1 PASS (" in ran.stdout, ran.stdout + ran.stderr


CALLERS = {
    "ulimit -f 1": r"no file may grow beyond \d+ bytes here .*trial may need 1024 MiB",
    "ulimit -t 99": "every program is killed after 99 s of CPU here",
    "export LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0": "takes the names of files for ascii",
    "cd $(mktemp -d) && rmdir $PWD": "the folder that this was started in is gone",
}


@pytest.mark.parametrize("setting", CALLERS)
def test_what_a_caller_sets_so_that_nothing_can_run_is_told(setting: str) -> None:
    script = f'{setting}; exec "$@"'
    command = [sys.executable, "-m", "proving_ground.suite.behave_command", str(ROOT / SCENARIO)]
    ran = subprocess.run(
        ["sh", "-c", script, "sh", *command, "--tags=@flow-1"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert re.search(CALLERS[setting], ran.stderr), ran.stdout + ran.stderr
    assert "What to do: " in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("setting", ["umask 777", "umask 022; ulimit -S -f 1; ulimit -S -t 1"])
def test_what_a_caller_sets_and_the_suite_may_undo_harms_no_engine(setting: str) -> None:
    command = [sys.executable, "-m", "behave", SCENARIO, "--tags=@flow-1"]
    script = ["sh", "-c", f'{setting}; exec "$@"', "sh", *command]
    ran = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "1 PASS (" in ran.stdout, ran.stdout + ran.stderr


WRITER = """
import sys
from pathlib import Path
from proving_ground.scratch import written_aside
for n in range(60):
    with written_aside(Path(sys.argv[1], "junit.xml")) as new:
        new.write_text("<a>" + sys.argv[2] * 100_000 + "</a>")
"""


def test_reports_that_are_written_at_once_are_whole(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    writers = [subprocess.Popen([*command, letter], cwd=ROOT) for letter in "abcd"]
    path, looks = tmp_path / "junit.xml", 0
    while any(writer.poll() is None for writer in writers):
        if path.exists():
            assert len(set(ET.fromstring(path.read_text()).text or "")) == 1
            looks += 1
    assert [writer.returncode for writer in writers] == [0] * 4
    assert looks
    assert [each.name for each in tmp_path.iterdir()] == ["junit.xml"]


def test_the_doctor_tells_what_is_missing_and_what_to_do() -> None:
    command = [sys.executable, "-m", "proving_ground.cli", "doctor"]
    env = {"PATH": "/nonexistent", "TMPDIR": "/nonexistent"}
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "MISSING  git 2.38 or newer: it is not on the PATH" in ran.stdout
    assert "MISSING  a place for temporary files" in ran.stdout
    assert "what to do: install git" in ran.stdout


def test_two_that_set_up_at_once_wait_for_each_other(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    python = tmp_path / "python"
    log = tmp_path / "log"
    python.write_text(
        f'#!/bin/sh\ncase "$1 $2" in "-m venv") echo begin >> {log}; sleep 0.3; '
        f"mkdir -p .venv/bin; cp {python} .venv/bin/python; echo end >> {log};; "
        f'"-m pip") ;; *) exec {sys.executable} "$@";; esac\n'
    )
    python.chmod(0o755)
    make = ["make", "setup", f"PYTHON={python}"]
    both = [subprocess.Popen(make, cwd=tmp_path, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [each.wait() for each in both] == [0, 0]
    assert log.read_text().split() == ["begin", "end"]


NOEXEC = 'mount -t tmpfs -o noexec none "$1" && TMPDIR=$1 exec "$2" -m behave --tags=@flow-1'


def test_a_disk_on_which_no_program_may_run_is_told(tmp_path: Path) -> None:
    command = ["unshare", "--map-root-user", "--mount", "sh", "-c", NOEXEC]
    if not shutil.which("unshare"):
        pytest.skip("there is no `unshare` to mount a disk with")
    words = [*command, "sh", str(tmp_path), sys.executable]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.stderr.startswith(("unshare:", "mount:")):
        pytest.skip(f"this machine lets nobody mount a disk: {ran.stderr.strip()}")
    assert ran.returncode == 1
    assert f"made in {tmp_path}, but programs may not be run there (it is mounted" in ran.stderr
