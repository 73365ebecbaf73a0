"""The supervisor: one small process that starts every engine, and outlives none of them.

It is the subreaper of all that it starts, so nothing that an engine leaves behind escapes it;
when the suite's end of the socket closes, for whatever reason, it kills all of it and goes.
It forks; Python entry points that it has imported before (`preload`) start without an exec.
A process may be started under watch, or behind a gate that it waits at (see `EXTRAS`).

Protocol: length-prefixed JSON both ways. Requests are {op, …}; each gets one reply {reply: …}.
A started process's exit comes unasked: {exit: pid, status: wait status, cpu: seconds}.
"""

import fcntl
import gc
import importlib
import io
import json
import os
import resource
import select
import signal
import socket
import sys
import termios
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from proving_ground.processes import descendants, sandbox, sight, wire

Entry = Callable[[list[str]], int]


def under_watch(channel: int) -> None:
    """Have every change to the disk asked for, by way of that socket."""
    from proving_ground.interception import seccomp, syscalls  # noqa: PLC0415 - loaded before

    seccomp.install(socket.socket(fileno=channel), syscalls.TABLE)


def on_record(channel: int) -> None:
    """Have each opening for a change, and each change of a name, told of by way of that socket."""
    from proving_ground.interception import seccomp, syscalls  # noqa: PLC0415 - loaded before

    seccomp.install(socket.socket(fileno=channel), syscalls.BY_NAME)


def behind_gate(gate: int) -> None:
    """Wait until the other end of that pipe is closed."""
    os.read(gate, 1)


def with_clock(channel: int) -> None:
    """Set the clock as that socket says, and tell by it what two looks at it see (in seconds)."""
    with socket.socket(fileno=channel) as asked:
        moment, step = json.loads(asked.recv(4096))
        put_back = set_clock(moment, step)
        asked.send(json.dumps([time.time(), time.time()]).encode())
        put_back()
        set_clock(moment, step)


def in_sight(file: int) -> None:
    """Keep the file in which is told what the process sees of its place."""
    os.dup2(file, sight.KEPT, inheritable=False)


EXTRAS = {
    "watch": under_watch,
    "record": on_record,
    "gate": behind_gate,
    "clock": with_clock,
    "sight": in_sight,
}
"""What may be done to a process before it begins, each with a descriptor of its own."""


RESET = signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGXFSZ}
"""The signals that do to an engine what they do by default, whatever the suite's caller ignores.
A file that grows too large is an error to engines, and does not kill them."""


class Supervisor:
    """The supervisor's loop; see the module's docstring for the protocol."""

    def __init__(self, channel: socket.socket):
        self.channel = channel
        self.entries: dict[str, Entry] = {}
        self.wakeup, self.write_end = os.pipe()
        os.set_blocking(self.wakeup, False)
        os.set_blocking(self.write_end, False)
        self.listen()

    def listen(self) -> None:
        """Be woken by the end of every process; deaf to what a terminal sends."""
        signal.set_wakeup_fd(self.write_end, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())

    def serve(self) -> None:
        """Answer requests until the other end is closed, then kill whatever is left."""
        # Where the suite was killed with a message unread, the channel is not closed, but reset.
        with suppress(ConnectionError):
            while self.take_turn():
                pass
        self.sweep()

    def take_turn(self) -> bool:
        """Wait for a request or an ended process, and see to it; False at the channel's end."""
        readable, _, _ = select.select([self.channel.fileno(), self.wakeup], [], [])
        if self.wakeup in readable:
            os.read(self.wakeup, 4096)
            self.reap()
        if self.channel.fileno() in readable:
            received = wire.receive(self.channel)
            if received is None:
                return False
            self.answer(*received)
        return True

    def answer(self, request: dict[str, Any], fds: list[int]) -> None:
        """Carry out one request; its error becomes the reply's."""
        try:
            reply = getattr(self, "do_" + request.pop("op"))(fds=fds, **request)
            handed = [reply.fileno()] if isinstance(reply, socket.socket) else []
            wire.send(self.channel, {"reply": None if handed else reply}, handed)
        except Exception as error:
            wire.send(self.channel, {"error": f"{type(error).__name__}: {error}"})
        finally:
            for fd in fds:
                os.close(fd)

    def do_preload(self, entry: str, path: list[str], fds: list[int]) -> str | None:  # noqa: ARG002
        """Import `package.module:function`, looking first in the folders of `path`.

        Returns why it cannot be called in a fork, where it is not fit for that.
        """
        sys.path[:0] = [each for each in path if each not in sys.path]
        module, _, function = entry.partition(":")
        threads = threading.active_count()
        # Nobody else can end an import that hangs when the suite is killed.
        descendants.control(descendants.PR_SET_PDEATHSIG, signal.SIGKILL)
        try:
            with printed_at() as reader:
                self.entries[entry] = getattr(importlib.import_module(module), function)
            with open(reader, "rb") as pipe:  # noqa: PTH123 - it is a descriptor
                printed = pipe.read(1)
        finally:
            descendants.control(descendants.PR_SET_PDEATHSIG, 0)
            self.listen()
        gc.collect()
        gc.freeze()
        if printed:
            return "it prints when it is imported"
        return (
            "it starts threads when it is imported" if threading.active_count() > threads else None
        )

    def do_sandbox(self, fds: list[int]) -> None:  # noqa: ARG002
        """Let all engines from now on live without a network but loopback."""
        sandbox.enter()

    def do_listen(self, fds: list[int]) -> socket.socket:  # noqa: ARG002
        """A socket that listens on loopback, where the engines are."""
        return socket.create_server(("127.0.0.1", 0))

    def do_start(
        self,
        fds: list[int],
        extras: list[str],
        largest: int,
        folder: str | None,
        **request: Any,
    ) -> int:
        """Start a process with `fds` as its stdin, stdout and stderr; its pid is the reply.

        More descriptors are those of the `extras`, in the same order. It can write no file that
        is larger than `largest` bytes, and none outside of the `folder` if one is given.
        """
        if not {"watch", "record"}.isdisjoint(extras):
            importlib.import_module("proving_ground.interception.seccomp")
        pid = os.fork()
        if pid == 0:
            self.confine(largest, folder)
            self.become(fds, extras, **request)
        return pid

    def confine(self, largest: int, folder: str | None) -> None:
        """Keep the forked child to files so large, and to the folder; it ends where that fails."""
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
            if folder:
                sandbox.confine(folder)
        except (OSError, ValueError) as error:
            os.write(2, f"an engine cannot be confined: {error}\n".encode())
            os._exit(70)

    def do_signal(self, pid: int, number: int, group: bool, fds: list[int]) -> bool:  # noqa: ARG002, FBT001
        """Send a signal to a started process, or to its process group; False where it is dead."""
        lives = pid in descendants.of(os.getpid())
        (os.killpg if group else os.kill)(pid, number)
        return lives

    def do_survivors(
        self,
        patience: float,
        hung: int | None,
        fds: list[int],  # noqa: ARG002
    ) -> list[list[Any]]:
        """Every process below us that outlives so many seconds: [pid, command line].

        One that `hung` is not waited for.
        """
        deadline = time.monotonic() + patience
        for pid in descendants.of(os.getpid()):
            if pid != hung:
                descendants.await_end(pid, deadline - time.monotonic())
        self.reap()
        return [[pid, descendants.command_line(pid)] for pid in descendants.of(os.getpid())]

    def do_sweep(self, fds: list[int]) -> None:  # noqa: ARG002
        """Kill every process below the supervisor and wait until all are gone."""
        self.sweep()

    def become(
        self,
        fds: list[int],
        extras: list[str],
        argv: list[str],
        cwd: str,
        env: dict[str, str],
        preload: str | None,
        **place: Any,
    ) -> None:
        """Turn the forked child into the process that was asked for; never returns."""
        try:
            for extra, fd in zip(extras, fds[3:], strict=True):
                EXTRAS[extra](fd)
            self.detach(fds, cwd, env)
            self.settle(**place)
            if "sight" in extras:
                sight.tell()
            if preload is None:
                os.execvpe(argv[0], argv, env)  # noqa: S606 - no shell is wanted
            code = self.call(self.entries[str(preload)], argv)
        except FileNotFoundError as error:
            os.write(2, f"{error}\n".encode())
            code = 127
        except BaseException:  # a child must never return into the supervisor's loop
            traceback.print_exc()
            code = 70
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)

    def detach(self, fds: list[int], cwd: str, env: dict[str, str]) -> None:
        """Own session, own stdio, own folder and environment, none of the supervisor's handlers."""
        os.setsid()
        descendants.control(descendants.PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.set_wakeup_fd(-1)
        for number in RESET:
            signal.signal(number, signal.SIG_DFL)
        for target, fd in enumerate(fds[:3]):
            os.dup2(fd, target)
        os.closerange(3, max(self.wakeup + 2, self.channel.fileno(), *fds) + 1)
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(env)

    def settle(self, closed: list[int], ignored: list[int], terminal: bool) -> None:  # noqa: FBT001
        """Close standard streams, ignore signals, have the terminal on stdin for its own."""
        for number in ignored:
            signal.signal(number, signal.SIG_IGN)
        if terminal:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        for number in closed:
            os.close(number)

    def call(self, entry: Entry, argv: list[str]) -> int:
        """Call a preloaded entry point as a fresh interpreter would have."""
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        sys.argv = list(argv)
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(line_buffering=sys.stdout.isatty())
        try:
            return entry(argv[1:])
        except SystemExit as leaving:
            return leaving.code if isinstance(leaving.code, int) else 1

    def reap(self) -> None:
        """Report each process that has ended; nobody asks for adopted orphans, which is fine."""
        while self.report(os.WNOHANG):
            pass

    def sweep(self) -> None:
        """Kill and reap until nothing is below the supervisor any more."""
        while living := descendants.of(os.getpid()):
            for pid in living:
                descendants.kill(pid)
            self.report(0)
        self.reap()

    def report(self, options: int) -> bool:
        """Wait for one process as `options` say and report its end; False where there is none."""
        try:
            pid, status, usage = os.wait4(-1, options)
        except ChildProcessError:
            return False
        if pid:
            cpu = usage.ru_utime + usage.ru_stime
            with suppress(BrokenPipeError):  # nobody listens at the very end
                wire.send(self.channel, {"exit": pid, "status": status, "cpu": cpu})
        return bool(pid)


@contextmanager
def printed_at() -> Iterator[int]:
    """Let stdout and stderr go into a pipe; its other end, which ends where the context does.

    Who prints more than a pipe holds gets an error.
    """
    kept = [os.dup(number) for number in (1, 2)]
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    for number in (1, 2):
        os.dup2(writer, number)
    os.close(writer)
    try:
        yield reader
    finally:
        with suppress(AttributeError, OSError, ValueError):
            sys.stdout.flush()
        for number, old in zip((1, 2), kept, strict=True):
            os.dup2(old, number)
            os.close(old)


def set_clock(moment: str, step: float) -> Callable[[], None]:
    """Move this process's clock by `step` seconds at each look, but not the monotonic one.

    Returns what puts it back.
    """
    import freezegun  # noqa: PLC0415 - only the frozen pay for it

    monotonic = time.monotonic
    clock = freezegun.freeze_time(datetime.fromisoformat(moment), auto_tick_seconds=step)
    clock.start()
    time.monotonic = monotonic
    return clock.stop


def main() -> None:
    """Run as `python -m proving_ground.processes.supervisor FD`, FD being a socket's number."""
    if sys.platform == "linux":
        descendants.control(descendants.PR_SET_CHILD_SUBREAPER, 1)
    Supervisor(socket.socket(fileno=int(sys.argv[1]))).serve()


if __name__ == "__main__":
    main()
