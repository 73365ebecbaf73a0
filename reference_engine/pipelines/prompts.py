"""Variables in prompts: `${NAME}`, in upper case; everything else is the agent's to read."""

import re
from collections.abc import Mapping

VARIABLES = (
    "SESSION_NAME",
    "STAGE",
    "ITERATION",
    "MAX_ITERATIONS",
    "PROGRESS",
    "STATUS",
    "OUTPUT",
    "CONTEXT",
    "CTX",
    "INPUTS",
    "PREVIOUS",
    "TASK",
    "TASK_TITLE",
    "AGENT",
)
_VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")


def unknown_variable(prompt: str) -> tuple[int, str] | None:
    """Line (from 1) and complaint for the first variable that there is not, if any."""
    for match in _VARIABLE.finditer(prompt):
        if match[1] not in VARIABLES:
            line = prompt.count("\n", 0, match.start()) + 1
            return line, f"unknown variable {match[0]}; known: {', '.join(VARIABLES)}"
    return None


def fill(prompt: str, values: Mapping[str, str]) -> str:
    """Put the values in, once: a value that looks like a variable stays as it is."""
    return _VARIABLE.sub(lambda match: values[match[1]], prompt)
