"""Hooks of claude: commands of its settings, and callbacks of an SDK."""

from __future__ import annotations

import os

from proving_ground.agents.standin import wire
from proving_ground.agents.standin.wire import HERE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from proving_ground.agents.standin.wire import Record

    Callback = Callable[[str, Record, str | None], Record]

_BLOCKS = 2
"""The exit code by which a hook says no."""


class Answer:
    """What the hooks of one event say together."""

    def __init__(self) -> None:
        self.blocked: str | None = None
        self.decision: str | None = None
        self.reason = ""
        self.updated: Record | None = None
        self.is_broken = False

    def take(self, told: Record) -> None:
        """Let one hook's answer (JSON) decide whether the tool is blocked, and why."""
        specific = told.get("hookSpecificOutput") or {}
        if told.get("decision") == "block" or told.get("continue") is False:
            self.blocked = str(told.get("reason") or told.get("stopReason") or "")
        decided = specific.get("permissionDecision")
        if decided:
            self.decision = str(decided)
            self.reason = str(specific.get("permissionDecisionReason") or "")
        self.updated = specific.get("updatedInput", self.updated)


class Hooks:
    """Runs the hooks of an event, those of the settings and those of the SDK."""

    def __init__(self, settings: dict[str, list[Record]], common: Record):
        """`common` is what each of them is told."""
        self._settings, self._common = settings, common
        self._callbacks: dict[str, list[Record]] = {}
        self._ask: Callback | None = None

    def listen(self, callbacks: dict[str, list[Record]], ask: Callback) -> None:
        """The SDK's hooks; `ask` calls one of them by its id, and brings its answer."""
        self._callbacks, self._ask = callbacks, ask

    def run(self, event: str, told: Record, about: str = "", use: str | None = None) -> Answer:
        """Run all hooks of the event that match `about`; `use` is the id of a tool's use."""
        answer = Answer()
        given = {**self._common, "hook_event_name": event, **told}
        for matcher in self._settings.get(event, ()):
            if _matches(matcher, about):
                for hook in matcher.get("hooks", ()):
                    _run(str(hook["command"]), given, answer)
        for matcher in self._callbacks.get(event) or ():
            if _matches(matcher, about) and self._ask:
                for name in matcher.get("hookCallbackIds", ()):
                    answer.take(self._ask(name, given, use))
        return answer


def _matches(matcher: Record, about: str) -> bool:
    wanted = matcher.get("matcher")
    return wanted in (None, "", "*") or about in str(wanted).split("|")


def _run(command: str, given: Record, answer: Answer) -> None:
    import subprocess  # noqa: PLC0415 (few calls have hooks)

    ran = subprocess.run(
        ["/bin/sh", "-c", command],
        input=wire.line(given),
        capture_output=True,
        check=False,
        env={**wire.environment(), "CLAUDE_PROJECT_DIR": HERE},
    )
    if ran.returncode == _BLOCKS:
        answer.blocked = f"[{command}]: {os.fsdecode(ran.stderr)}"
    elif ran.returncode == 0 and (said := os.fsdecode(ran.stdout).strip()).startswith("{"):
        try:
            answer.take(wire.loads_strictly(said))
        except ValueError:
            answer.is_broken = answer.is_broken or said.endswith("}")
