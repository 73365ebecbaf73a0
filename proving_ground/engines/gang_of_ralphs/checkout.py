"""The checkout: is it there, is it built, and what it needs of the machine."""

import shutil
from pathlib import Path

from proving_ground.errors import PrerequisiteError

PROGRAM = Path("dist/index.js")
SDK = Path("node_modules/@anthropic-ai/claude-agent-sdk/cli.js")
_BUILT = (PROGRAM, Path("dist/db/schema.sql"), Path("dist/mcp/index.js"), SDK)
_REPOSITORY = "https://github.com/colebrumley/gang-of-ralphs"


def check(home: Path | None) -> None:
    """Raise PrerequisiteError where the checkout is not there or not built, or node is missing."""
    if shutil.which("node") is None:
        raise PrerequisiteError(
            "The engine gang-of-ralphs needs node 20 or newer, which is not on PATH.\n"
            "  What to do: install Node.js, as with: apt-get install nodejs npm"
        )
    missing = [str(path) for path in _BUILT if home is None or not (home / path).exists()]
    if missing:
        raise PrerequisiteError(
            "The engine gang-of-ralphs does not come with this suite.\n"
            f"  Expected: a checkout of its repository that is built, with {', '.join(missing)}\n"
            f"  Looked in: {home or 'nowhere, for no folder was named'}\n"
            f"  What to do: git clone {_REPOSITORY}, then in it: npm ci && npm run build\n"
            "  and add -D engine_home=THAT_FOLDER"
        )
