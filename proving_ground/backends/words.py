"""The words of steps about backends, and what they mean."""

import parse

from proving_ground.backends import makefiles
from proving_ground.engines.backends_contract import BACKENDS, Reason, Setting

WHICH = {
    "both backends are": BACKENDS,
    "only claude is": BACKENDS[:1],
    "only codex is": BACKENDS[1:],
    "no backend is": (),
}
CHOICES = {
    "the backend": Setting.BACKEND,
    "the profile": Setting.PROFILE,
    "memory": Setting.MEMORY,
}


@parse.with_pattern(r"|".join(BACKENDS))
def backend(text: str) -> str:
    """A backend's name."""
    return text


@parse.with_pattern(r"|".join(WHICH))
def which(text: str) -> tuple[str, ...]:
    """Which backends are available."""
    return WHICH[text]


@parse.with_pattern(r"flag|environment|\.env|settings file")
def place(text: str) -> str:
    """Where a user makes a setting of the backends."""
    return text


@parse.with_pattern(r"|".join(CHOICES))
def choice(text: str) -> Setting:
    """What a user chooses among few."""
    return CHOICES[text]


@parse.with_pattern(r"successful|not possible|wrongly called|interrupted")
def run_end(text: str) -> str:
    """How a run from the command line ended, if not as its backend did."""
    return text


@parse.with_pattern(r"|".join(makefiles.RULES))
def check_result(text: str) -> str:
    """What comes of a project's checks."""
    return text


@parse.with_pattern(r"lint|format|type|test")
def check_target(text: str) -> str:
    """A check that can be made alone."""
    return text


@parse.with_pattern(r"session|quality|transcripts|tasks|web")
def server(text: str) -> str:
    """An MCP server's name."""
    return text


@parse.with_pattern(r"|".join(Reason))
def reason(text: str) -> Reason:
    """Why something could not be done."""
    return Reason(text)


@parse.with_pattern(r"not ")
def negation(text: str) -> str:
    """A word that turns a sentence round."""
    return text


TYPES = {
    "Backend": backend,
    "CheckResult": check_result,
    "CheckTarget": check_target,
    "Choice": choice,
    "Negation": negation,
    "Place": place,
    "Reason": reason,
    "RunEnd": run_end,
    "Server": server,
    "Which": which,
}
