"""What `reference-pipelines show` tells people, in the suite's own words."""

from proving_ground.evidence.run_state import Ending, SessionStatus

_WORDS = {
    " is run by process ": Ending.RUNNING,
    " complete: ": Ending.COMPLETE,
    " failed (": Ending.FAILED,
    " stopped at its cap: ": Ending.CAPPED,
    " paused: ": Ending.PAUSED,
    " interrupted (engine gone)": Ending.KILLED,
    " interrupted (": Ending.INTERRUPTED,
}
"""By these words the first line tells an ending; the first that are there count."""


def read(printed: str) -> SessionStatus | None:
    """How the session stands: the first line, and then one for each stage."""
    first, *lines = printed.splitlines() or [""]
    ending = next((_WORDS[words] for words in _WORDS if words in first), None)
    if ending is None:
        return None
    stages = (line.split() for line in lines if line.startswith("  stage-"))
    return SessionStatus(ending, tuple((key.split("-", 2)[2], *told) for key, *told in stages))
