"""How long the suite waits for an engine, and how much of what it prints and writes is taken in."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from proving_ground.errors import InputError

MIB = 1 << 20


@dataclass
class Limits:
    """Beyond each of them the engine fails. Times are in seconds, sizes in MiB.

    `patience_s`: silence of a run that nothing holds up; no passing run is silent for so long.
    `longest_s`: a run that goes on printing. `output_mib`: each of a run's two outputs.
    `file_mib`: a file that a witness reads. `trial_mib`: all that a trial has on disk.
    `files`: how many files a project may hold. `calls`: of an agent in a session; a profile of a
    loop may have a limit of its own. The last call waits until the engine is ended.
    """

    patience_s: float = 60.0
    longest_s: float = 600.0
    output_mib: float = 8.0
    file_mib: float = 8.0
    trial_mib: float = 1024.0
    files: float = 50_000
    calls: float = 200

    @property
    def output_bytes(self) -> int:
        """`output_mib` in bytes."""
        return int(self.output_mib * MIB)

    @property
    def file_bytes(self) -> int:
        """`file_mib` in bytes."""
        return int(self.file_mib * MIB)

    @property
    def trial_bytes(self) -> int:
        """`trial_mib` in bytes."""
        return int(self.trial_mib * MIB)


LIMITS = Limits()
"""What engines may print, write and take, as this behave process was asked for."""

PREFIX = "limit."
_ASKED: set[str] = set()


def asked_or(name: str, otherwise: float) -> float:
    """The limit of that name where `-D` asks for it, which wins over an engine's own."""
    return float(getattr(LIMITS, name)) if name in _ASKED else otherwise


def set_limits(userdata: Mapping[str, str]) -> None:
    """Set what `-D limit.NAME=NUMBER` asks for, all else to its default.

    InputError where there is no such limit, or where it is not a number above 0.
    """
    default, asked = Limits(), {k: v for k, v in userdata.items() if k.startswith(PREFIX)}
    names = [each.name for each in fields(Limits)]
    for name in names:
        setattr(LIMITS, name, getattr(default, name))
    _ASKED.clear()
    for option, text in asked.items():
        name = option.removeprefix(PREFIX)
        if name not in names:
            raise InputError(f"-D {option}", "no such limit", f"choose one of {', '.join(names)}")
        setattr(LIMITS, name, _number(option, text))
        _ASKED.add(name)


def _number(option: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number < float("inf"):
        raise InputError(f"-D {option}={text}", "this is no number above 0", "write a number")
    return number
