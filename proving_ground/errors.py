"""The one exception tree: every message says what is wrong, where, and what to do."""

from pathlib import Path

from proving_ground.facts import Comparison


class ProvingError(Exception):
    """Root of all errors that the suite raises itself; a scenario it ends is an ERROR."""


class InputError(ProvingError):
    """Something that a person wrote is malformed: a fixture, table, profile, plan or tag."""

    def __init__(self, where: str | Path, problem: str, fix: str, line: int | None = None):
        """`where` is a file (or `FILE:LINE`), `problem` what was found, `fix` what to do."""
        place = f"{where}:{line}" if line else str(where)
        super().__init__(f"{place}: {problem}\n  What to do: {fix}")


class PrerequisiteError(ProvingError):
    """Something that was asked for needs a thing that this machine does not have."""


class TrialError(ProvingError):
    """The trial itself went wrong (not the engine), so its outcome proves nothing."""


class GitFailed(ProvingError):
    """A git process of the suite's own failed, or did not end in time."""


class EngineFault(ProvingError, AssertionError):
    """The engine did what no engine may do; a scenario it ends is a FAIL."""


class EvidenceUnreadable(EngineFault):
    """What the engine left for a witness cannot be read: no file, ruins, or too large; a FAIL."""


class LimitExceeded(EngineFault):
    """The engine printed or wrote more than the limits allow; a FAIL."""


class SupervisorLost(EngineFault):
    """The engine stopped or killed the process that supervises it; a FAIL."""


class NeverCalled(ProvingError, AssertionError):
    """The engine ended without calling its agent for what the scenario awaits; a FAIL."""


class FaultNotFired(TrialError):
    """The fault that a scenario asked for never struck, so its outcome proves nothing."""


class StateUnreadable(EvidenceUnreadable):
    """The engine's state is there, but it does not parse."""


class Unmet(ProvingError, AssertionError):
    """Something was not as a step expects it; a FAIL."""

    def __init__(self, message: str, compared: Comparison):
        """`compared` holds what was expected and found."""
        super().__init__(message)
        self.compared = compared


class LawBroken(EngineFault):
    """The evidence of a run breaks at least one law; a scenario it ends is a FAIL."""


class EngineHung(EngineFault):
    """The engine did not end although nothing held it up any longer; a FAIL."""
