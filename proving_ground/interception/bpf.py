"""The filter that the kernel runs before each system call."""

import errno
import struct
from collections.abc import Collection, Iterator

from proving_ground.interception import syscalls

INSTRUCTION = struct.Struct("HBBI")
"""Code, jumps if true and if false, operand."""

_ARCH_X86_64 = 0xC000003E
_ALLOW, _NOTIFY, _ERRNO = 0x7FFF0000, 0x7FC00000, 0x00050000
_LOAD, _EQUALS, _HAS, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16


OPENED_TO_CHANGE = syscalls.O_WRONLY | syscalls.O_RDWR | syscalls.O_CREAT | syscalls.O_TRUNC


def program(calls: Collection[int]) -> bytes:
    """Tell of those calls where they may change a disk, and forbid the ways around them."""
    return b"".join(INSTRUCTION.pack(*each) for each in _instructions(calls))


def _instructions(calls: Collection[int]) -> Iterator[tuple[int, int, int, int]]:
    yield _LOAD, 0, 0, _ARCH_AT
    yield _EQUALS, 1, 0, _ARCH_X86_64
    yield _RETURN, 0, 0, _ERRNO | errno.ENOSYS
    yield _LOAD, 0, 0, _NUMBER_AT
    for number, call in ((each, syscalls.TABLE[each]) for each in calls):
        yield _EQUALS, 0, 1 if call.flags is None else 4, number
        if call.flags is not None:
            yield _LOAD, 0, 0, _ARGUMENTS_AT + 8 * call.flags
            yield _HAS, 1, 0, OPENED_TO_CHANGE
            yield _RETURN, 0, 0, _ALLOW
        yield _RETURN, 0, 0, _NOTIFY
    yield _EQUALS, 0, 1, syscalls.IO_URING_SETUP
    yield _RETURN, 0, 0, _ERRNO | errno.ENOSYS
    yield _EQUALS, 0, 1 + 2 * len(syscalls.CLONING), syscalls.IOCTL
    yield _LOAD, 0, 0, _ARGUMENTS_AT + 8
    for request in syscalls.CLONING:
        yield _EQUALS, 0, 1, request
        yield _RETURN, 0, 0, _ERRNO | errno.EOPNOTSUPP
    yield _RETURN, 0, 0, _ALLOW
