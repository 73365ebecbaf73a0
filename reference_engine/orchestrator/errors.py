"""What can end a step or a run, and the exit codes that a caller sees.

The tree has three branches below EngineError: what only the user can mend (ConfigurationError: the
run fails at once), what an agent did or reported wrongly (ValidationError: it is done again, and
told why), and what another time may be well (InfrastructureError: it is tried again as it was, and
then the run pauses).
"""

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


class ConfigurationError(EngineError):
    """What only the user can mend, as a key or a model's name; nobody is asked again before."""


class ValidationError(EngineError):
    """What was done or reported is not right, and can be done again."""


class InfrastructureError(EngineError):
    """Something that the run needs was not there; another time it may be."""


class StepFailed(ValidationError):
    """One agent's step came to nothing; `kind` is the error's type, and it may be tried again."""

    def __init__(self, kind: str, message: str):
        super().__init__(message)
        self.kind = kind


class BackendDown(InfrastructureError):
    """The backend could not be asked, or could not answer; the agent is not to blame."""


class BreakerOpen(InfrastructureError):
    """The backend was down so often that it is not worth a call now."""


class Halted(EngineError):
    """The run cannot go on now; `status` is how it ends, `kind` the error's type."""

    def __init__(self, status: str, kind: str, message: str):
        super().__init__(message)
        self.status, self.kind = status, kind
