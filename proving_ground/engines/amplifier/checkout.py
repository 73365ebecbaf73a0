"""The checkout: is it there, and the links by which a project is a workspace of it."""

from pathlib import Path

from proving_ground.errors import PrerequisiteError, given

_REPOSITORY = "https://github.com/acailic/amplifier-adding-codex"
_NEEDED = ("amplify.py", "amplifier/core/backend.py", ".codex/mcp_servers/base.py")
_PYTHON = ".venv/bin/python"
_ALWAYS = ("amplifier", "tools", ".venv", "amplify-codex.sh")
_IN_FOLDERS = {
    ".claude": ("tools/*",),
    ".codex": ("tools/*", "mcp_servers", "config.toml"),
}
"""What a workspace has in the folder of a backend that is set up in it; some write beside it."""


class Checkout:
    """A checkout with a virtual environment of its own in `.venv`.

    Its users work in a workspace that holds the engine beside their own files: scripts and
    servers look for each other from the folder they are started in. So every project gets
    links to the engine's parts, and what these write beside them goes into the project.
    """

    def __init__(self, home: Path | None):
        self._home = home.absolute() if home else None

    @property
    def home(self) -> Path:
        """The checkout; PrerequisiteError where it is missing."""
        self.check()
        return given(self._home)

    @property
    def packages(self) -> tuple[str, ...]:
        """The engine's own folders."""
        names = ("amplifier", "tools", ".claude", ".codex")
        return tuple(str(self._home / name) for name in names) if self._home else ()

    @property
    def python(self) -> str:
        """The interpreter of its virtual environment."""
        return str(self.home / _PYTHON)

    def check(self) -> None:
        """Raise PrerequisiteError where the checkout or its virtual environment is missing."""
        if self._home is None or not all((self._home / name).is_file() for name in _NEEDED):
            looked = str(self._home) if self._home else "nowhere, for no folder was named"
            raise PrerequisiteError(
                "The engine amplifier does not come with this suite.\n"
                f"  Expected: a checkout of its repository, with {', '.join(_NEEDED)} in it\n"
                f"  Looked in: {looked}\n"
                f"  What to do: git clone {_REPOSITORY}, then add -D engine_home=THAT_FOLDER"
            )
        if not (self._home / _PYTHON).exists():
            raise PrerequisiteError(
                f"The checkout of amplifier in {self._home} has no virtual environment.\n"
                f"  Expected: {_PYTHON} in it, with the packages that its pyproject.toml names\n"
                "  What to do: install it there, as its own documentation says"
            )

    def open(self, project: Path) -> None:
        """Make the project a workspace; a backend that is not set up in it stays so."""
        for name in _ALWAYS:
            self._link(project, name)
        for folder, names in _IN_FOLDERS.items():
            if (project / folder).is_dir():
                for pattern in names:
                    for path in self.home.glob(f"{folder}/{pattern}"):
                        self._link(project, str(path.relative_to(self.home)))

    def _link(self, project: Path, name: str) -> None:
        link = project / name
        if not link.is_symlink():
            link.parent.mkdir(exist_ok=True)
            link.symlink_to(self.home / name)
