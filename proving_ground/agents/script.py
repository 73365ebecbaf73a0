"""The script of a trial's agents: what each call does, decided before the engine starts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Act = Mapping[str, Any]
"""One thing that a stand-in does; see `docs/agents.md` for the closed list of keys."""


def answer(text: str) -> Act:
    """Print an answer, in the output form that the caller asked for."""
    return {"text": text}


def decide(decision: str, reason: str = "As scripted", **more: Any) -> Act:
    """Write a decision in seed 002's form to the decision file named in the prompt."""
    work: dict[str, list[str]] = {"items_completed": [], "files_touched": []}
    return {
        "decision": {
            "decision": decision,
            "reason": reason,
            "summary": f"Said {decision}",
            "work": work,
            "errors": [],
            **more,
        }
    }


def scribble(text: str) -> Act:
    """Write that text, whatever it is, where a decision belongs."""
    return {"scribble": text}


def write_file(path: str, content: str) -> Act:
    """Write a file of the project."""
    return {"write": path, "content": content}


def note(line: str) -> Act:
    """Add a line to the progress file named in the prompt."""
    return {"note": line}


def commit(message: str) -> Act:
    """Commit all that the agent wrote in this call."""
    return {"commit": message}


def run(*argv: str) -> Act:
    """Run a command from PATH, as an agent's shell tool does."""
    return {"run": list(argv)}


def complain(text: str) -> Act:
    """Print to stderr."""
    return {"stderr": text}


def leave(code: int) -> Act:
    """Exit at once with that code."""
    return {"exit": code}


def die(signal: str = "SIGKILL") -> Act:
    """End by a signal that the stand-in sends to itself."""
    return {"kill": signal}


def wait(latch: str) -> Act:
    """Block at a named point until the trial opens the latch."""
    return {"latch": latch}


@dataclass(frozen=True)
class Rule:
    """What a call does; None matches any. Attempts count from 1 per stage and iteration."""

    acts: tuple[Act, ...]
    stage: str | None = None
    iteration: int | None = None
    attempt: int | None = None
    backend: str | None = None


@dataclass(frozen=True)
class Script:
    """Rules in order: the first that matches a call is played; then comes `otherwise`."""

    rules: tuple[Rule, ...] = ()
    otherwise: tuple[Act, ...] = field(
        default_factory=lambda: (decide("continue"), answer("Done."))
    )

    @property
    def latches(self) -> set[str]:
        """The names of all latches at which a call may wait."""
        acts = [act for rule in self.rules for act in rule.acts] + [*self.otherwise]
        return {act["latch"] for act in acts if "latch" in act}

    def first(self, rules: Iterable[Rule]) -> "Script":
        """The same script with rules that win over those it has."""
        return replace(self, rules=(*rules, *self.rules))
