"""The folder of a reference engine other than the one that ships here."""

from pathlib import Path

from proving_ground.errors import PrerequisiteError


class InHome:
    """An adapter of a reference engine; `home` holds one other than our own."""

    name = "reference"
    package: str
    """Which part of the reference engine it drives."""

    def __init__(self, home: Path | None, workshop: Path):  # noqa: ARG002 - it needs no workshop
        self.home = home
        self.import_path: tuple[str, ...] = (str(home),) if home else ()

    def check(self) -> None:
        """Raise PrerequisiteError where the home holds no such part of the reference engine."""
        program = Path("reference_engine", self.package, "cli.py")
        if self.home and not (self.home / program).is_file():
            raise PrerequisiteError(
                f"-D engine_home={self.home}: expected {program} in it, found none\n"
                "  What to do: name a folder that holds a copy of reference_engine/, or leave "
                "engine_home away to try the one that ships here"
            )
