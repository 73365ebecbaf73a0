"""The settings of claude: permissions and hooks, from files and `--settings`."""

from __future__ import annotations

import os

from proving_ground.agents.standin import wire
from proving_ground.agents.standin.call import Ended

TYPE_CHECKING = False
if TYPE_CHECKING:
    from proving_ground.agents.standin.wire import Record

_BAD = "Error: Invalid JSON provided to --settings\n"


class Settings:
    """The settings of user, project and call, joined into one."""

    def __init__(self, given: str | None, sources: str | None):
        """`given` is the value of `--settings`; Ended where it cannot be read."""
        self.allow: list[str] = []
        self.deny: list[str] = []
        self.ask: list[str] = []
        self.mode: str | None = None
        self.ignored = 0
        self.hooks: dict[str, list[Record]] = {}
        for name, path in _paths().items():
            if (sources is None or name in sources.split(",")) and os.path.exists(path):
                self._add(_read(path), trusted=name == "user")
        if given is not None:
            self._add(_given(given))

    def _add(self, told: Record, *, trusted: bool = True) -> None:
        """What a project allows is ignored where nobody has said that it is trusted."""
        rules = told.get("permissions") or {}
        allowed = rules.get("allow", [])
        if allowed and not trusted:
            self.ignored = len(allowed)
        else:
            self.allow += allowed
        self.deny += rules.get("deny", [])
        self.ask += rules.get("ask", [])
        self.mode = rules.get("defaultMode", self.mode)
        for event, matchers in (told.get("hooks") or {}).items():
            self.hooks.setdefault(event, []).extend(matchers)


def _paths() -> dict[str, str]:
    home = os.environ.get("CLAUDE_CONFIG_DIR") or os.path.expanduser("~/.claude")
    return {
        "user": f"{home}/settings.json",
        "project": ".claude/settings.json",
        "local": ".claude/settings.local.json",
    }


def _read(path: str) -> Record:
    """A settings file; one that is malformed is none."""
    try:
        told = wire.loads(os.fsdecode(wire.read(path)))
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _given(given: str) -> Record:
    if given.lstrip().startswith("{"):
        try:
            told = wire.loads(given)
        except ValueError:
            raise Ended(1, said=_BAD) from None
        return told if isinstance(told, dict) else {}
    if not os.path.exists(given):
        raise Ended(1, said=f"Error: Settings file not found: {os.path.abspath(given)}\n")
    return _read(given)
