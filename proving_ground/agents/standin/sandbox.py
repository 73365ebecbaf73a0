"""A sandbox for commands, as codex has one: the kernel lets them write in a few folders alone.

It is Linux's Landlock, which needs no privileges. Where the kernel has none, a command that is
not known to only read is refused, so that nothing is done that the real sandbox would prevent.
"""

from __future__ import annotations

import ctypes
import os

_CREATE, _ADD, _RESTRICT = 444, 445, 446
"""Numbers of the system calls; the same on every architecture."""
_NO_NEW_PRIVS = 38
_WRITES = sum(1 << bit for bit in (1, 4, 5, 6, 7, 8, 9, 10, 11, 12))
"""Write files, remove and make anything; reading and running stay free."""
_FILE_WRITES = 1 << 1
_PATH_BENEATH = 1
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/tty")


class _Ruleset(ctypes.Structure):
    _fields_ = [("handled", ctypes.c_uint64)]


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def is_there() -> bool:
    """Whether the kernel can confine a process."""
    return int(_call(_CREATE, None, 0, 1)) > 0


def confine(writable: list[str]) -> None:
    """Let this process, and all that it starts, write only below these folders."""
    rules = _call(_CREATE, ctypes.byref(_Ruleset(_WRITES)), 8, 0)
    for folder in writable:
        _allow(rules, folder, _WRITES)
    for device in _DEVICES:
        _allow(rules, device, _FILE_WRITES)
    ctypes.CDLL(None).prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    if _call(_RESTRICT, rules, 0, 0):
        os._exit(126)
    os.close(rules)


def _allow(rules: int, path: str, access: int) -> None:
    try:
        parent = os.open(path, os.O_PATH)
    except OSError:
        return
    rule = _Beneath(access, parent)
    _call(_ADD, rules, _PATH_BENEATH, ctypes.byref(rule), 0)
    os.close(parent)


def _call(number: int, *given: object) -> int:
    return int(ctypes.CDLL(None, use_errno=True).syscall(number, *given))
