"""The supervisor starts real processes, tells how they end, and leaves none of them behind."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from proving_ground.errors import TrialError
from proving_ground.processes.client import Exit, SupervisorClient
from proving_ground.processes.command import Command

ENTRY = """
import os, sys
def main(arguments):
    print(arguments, os.getcwd(), os.environ.get("COLOUR"))
    if "pipe" in arguments:
        reader, writer = os.pipe()
        os.close(reader)
        try:
            os.write(writer, b"x")
        except BrokenPipeError:
            return 6
    if "raise" in arguments:
        raise RuntimeError("as asked")
    return 5
"""


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[SupervisorClient]:
    (tmp_path / "entry.py").write_text(ENTRY)
    client = SupervisorClient([str(tmp_path)])
    yield client
    client.close()


def run(supervisor: SupervisorClient, command: Command, **env: str) -> tuple[Exit, str]:
    """How the command ended, and all that it printed."""
    reader, writer = os.pipe()
    with Path(os.devnull).open("rb") as nothing:
        env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **env}
        pid = supervisor.start(command, env, [nothing.fileno(), writer, writer])
    os.close(writer)
    ended = end_of(supervisor, pid)
    with os.fdopen(reader, "rb") as output:
        os.set_blocking(output.fileno(), False)
        return ended, (output.read() or b"").decode()


def end_of(supervisor: SupervisorClient, pid: int) -> Exit:
    while not (ended := supervisor.exit_of(pid)):
        supervisor.pump()
    return ended


def shell(script: str, folder: Path) -> Command:
    return Command(("sh", "-c", script), folder)


@pytest.mark.parametrize(
    ("script", "code"),
    [("exit 3", 3), ("kill -TERM $$", -signal.SIGTERM), ("exec no-such-program", 127)],
)
def test_it_tells_how_a_process_ended(
    supervisor: SupervisorClient, tmp_path: Path, script: str, code: int
) -> None:
    assert run(supervisor, shell(script, tmp_path))[0].code == code


def test_a_missing_program_ends_with_127_and_says_so(
    supervisor: SupervisorClient, tmp_path: Path
) -> None:
    ended, printed = run(supervisor, Command(("no-such-program",), tmp_path))
    assert ended.code == 127
    assert "No such file" in printed


def test_a_process_gets_its_folder_and_nothing_but_its_environment(
    supervisor: SupervisorClient, tmp_path: Path
) -> None:
    _, printed = run(supervisor, shell("pwd; env", tmp_path), COLOUR="red")
    assert str(tmp_path) in printed
    assert "COLOUR=red" in printed
    assert "HOME=" not in printed


def test_a_preloaded_entry_point_is_a_process_of_its_own(
    supervisor: SupervisorClient, tmp_path: Path
) -> None:
    command = Command(("program", "a", "b"), tmp_path, preload="entry:main")
    ended, printed = run(supervisor, command, COLOUR="red")
    assert (ended.code, printed) == (5, f"['a', 'b'] {tmp_path} red\n")


def test_an_entry_point_that_raises_does_not_harm_the_supervisor(
    supervisor: SupervisorClient, tmp_path: Path
) -> None:
    ended, printed = run(supervisor, Command(("program", "raise"), tmp_path, preload="entry:main"))
    assert ended.code != 0
    assert "RuntimeError: as asked" in printed
    assert run(supervisor, shell("exit 0", tmp_path))[0].code == 0


def test_an_entry_point_outlives_a_broken_pipe_as_any_python_does(
    supervisor: SupervisorClient, tmp_path: Path
) -> None:
    ended, _ = run(supervisor, Command(("program", "pipe"), tmp_path, preload="entry:main"))
    assert ended.code == 6


def test_an_entry_point_that_cannot_be_imported_is_run_as_a_program(
    supervisor: SupervisorClient, tmp_path: Path
) -> None:
    program = Command(("sh", "-c", "exit 4"), tmp_path, preload="no_such_module:main")
    assert run(supervisor, program)[0].code == 4
    assert "ModuleNotFoundError" in str(supervisor.preloads["no_such_module:main"])


def test_a_clock_that_cannot_be_moved_is_no_trial(
    supervisor: SupervisorClient, tmp_path: Path
) -> None:
    program = Command(("true",), tmp_path, preload="no_such_module:main")
    with pytest.raises(TrialError, match="clock of true cannot be moved"):
        supervisor.start(program, {}, [0, 1, 2], {"clock": 0})


def test_what_outlives_an_engine_is_told_and_swept(
    supervisor: SupervisorClient, tmp_path: Path
) -> None:
    """It says that it is up before the engine ends: a process in mid-exec has no command line."""
    for name in ("up", "never"):
        os.mkfifo(tmp_path / name)
    outliving = "setsid sh -c 'echo > up; read line < never'"
    run(supervisor, shell(f"{outliving} & read line < up", tmp_path))
    ((_, line),) = supervisor.survivors()
    assert "read line < never" in line
    supervisor.sweep()
    assert supervisor.survivors() == []


OWNER = """
import os, select, sys
from pathlib import Path
from proving_ground.processes.command import Command
from proving_ground.processes.client import SupervisorClient
supervisor = SupervisorClient()
nothing = os.open(os.devnull, os.O_RDWR)
command = Command(("sh", "-c", "echo started; exec sleep 600"), Path("/"))
supervisor.start(command, dict(os.environ), [nothing, 1, nothing])
if "unread" in sys.argv:
    supervisor.start(Command(("true",), Path("/")), dict(os.environ), [nothing] * 3)
    select.select([supervisor], [], [])
os.write(1, b"ready\\n")  # whole, whatever else is written there
sys.stdin.read()
"""


@pytest.mark.parametrize("messages", ["read", "unread"])
def test_nothing_outlives_a_suite_that_is_killed(messages: str) -> None:
    """The engine holds the pipe's other end: its end of file tells that the engine is gone."""
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", OWNER, messages], **streams) as owner:
        assert owner.stdout
        told = {owner.stdout.readline(), owner.stdout.readline()}
        assert told == {b"started\n", b"ready\n"}
        owner.kill()
        assert _reaches_its_end(owner.stdout.fileno())


def _reaches_its_end(descriptor: int, seconds: float = 30) -> bool:
    ready, _, _ = select.select([descriptor], [], [], seconds)
    return bool(ready) and os.read(descriptor, 1) == b""
