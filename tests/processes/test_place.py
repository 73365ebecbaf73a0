"""What passes inside passes outside: an engine's environment is as real as its arguments."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from proving_ground.processes.client import SupervisorClient
from proving_ground.processes.command import Command
from proving_ground.processes.execution import Execution
from proving_ground.processes.place import Place, asks_for_an_interpreter
from proving_ground.processes.terminal import Terminal

PROGRAM = """
import json, locale, os, signal, sys
def main(arguments=None):
    told = {
        "encoding": sys.stdout and sys.stdout.encoding, "errors": sys.stdout and sys.stdout.errors,
        "lines": sys.stdout and sys.stdout.line_buffering,
        "files": sys.getfilesystemencoding(), "locale": locale.getpreferredencoding(),
        "open": [fd for fd in range(3) if os.path.exists(f"/proc/self/fd/{fd}")],
        "hup": signal.getsignal(signal.SIGHUP) is signal.SIG_IGN,
        "tty": sys.stdin is not None and sys.stdin.isatty(),
        "through": sys.stdout and sys.stdout.write_through,
        "hash": hash("a") if "seed" in sys.argv else 0,
        "modules": len(sys.modules), "zone": __import__("time").tzname[0],
    }
    with open("told", "w") as file:
        json.dump(told, file)
    return 0
if __name__ == "__main__":
    main()
"""
VARIABLES: list[dict[str, str]] = [
    {},
    {"LANG": "C.UTF-8"},
    {"LANG": "C.UTF-8", "COLUMNS": "1"},
    {"PYTHONIOENCODING": "latin-1"},
    {"PYTHONIOENCODING": "ascii:replace"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "C"},
    {"LC_ALL": "xx_XX.ISO-8859-1"},
    {"LANG": "en_US.UTF-8"},
    {"PYTHONUNBUFFERED": "1"},
    {"PYTHONHASHSEED": "7"},
    {"TZ": "Asia/Tokyo"},
]


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[SupervisorClient]:
    (tmp_path / "program.py").write_text(PROGRAM)
    client = SupervisorClient([str(tmp_path)])
    yield client
    client.close()


def told(
    client: SupervisorClient, folder: Path, place: Place, preload: str | None
) -> dict[str, object]:
    argv = (sys.executable, str(folder / "program.py"), "seed")
    command = Command(argv, folder, preload=preload)
    execution = Execution(client, command, {"PATH": os.environ["PATH"]}, place=place)
    ended, _, stderr = execution.close()
    assert ended.code == 0, stderr
    found: dict[str, object] = json.loads((folder / "told").read_text())
    return found


@pytest.mark.parametrize("variables", VARIABLES, ids=str)
def test_a_preloaded_engine_sees_what_an_executed_one_sees(
    supervisor: SupervisorClient, tmp_path: Path, variables: dict[str, str]
) -> None:
    place = Place(variables)
    inside = told(supervisor, tmp_path, place, "program:main")
    outside = told(supervisor, tmp_path, place, None)
    if "PYTHONHASHSEED" not in variables:
        inside["hash"] = outside["hash"] = None
    inside["modules"] = outside["modules"] = None
    assert inside == outside


def test_an_usual_environment_needs_no_new_interpreter(
    supervisor: SupervisorClient, tmp_path: Path
) -> None:
    place = Place({"LANG": "C.UTF-8"})
    found = [told(supervisor, tmp_path, place, way)["modules"] for way in ("program:main", None)]
    assert found[0] != found[1]


@pytest.mark.parametrize("closed", [{0}, {1}, {2}, {0, 1}, {0, 1, 2}])
def test_streams_are_closed(supervisor: SupervisorClient, tmp_path: Path, closed: set[int]) -> None:
    place = Place(closed=frozenset(closed))
    found = told(supervisor, tmp_path, place, "program:main")
    assert found["open"] == [fd for fd in range(3) if fd not in closed]


@pytest.mark.parametrize("preload", ["program:main", None])
def test_signals_are_ignored_and_terminals_are_owned(
    supervisor: SupervisorClient, tmp_path: Path, preload: str | None
) -> None:
    assert told(supervisor, tmp_path, Place(ignored=(signal.SIGHUP,)), preload)["hup"]
    with Terminal() as terminal:
        found = told(supervisor, tmp_path, Place(terminal=terminal), preload)
    assert (found["tty"], found["lines"], found["hup"]) == (True, True, False)


def test_a_reader_goes_away_after_the_first_line(
    supervisor: SupervisorClient, tmp_path: Path
) -> None:
    argv = ("/bin/sh", "-c", "echo first; while echo more; do :; done; exit 3")
    place = Place(leaves=True)
    execution = Execution(supervisor, Command(argv, tmp_path), dict(os.environ), place=place)
    ended, stdout, _ = execution.close()
    assert ended.code == -signal.SIGPIPE
    assert stdout.startswith("first\n")


@pytest.mark.parametrize("otherwise", ["leaves", "full"])
def test_a_terminal_shows_all_that_comes_wherever_output_goes_otherwise(
    supervisor: SupervisorClient, tmp_path: Path, otherwise: str
) -> None:
    argv = ("/bin/sh", "-c", "echo first; sleep 0.2; echo more; exit 3")
    with Terminal() as terminal:
        place = Place(terminal=terminal, leaves=otherwise == "leaves", full=otherwise == "full")
        execution = Execution(supervisor, Command(argv, tmp_path), dict(os.environ), place=place)
        ended, stdout, _ = execution.close()
    assert (ended.code, stdout.split()) == (3, ["first", "more"])


def test_only_what_python_reads_as_it_starts_asks_for_an_interpreter() -> None:
    assert asks_for_an_interpreter({"LANG": "C.UTF-8", "PATH": "/bin"}, ()) is None
    usual = {"LANG": "C.UTF-8"}
    assert asks_for_an_interpreter({**usual, "PYTHONPATH": "/engine"}, ("/engine",)) is None
    told = asks_for_an_interpreter({**usual, "PYTHONPATH": "/other"}, ("/engine",))
    assert told == "PYTHONPATH is set"
    assert asks_for_an_interpreter({"LC_CTYPE": "de_DE"}, ()) == "the locale is de_DE"
