"""The exception tree, and the exit codes that a caller sees."""

from enum import IntEnum

from pydantic import ValidationError


class Exit(IntEnum):
    """Exit codes; after a signal it is 128 plus the signal's number instead."""

    COMPLETE = 0
    FAILED = 1
    USAGE = 2
    CAPPED = 3
    LOCKED = 4
    PAUSED = 5


class EngineError(Exception):
    """Root of the tree; the message is for the person at the command line."""

    exit_code = Exit.FAILED


class UsageError(EngineError):
    """What was asked for makes no sense; nothing has been written."""

    exit_code = Exit.USAGE


class SessionLocked(EngineError):
    """Another engine runs this session."""

    exit_code = Exit.LOCKED


class BrokenFile(EngineError):
    """A file of the session cannot be read; it is left as it is."""


class StageFailed(EngineError):
    """A stage cannot go on; `kind` is the `error.type` of the state."""

    def __init__(self, kind: str, message: str):
        """`kind` is one word for programs, `message` a sentence for people."""
        super().__init__(message)
        self.kind = kind


class TimeUp(EngineError):
    """A process ran for longer than it may."""


class Interrupted(EngineError):
    """SIGINT, SIGTERM or SIGHUP came; `number` is the signal's."""

    def __init__(self, number: int):
        """Keep the signal's number: it makes the exit code."""
        super().__init__(f"signal {number}")
        self.number = number


def first_mistake(error: ValidationError) -> str:
    """The first thing that does not fit, and where, in a line of text."""
    mistake = error.errors()[0]
    return ": ".join((*map(str, mistake["loc"]), mistake["msg"]))
