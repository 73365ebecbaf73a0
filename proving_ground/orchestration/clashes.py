"""What tasks do to one another's work, each under its name in words: what git cannot merge."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from proving_ground.agents.script import Act, run, write_file


@dataclass(frozen=True)
class Clash:
    """How the builder of a task does its part, by the task's number from 0 and its name.

    In the end each of the `shared` files has to tell of all the tasks. `resolve` is how an agent
    resolves it that cannot just strike the markers out.
    """

    part: Callable[[int, str], Iterable[Act]]
    shared: tuple[str, ...] = ()
    resolve: tuple[Act, ...] = ()


def write_bytes(file: str, content: bytes) -> Act:
    """Write a file whose name or content may be no text."""
    name, told = _escaped(b"./" + os.fsencode(file)), _escaped(content)
    return run("sh", "-c", f"printf '{told}' > \"$(printf '{name}')\"")


def _escaped(content: bytes) -> str:
    """As the format of a `printf`."""
    return "".join(f"\\{byte:03o}" for byte in content)


def _in(*files: str, encoding: str = "utf-8", line: str = "The line of {task}.\n") -> Clash:
    """Each task writes a line of its own into each file."""

    def part(_: int, task: str) -> Iterable[Act]:
        return (write_bytes(file, line.format(task=task).encode(encoding)) for file in files)

    return Clash(part, files)


def _data(_: int, task: str) -> Iterable[Act]:
    own = write_file(f"{task}.txt", f"Work on {task}.\n")
    return (own, write_bytes("shared.bin", f"\0\x01 of {task}".encode()))


def _deleted_and_changed(number: int, task: str) -> Iterable[Act]:
    own = write_file(f"{task}.txt", f"Work on {task}.\n")
    return (own, write_file("LICENSE", f"From {task}.\n") if number else run("rm", "LICENSE"))


def _file_and_folder(number: int, task: str) -> Iterable[Act]:
    return (write_file("place/inside.txt" if number else "place", f"Work on {task}.\n"),)


def _renamed(_: int, task: str) -> Iterable[Act]:
    return (run("mv", "LICENSE", f"{task}.txt"), write_file(f"own-{task}", f"Work on {task}.\n"))


ODD_NAMES = (
    *('it"s.txt', "a tab\t", " -dash", "-rf", "two\nlines", "back\\slash", "ünïcode"),
    *("$(name)", "end ", "caf\udce9"),
)
"""Names that git quotes where it may, and that a shell or an option reads as something else."""
_SIDES = "git show :2:shared.txt; git show :3:shared.txt | tail -c +3"
_JOINED = run("sh", "-c", f"{{ {_SIDES}; }} > joined; mv joined shared.txt")
CLASHES = {
    "Latin-1 text": _in("shared.txt", encoding="latin-1", line="Café of {task}.\n"),
    "UTF-16 text": replace(_in("shared.txt", encoding="utf-16"), resolve=(_JOINED,)),
    "data that is no text": Clash(_data),
    "two files": _in("first.txt", "second.txt"),
    "files of odd names": _in(*ODD_NAMES),
    "a file that one deletes and the other changes": Clash(_deleted_and_changed),
    "a file and a folder of one name": Clash(_file_and_folder),
    "a file that each of them renames": Clash(_renamed),
}
