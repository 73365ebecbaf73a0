"""How an engine asks a person before it goes on, and how the person answers."""

from dataclasses import dataclass
from enum import StrEnum

TERMINAL, STDIN, COMMAND = "terminal", "stdin", "command"
INPUTS = frozenset({TERMINAL, STDIN})
"""Where an answer is typed, which is what the engine reads from."""


class Says(StrEnum):
    """What the person does who is asked; the one who is not there has no terminal, either."""

    YES = "says yes"
    NO = "says no"
    NOTHING = "says nothing"
    ABSENT = "is not there"


ANSWERS = frozenset({Says.YES, Says.NO})


@dataclass(frozen=True)
class Asking:
    """What an adapter declares of it.

    The engine asks by printing what the pattern `question` finds, or by a `file` of the project
    that is there then. A person answers `at` a terminal, on stdin, by a command, or by writing
    the file of that path; `agree` and `refuse` are what they type, give or write. It asks `before`
    the call of that number for the first time, and perhaps before each later one. An answer that
    is `kept` counts for later runs. One that asks `always` does so in every run, and else only
    where the job says so.
    """

    question: str = ""
    file: str = ""
    at: str = TERMINAL
    agree: str = "yes"
    refuse: str = "no"
    before: int = 1
    kept: bool = False
    always: bool = False

    @property
    def shown(self) -> str:
        """The question, as people are told of it."""
        return f"the file {self.file}" if self.file else f"`{self.question}`"
