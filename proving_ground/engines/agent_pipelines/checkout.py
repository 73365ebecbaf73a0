"""The checkout: is it there and of a layout that is known, and its scripts in a project."""

import shutil
import subprocess
from pathlib import Path

from proving_ground.errors import PrerequisiteError

_REPOSITORY = "https://github.com/hwells4/agent-pipelines"
_OLDEST_BASH = 4
_NEEDED = ("scripts/run.sh", "scripts/engine.sh", "scripts/lib", "scripts/stages")
_STAGE = "stage.yaml"
"""What a stage is described in; the oldest commits of this layout read another file."""
_OTHERS = ("scripts/loops", "scripts/loop-engine", "go.mod")
"""What other layouts of the same repository have: told of where the known one is not found."""


class Checkout:
    """The engine's scripts: copied once into the workshop, never changed where they come from.

    Its users have them in their project, as `scripts`: there it looks for stages and for the
    prompt of its judge. So every project has a folder of that name, with links to the copy, whose
    `stages` are the project's own.
    """

    def __init__(self, home: Path | None, workshop: Path):
        self._home = home.absolute() if home else None
        self._copy = workshop / "scripts"

    @property
    def scripts(self) -> Path | None:
        """Where the engine's scripts should be, or None where no checkout was named."""
        return self._home / "scripts" if self._home else None

    def check(self) -> None:
        """Raise PrerequisiteError where the checkout, bash or jq is missing, or its layout new."""
        self._check_layout()
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

    def open(self, project: Path) -> None:
        """Put the scripts into the project, unless they are there already."""
        view = project / "scripts"
        if view.exists():
            return
        view.mkdir(parents=True)
        for script in self._copied().iterdir():
            (view / script.name).symlink_to(script)

    def _check_layout(self) -> None:
        home = self._home
        if home is None or not (home / "scripts").is_dir():
            raise PrerequisiteError(_no_checkout(home))
        if missing := [name for name in _NEEDED if not (home / name).exists()]:
            raise PrerequisiteError(_unsupported(home, missing))
        loader = [home / "scripts/engine.sh", home / "scripts/lib/stage.sh"]
        if not any(
            _STAGE in path.read_text("utf-8", "replace") for path in loader if path.exists()
        ):
            raise PrerequisiteError(_unsupported(home, [f"{_STAGE} that it reads"]))

    def _copied(self) -> Path:
        self.check()
        if self.scripts and not self._copy.exists():
            unneeded = shutil.ignore_patterns("tests", "stages")
            shutil.copytree(self.scripts, self._copy, ignore=unneeded)
        return self._copy


def _unsupported(home: Path, missing: list[str]) -> str:
    found = [name for name in _OTHERS if (home / name).exists()]
    instead = f", but {' and '.join(found)}" if found else ""
    return (
        "This is an unsupported version of agent-pipelines: its layout is not known here.\n"
        f"  Looked in {home} for: {', '.join(_NEEDED)}\n"
        f"  Found: no {', no '.join(missing)}{instead}\n"
        "  What to do: check out a commit from 2026-01-12 (9749894) on, or name an adapter for it"
    )


def _no_checkout(home: Path | None) -> str:
    looked = str(home) if home else "nowhere, for no folder was named"
    return (
        "The engine agent-pipelines does not come with this suite.\n"
        "  Expected: a checkout of its repository, with scripts/run.sh and scripts/lib in it\n"
        f"  Looked in: {looked}\n"
        f"  What to do: git clone {_REPOSITORY}, then add -D engine_home=THAT_FOLDER"
    )


def _bash_version() -> int:
    asked = ["bash", "-c", "echo ${BASH_VERSINFO[0]}"]
    return int(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
