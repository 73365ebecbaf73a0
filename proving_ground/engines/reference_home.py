"""The folder of a reference engine other than the one that ships here."""

from pathlib import Path

from proving_ground.errors import PrerequisiteError


def check_home(option: str, home: Path | None, package: str) -> None:
    """Raise PrerequisiteError where `home` holds no such part of the reference engine."""
    program = Path("reference_engine", package, "cli.py")
    if home and not (home / program).is_file():
        raise PrerequisiteError(
            f"-D {option}={home}: expected {program} in it, found none\n"
            "  What to do: name a folder that holds a copy of reference_engine/, or leave "
            f"{option} away to try the one that ships here"
        )
