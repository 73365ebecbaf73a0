"""Laws about what agents are told besides their prompt."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from proving_ground.laws.law import Law
from proving_ground.laws.seen import AnyEvidence, AnyRun

AGENTS = ("claude", "codex")
SESSION = (
    "CLAUDECODE",
    "CLAUDE_CODE_SSE_PORT",
    "CODEX_SANDBOX",
    "CODEX_SANDBOX_NETWORK_DISABLED",
)
"""Variables by which an agent tells the programs that it starts of its own session."""
REPOSITORY = ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE")
"""Variables by which git tells its hooks, and all that they start, of their own repository."""


class AnyCall(Protocol):
    """One call of an agent."""

    @property
    def program(self) -> str:
        """The name of what was called."""

    @property
    def number(self) -> int:
        """The how-manieth it was."""

    @property
    def env(self) -> Mapping[str, str]:
        """Its environment."""


class CallingRun(AnyRun, Protocol):
    """A run in which agents were called."""

    @property
    def calls(self) -> Iterable[AnyCall]:
        """The calls that were made in it."""


class CallsAgents(AnyEvidence, Protocol):
    """The evidence of an engine that calls agents."""

    @property
    def last(self) -> CallingRun:
        """The run that ended last."""


def own_session(evidence: CallsAgents) -> Iterator[str]:
    """As of claude 2.1.39, versions refused to begin within another session (claude-code#25434)."""
    for call in evidence.last.calls:
        for name in SESSION:
            if name in call.env and call.program in AGENTS:
                yield f"call {call.number} was told of another agent's session, by {name}"
        for name in REPOSITORY:
            if name in call.env and call.program in AGENTS:
                yield f"call {call.number} was told to work in another repository, by {name}"


OWN_SESSION = Law(
    "own-session",
    "No agent is told that it runs in another agent's session, or another repository.",
    own_session,
)
