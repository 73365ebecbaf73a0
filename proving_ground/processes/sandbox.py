"""Running an engine apart: no network but loopback, and a disk that is read-only but for its trial.

The supervisor enters namespaces of its own once, and each engine a view of the disk. It needs no
privileges, but a kernel (Linux 5.12 or newer) that gives users namespaces. What an engine reads is
not kept from it, nor sockets in the file system.
"""

import ctypes
import fcntl
import os
import socket
import struct
import sys
from pathlib import Path

from proving_ground.errors import InputError, PrerequisiteError
from proving_ground.processes import descendants

NEW_MOUNTS, NEW_USERS, NEW_NETWORK = 0x00020000, 0x10000000, 0x40000000
MS_BIND, MS_REC, MS_PRIVATE = 1 << 12, 1 << 14, 1 << 18
MOUNT_SETATTR, HERE, RECURSIVE, READ_ONLY = 442, -100, 0x8000, 1
CAPSET = {"x86_64": 126, "aarch64": 91}
CAPABILITIES_3 = 0x20080522
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 24, 38
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1


def obstacle() -> str | None:
    """Why engines cannot be run apart on this machine; None where they can. Tried out."""
    if sys.platform != "linux" or os.uname().machine not in CAPSET:
        return "it needs Linux on x86-64 or ARM64"
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os._exit(_try_out(writer))
    os.close(writer)
    with open(reader, encoding="utf-8") as told:  # noqa: PTH123 - it is a descriptor
        problem = told.read()
    os.waitpid(pid, 0)
    return problem or None


def check(asked: str | None) -> bool:
    """Whether `-D sandbox=` asks for it; PrerequisiteError where it cannot be done."""
    if asked not in (None, "on", "off"):
        raise InputError(f"-D sandbox={asked}", "there is no such thing", "write on or off")
    if asked == "on" and (problem := obstacle()):
        raise PrerequisiteError(
            f"-D sandbox=on: this machine cannot run an engine apart: {problem}\n"
            "  What to do: let users have namespaces (sysctl user.max_user_namespaces, "
            "kernel.apparmor_restrict_unprivileged_userns=0), or leave -D sandbox away"
        )
    return asked == "on"


def enter() -> None:
    """Leave the network for one that has loopback alone; all children are born there."""
    users, groups = os.getuid(), os.getgid()
    _call("unshare", NEW_USERS | NEW_NETWORK)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{users} {users} 1")
    Path("/proc/self/gid_map").write_text(f"{groups} {groups} 1")
    with socket.socket() as any_socket:
        told = fcntl.ioctl(any_socket, SIOCGIFFLAGS, struct.pack("16sH14x", b"lo", 0))
        flags = struct.unpack_from("H", told, 16)[0] | IFF_UP
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags))


def confine(folder: str) -> None:
    """Make the disk read-only for this process, but for that folder, and give up all powers."""
    place = os.fsencode(folder)
    _call("unshare", NEW_MOUNTS)
    _call("mount", b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    _call("mount", place, place, None, MS_BIND | MS_REC, None)
    _set_mounts(b"/", RECURSIVE, struct.pack("4Q", READ_ONLY, 0, 0, 0))
    _set_mounts(place, 0, struct.pack("4Q", 0, READ_ONLY, 0, 0))
    number = 0
    while descendants.control(PR_CAPBSET_DROP, number) == 0:
        number += 1
    header, nothing = struct.pack("Ii", CAPABILITIES_3, 0), struct.pack("6I", *[0] * 6)
    _call("syscall", CAPSET[os.uname().machine], header, nothing)
    descendants.control(PR_SET_NO_NEW_PRIVS, 1)


def _set_mounts(place: bytes, flags: int, attributes: bytes) -> None:
    _call("syscall", MOUNT_SETATTR, HERE, place, flags, attributes, len(attributes))


def _call(name: str, *arguments: object) -> None:
    """Call the C library; OSError where that fails."""
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments) < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def _try_out(writer: int) -> int:
    try:
        enter()
        confine(str(Path.cwd()))
    except OSError as error:
        os.write(writer, str(error).encode())
    return 0
