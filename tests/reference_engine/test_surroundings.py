"""Wherever an engine is started: what it prints, and whether anybody listens, ends no session."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from reference_engine.surroundings import agents_environment, settle
settle()
print("日本語 🧪"); print("and more"); print("x" * 100_000)
print("told", file=sys.stderr)
open("end", "w").write(f"{sys.getfilesystemencoding()} {sys.stdin.read()!r}")
"""


def run(folder: Path, shell: str, **env: str) -> "subprocess.CompletedProcess[bytes]":
    program = folder / "prögram.py"
    program.write_text(PROGRAM)
    line = shell.format(f"{sys.executable} {program}; echo $? >&3")
    full = {**os.environ, **env}
    with (folder / "code").open("wb") as code:
        os.dup2(code.fileno(), 3)
        return subprocess.run(
            ["bash", "-c", line],
            cwd=folder,
            env=full,
            capture_output=True,
            pass_fds=[3],
            check=True,
        )


@pytest.mark.parametrize(
    ("shell", "env"),
    [
        ("{{ {}; }} | head -c 1", {}),
        ("{{ {}; }} >&-", {}),
        ("{{ {}; }} >/dev/full", {}),
        ("{{ {}; }} 2>&-", {}),
        ("{{ {}; }} <&- >&- 2>&-", {}),
        ("{}", {"PYTHONIOENCODING": "latin-1"}),
        ("{}", {"PYTHONIOENCODING": "ascii"}),
        ("{}", {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    ],
)
def test_the_program_comes_to_its_end(tmp_path: Path, shell: str, env: dict[str, str]) -> None:
    run(tmp_path, shell, **env)
    assert (tmp_path / "code").read_text() == "0\n"
    assert (tmp_path / "end").read_text() == "utf-8 ''"


def test_a_terminal_that_is_gone_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM.replace("settle()\n", "settle(); input()\n", 1))
    ours, theirs = pty.openpty()
    argv = [sys.executable, "program.py"]
    with subprocess.Popen(argv, cwd=tmp_path, stdin=subprocess.PIPE, stdout=theirs) as process:
        os.close(theirs)
        os.close(ours)
        process.communicate(b"go on\n")
    assert process.returncode == 0
    assert (tmp_path / "end").exists()
