"""What can end a step or a run, and the exit codes that a caller sees."""

from enum import IntEnum

from reference_engine.pipelines.errors import EngineError


class Exit(IntEnum):
    """Exit codes; after a signal it is 128 plus the signal's number instead."""

    COMPLETE = 0
    FAILED = 1
    USAGE = 2
    STUCK = 3
    LOCKED = 4
    OVER_BUDGET = 5
    PAUSED = 6


EXITS = {
    "complete": Exit.COMPLETE,
    "failed": Exit.FAILED,
    "stuck": Exit.STUCK,
    "over_budget": Exit.OVER_BUDGET,
    "paused": Exit.PAUSED,
}
"""The exit code of each status that a run may end with by itself."""


class StepFailed(EngineError):
    """One agent's step came to nothing; `kind` is the error's type, and it may be tried again."""

    def __init__(self, kind: str, message: str):
        super().__init__(message)
        self.kind = kind


class BackendDown(StepFailed):
    """The backend could not be asked, or could not answer; the agent is not to blame."""


class BreakerOpen(EngineError):
    """The backend was down so often that it is not worth a call now."""


class Halted(EngineError):
    """The run cannot go on now; `status` is how it ends, `kind` the error's type."""

    def __init__(self, status: str, kind: str, message: str):
        super().__init__(message)
        self.status, self.kind = status, kind
