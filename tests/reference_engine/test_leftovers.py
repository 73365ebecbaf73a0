"""What is left running is found by its mark, wherever it hides, and nothing else is touched."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import os, subprocess, sys
from reference_engine import leftovers
leftovers.adopt()
mark, other = leftovers.new_mark(), leftovers.new_mark()
spared = subprocess.Popen(["sleep", "1000"], env=leftovers.marked(None, other))
shell = sys.argv[1]
reader, writer = os.pipe()
env = leftovers.marked({**os.environ, "FD": str(writer)}, mark)
subprocess.run(["bash", "-c", shell], env=env, pass_fds=[writer], start_new_session=True)
os.close(writer)
pid = int(os.read(reader, 20))
leftovers.end(mark)
print(os.path.exists(f"/proc/{pid}"), spared.poll())
spared.kill()
"""
TELL = "echo $BASHPID >&$FD; exec sleep 1000"


@pytest.mark.parametrize(
    "shell",
    [
        f"( {TELL} ) &",
        f"setsid bash -c '{TELL.replace('BASHPID', '$')}' &",
        f"trap '' TERM HUP INT; setsid bash -c '{TELL.replace('BASHPID', '$')}' &",
        f"nohup bash -c '( {TELL} ) &' >/dev/null 2>&1 &",
        f"( ( cd /; {TELL} ) & ) &",
    ],
)
def test_it_is_ended(tmp_path: Path, shell: str) -> None:
    argv = [sys.executable, "-c", PROGRAM, shell]
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == "False None\n", done.stderr
