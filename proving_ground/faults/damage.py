"""Damage to what an engine keeps of a session, done by a trial or by its agent."""

from collections.abc import Callable, Sequence
from pathlib import Path

from proving_ground.agents.script import Act, answer, decide, run, write_file

NONSENSE = '{"state": "fine"}\n'

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut in half": lambda content: content[: len(content) // 2],
    "emptied": lambda _: b"",
    "overwritten": lambda _: NONSENSE.encode(),
}
"""What may become of a state file."""

VANDALISM: dict[str, Callable[[str], Act]] = {
    "deletes the session's folder": lambda file: run("rm", "-rf", str(Path(file).parent)),
    "removes the session's lock": lambda _: run(
        "find", ".", "-name", "*.lock", "-not", "-path", "./.git/*", "-delete"
    ),
    "overwrites the session's state": lambda file: write_file(file, NONSENSE),
}
"""What an agent may do to a state file, named as its path in the project."""


def corrupt(project: Path, state_files: Sequence[str], how: str) -> None:
    """Damage the files in that way."""
    for path in (project / name for name in state_files):
        path.write_bytes(DAMAGES[how](path.read_bytes()))


def corrupting_acts(state_files: Sequence[str], how: str) -> tuple[Act, ...]:
    """An agent that does that to the files, and decides to go on."""
    spoiling = [VANDALISM[how](file) for file in state_files]
    return *spoiling, answer("Tidied up."), decide("continue")
