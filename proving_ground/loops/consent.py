"""What the agents of a loop are allowed by their user's own settings, as by one who is away."""

import json
from pathlib import Path

CLAUDE = {"permissions": {"defaultMode": "acceptEdits", "allow": ["Bash"]}}
CODEX = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"\n'
SETTINGS = {".claude/settings.json": json.dumps(CLAUDE), ".codex/config.toml": CODEX}
"""Files below the home folder, and their texts; what an engine's options say wins over them."""


def let_work(home: Path) -> None:
    """Write the settings of a user who lets agents edit and run programs unattended.

    Many loops pass no permissions, and rely on such settings; without them, an agent that may not
    write would be all that a trial shows.
    """
    for name, text in SETTINGS.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
