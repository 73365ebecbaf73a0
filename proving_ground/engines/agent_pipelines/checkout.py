"""The checkout: is it there, and a copy of its scripts that every project has for its own."""

import hashlib
import shutil
import subprocess
from pathlib import Path

from proving_ground.errors import PrerequisiteError

_REPOSITORY = "https://github.com/hwells4/agent-pipelines"
_OLDEST_BASH = 4


class Checkout:
    """The engine's scripts: copied once into the workshop, never changed where they come from.

    Some checkouts look for stages beside their own `engine.sh` and nowhere else. So every
    project sees the copy through a folder of links whose `stages` are the project's.
    """

    def __init__(self, home: Path | None, workshop: Path):
        self._home = home.absolute() if home else None
        self._copy = workshop / "scripts"
        self._views = workshop / "views"

    @property
    def scripts(self) -> Path | None:
        """Where the engine's scripts should be, or None where no checkout was named."""
        return self._home / "scripts" if self._home else None

    def check(self) -> None:
        """Raise PrerequisiteError where the checkout, bash or jq is missing."""
        needed = ("engine.sh", "lib")
        if self.scripts is None or not all((self.scripts / name).exists() for name in needed):
            raise PrerequisiteError(_no_checkout(self._home))
        for tool in ("bash", "jq"):
            if shutil.which(tool) is None:
                raise PrerequisiteError(
                    f"The engine agent-pipelines needs {tool}, which is not on PATH.\n"
                    f"  What to do: install it, as with: apt-get install {tool}"
                )
        if (version := _bash_version()) < _OLDEST_BASH:
            raise PrerequisiteError(
                f"The engine agent-pipelines needs bash {_OLDEST_BASH} or newer.\n"
                f"  Found: version {version} at {shutil.which('bash')}\n"
                "  What to do: install a newer bash, and put it on PATH"
            )

    def engine(self, project: Path) -> Path:
        """The `engine.sh` that this project runs; it is there once `open` was called."""
        return self._view(project) / "engine.sh"

    def runner(self, project: Path) -> Path:
        """The `run.sh` beside it, which also answers questions."""
        return self._view(project) / "run.sh"

    def open(self, project: Path, stages: Path) -> None:
        """Make the project's own view of the scripts, whose stages are those in `stages`."""
        view = self._view(project)
        if view.exists():
            return
        view.mkdir(parents=True)
        for script in self._copied().iterdir():
            (view / script.name).symlink_to(script)
        (view / "stages").symlink_to(stages)

    def _view(self, project: Path) -> Path:
        return self._views / hashlib.sha256(bytes(project)).hexdigest()[:16]

    def _copied(self) -> Path:
        self.check()
        if self.scripts and not self._copy.exists():
            unneeded = shutil.ignore_patterns("tests", "stages")
            shutil.copytree(self.scripts, self._copy, ignore=unneeded)
        return self._copy


def _no_checkout(home: Path | None) -> str:
    looked = str(home) if home else "nowhere, for no folder was named"
    return (
        "The engine agent-pipelines does not come with this suite.\n"
        "  Expected: a checkout of its repository, with scripts/engine.sh and scripts/lib in it\n"
        f"  Looked in: {looked}\n"
        f"  What to do: git clone {_REPOSITORY}, then add -D engine_home=THAT_FOLDER"
    )


def _bash_version() -> int:
    asked = ["bash", "-c", "echo ${BASH_VERSINFO[0]}"]
    return int(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
