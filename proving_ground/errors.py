"""The one exception tree: every message says what is wrong, where, and what to do.

Exceptions of Python and of libraries become messages here, too, and nowhere else.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from proving_ground.facts import Comparison
from proving_ground.plain_text import safe

Outcome = TypeVar("Outcome")
Thing = TypeVar("Thing")


class ProvingError(Exception):
    """Root of all errors that the suite raises itself; a scenario it ends is an ERROR."""


class InputError(ProvingError):
    """Something that a person wrote is malformed: a fixture, table, profile, plan or tag."""

    def __init__(self, where: str | Path, problem: str, fix: str, line: int | None = None):
        """`where` is a file (or `FILE:LINE`), `problem` what was found, `fix` what to do."""
        place = f"{where}:{line}" if line else str(where)
        super().__init__(f"{place}: {problem}\n  What to do: {fix}")
        self.place = (str(where), line or 0)


class InputErrors(ProvingError):
    """Several things that people wrote are malformed; each is told once, in order of place."""

    def __init__(self, errors: Iterable[InputError]):
        """`errors` may hold the same complaint twice, as an outline's rows do."""
        found = {str(error): error for error in errors}
        told = sorted(found, key=lambda message: found[message].place)
        super().__init__("\n".join((*told, f"{len(told)} mistakes, so nothing was run")))


def refuse(errors: Iterable[InputError]) -> None:
    """Raise all of the errors at once; nothing where there are none."""
    found = list({str(error): error for error in errors}.values())
    if len(found) == 1:
        raise found[0]
    if found:
        raise InputErrors(found)


class PrerequisiteError(ProvingError):
    """Something that was asked for needs a thing that this machine does not have."""


class TrialError(ProvingError):
    """The trial itself went wrong (not the engine), so its outcome proves nothing."""


class GitFailed(ProvingError):
    """A git process of the suite's own failed, or did not end in time."""


class EngineFault(ProvingError, AssertionError):
    """The engine did what no engine may do; a scenario it ends is a FAIL."""

    @property
    def findings(self) -> tuple[str, ...]:
        """Each thing that is wrong on its own, for whoever knows of some of them only."""
        return (str(self),)


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


class Unproven(TrialError):
    """A scenario's steps all passed, but what it pledged never happened."""


class StandInLied(TrialError):
    """A stand-in did not do what its script says, or put nothing on record; proves nothing."""


class EngineLeft(ProvingError, AssertionError):
    """The engine ended while its agent was still at work; a FAIL."""


class StateUnreadable(EvidenceUnreadable):
    """The engine's state is there, but it does not parse."""


class Unmet(ProvingError, AssertionError):
    """Something was not as a step expects it; a FAIL."""

    def __init__(self, message: str, compared: Comparison, findings: tuple[str, ...] = ()):
        """`compared` holds what was expected and found; `findings` all that is wrong in it."""
        super().__init__(message)
        self.compared = compared
        self.findings = findings or (message,)


class LawBroken(EngineFault):
    """The evidence of a run breaks at least one law; a scenario it ends is a FAIL."""

    def __init__(self, message: str, *broken: str):
        """`broken` are the sentences of the laws that are broken."""
        super().__init__(message)
        self._broken = broken

    @property
    def findings(self) -> tuple[str, ...]:
        """The sentence of each law that is broken."""
        return self._broken or super().findings


class EngineHung(EngineFault):
    """The engine did not end although nothing held it up any longer; a FAIL."""

    def __init__(self, message: str, pid: int):
        """`pid` is the process that did not end."""
        super().__init__(message)
        self.pid = pid


def plainly(work: Callable[[], Outcome], failure: Outcome) -> Outcome:
    """What the work returns; where it raises, `failure`, after a message on standard error."""
    try:
        return work()
    except BrokenPipeError:
        _forget_stdout()
    except (Exception, KeyboardInterrupt) as error:
        sys.stderr.write(f"{safe(explain(error))}\n")
    return failure


def explain(error: BaseException) -> str:
    """An exception as a person wants to read it; our own and assertions speak for themselves."""
    if isinstance(error, AssertionError | ProvingError) and str(error):
        return str(error)
    if isinstance(error, KeyboardInterrupt):
        return str(error) or "interrupted from the keyboard"
    if isinstance(error, shutil.Error) and isinstance(error.args[0], list):
        (path, _, why), *more = error.args[0]
        others = f" (and {len(more)} other files)" if more else ""
        return f"{path} cannot be copied{others}: {why}"
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}{_raised_at(error)}"
    return f"{type(error).__name__}: {error}{_raised_at(error)}"


def wrong_in(error: Exception) -> str:
    """What an exception of reading something tells of what was read, without Python."""
    if isinstance(error, KeyError) and error.args:
        return f"it has no {error.args[0]}"
    return str(error) or type(error).__name__


def findings(error: BaseException) -> tuple[str, ...]:
    """Each thing that an exception tells of, in plain words."""
    if isinstance(error, EngineFault | Unmet):
        return error.findings
    return (explain(error),)


def _raised_at(error: BaseException) -> str:
    trace = error.__traceback__
    if trace is None:
        return ""
    while trace.tb_next:
        trace = trace.tb_next
    file = Path(trace.tb_frame.f_code.co_filename)
    shown = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
    return f"\n  raised at {shown}:{trace.tb_lineno}"


def _forget_stdout() -> None:
    """Nobody reads what is printed any more, so nothing more is to fail for it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def given(thing: Thing | None) -> Thing:
    """That thing; TrialError where it is None, which only a flaw of the suite can bring about."""
    if thing is None:
        raise TrialError("a part of the trial is used before it is there; this is a flaw of ours")
    return thing
