"""A sweep's bar is for people at a terminal, and leaves nothing behind."""

import os
import pty
import subprocess
import sys

CODE = """
import sys
from proving_ground.faults.progress import track
sys.stdout.write("A title  ..")
sys.stdout.flush()
assert list(track([1, 2], 2, "killed before")) == [1, 2]
sys.stdout.write(".\\n")
"""


def shown(stderr: int) -> bytes:
    """What the program prints on stdout, which is the same terminal if stderr is one."""
    ran = subprocess.run(
        [sys.executable, "-c", CODE], stdout=subprocess.PIPE, stderr=stderr, check=True
    )
    return ran.stdout


def test_at_a_terminal_there_is_a_bar_below_the_line_and_then_none() -> None:
    ours, theirs = pty.openpty()
    assert shown(theirs) == b"A title  ...\n"
    os.close(theirs)
    drawn = os.read(ours, 1 << 16)
    os.close(ours)
    assert b"killed before" in drawn
    assert drawn.startswith(b"\x1bD\x1bD\x1bM\x1bM\x1b7")
    assert drawn.endswith(b"\x1b[2K\x1b8")


def test_elsewhere_there_is_none() -> None:
    ours, theirs = os.pipe()
    assert shown(theirs) == b"A title  ...\n"
    os.close(theirs)
    assert os.read(ours, 1) == b""
    os.close(ours)
