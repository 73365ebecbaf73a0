"""Work on several processes: each takes one task at a time, and none that dies loses a task."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import Any, NamedTuple

FORK = multiprocessing.get_context("fork")
"""A fork has read the features and steps already, and shares what it does not change."""
TRIES = 2
"""How often a task is begun whose worker dies at it."""

PIECES = 16
"""How many pieces a part of a task has at least."""

Work = Callable[[Connection], None]
"""What a worker does: receive a task, send what came of it, and so on until it receives None.

Whatever it sends after that is told as `Parting`. At a task that others can share it may send
`Wide` first, and receives which part of it is its own, and of how many.
"""


class Task(NamedTuple):
    """Something to do, or one of so many equal parts of it."""

    name: str
    part: int = 1
    of: int = 1


@dataclass(frozen=True)
class Wide:
    """What a worker sends that finds its task to be of so many pieces."""

    pieces: int


@dataclass(frozen=True)
class Shared:
    """A task is done in so many parts."""

    name: str
    of: int


@dataclass(frozen=True)
class Began:
    """A worker has begun a task."""

    task: Task


@dataclass(frozen=True)
class Done:
    """What came of a task."""

    task: Task
    result: Any


@dataclass(frozen=True)
class Lost:
    """A task at which each worker that tried it died; `how` says how the last of them did."""

    task: Task
    how: str


@dataclass(frozen=True)
class Parting:
    """What a worker said at its end."""

    message: Any


Event = Began | Shared | Done | Lost | Parting
"""What a pool tells."""


@dataclass
class _Worker:
    process: ForkProcess
    connection: Connection
    task: Task | None = None
    is_leaving: bool = False


class Pool:
    """As many workers as are worth it; `stop` lets them end what they are at, and no more."""

    def __init__(self, jobs: int, work: Work):
        self._jobs = jobs
        self._work = work
        self._workers: list[_Worker] = []
        self._tasks: deque[Task] = deque()
        self._deaths: dict[tuple[str, int], int] = {}
        self._parts: dict[str, int] = {}
        self._is_stopped = False

    def run(self, tasks: Iterable[str]) -> Iterator[Event]:
        """Have all tasks done; what happens is told as it does, tasks in their order."""
        self._tasks.extend(map(Task, tasks))
        for _ in range(min(self._jobs, len(self._tasks))):
            self._hire()
        for worker in list(self._workers):
            yield from self._hand_out(worker)
        while self._workers:
            ready = wait([worker.connection for worker in self._workers])
            for worker in [each for each in self._workers if each.connection in ready]:
                yield from self._hear(worker)

    def stop(self) -> None:
        """Hand out nothing more; may be called by the handler of a signal."""
        self._is_stopped = True

    def terminate(self) -> None:
        """Ask all workers to end, as whoever stopped this process has asked it."""
        for worker in self._workers:
            worker.process.terminate()

    def abandon(self) -> None:
        """Let all workers end what they are at; nobody follows what they do any more."""
        self.stop()
        for worker in self._workers:
            worker.connection.close()
        for worker in self._workers:
            worker.process.join()
        self._workers.clear()

    def _hire(self) -> _Worker:
        ours, theirs = FORK.Pipe()
        others = [worker.connection for worker in self._workers]
        process = FORK.Process(target=_start, args=(self._work, theirs, [ours, *others]))
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _hand_out(self, worker: _Worker) -> Iterator[Began]:
        is_over = self._is_stopped or not self._tasks
        worker.task = None if is_over else self._tasks.popleft()
        worker.is_leaving = worker.task is None
        # One that died meanwhile is heard of by the end of its connection.
        with suppress(OSError):
            worker.connection.send(worker.task)
        if worker.task is not None:
            yield Began(worker.task)

    def _hear(self, worker: _Worker) -> Iterator[Event]:
        try:
            message = worker.connection.recv()
        except (EOFError, OSError):
            yield from self._bury(worker)
            return
        if worker.is_leaving or worker.task is None:
            yield Parting(message)
            return
        if isinstance(message, Wide):
            yield from self._share(worker, worker.task.name, message.pieces)
            return
        yield Done(worker.task, message)
        yield from self._hand_out(worker)

    def _share(self, worker: _Worker, name: str, pieces: int) -> Iterator[Shared | Began]:
        """Let the worker do the first part of its task, and others the rest of it."""
        if name not in self._parts:
            of = self._parts[name] = max(1, min(self._jobs, pieces // PIECES))
            self._tasks.extendleft(Task(name, part, of) for part in range(of, 1, -1))
            yield Shared(name, of)
        with suppress(OSError):
            worker.connection.send((1, self._parts[name]))
        while self._tasks and len(self._workers) < self._jobs and not self._is_stopped:
            yield from self._hand_out(self._hire())

    def _bury(self, worker: _Worker) -> Iterator[Began | Lost]:
        worker.connection.close()
        worker.process.join()
        self._workers.remove(worker)
        task = worker.task
        if task is not None:
            place = task.name, task.part
            self._deaths[place] = self._deaths.get(place, 0) + 1
            if self._deaths[place] < TRIES:
                self._tasks.appendleft(task._replace(of=self._parts.get(task.name, 1)))
            else:
                yield Lost(task, _death(worker.process.exitcode))
        if self._tasks and not self._is_stopped:
            yield from self._hand_out(self._hire())


def _start(work: Work, connection: Connection, others: list[Connection]) -> None:
    # Otherwise no worker would notice that whoever hands out the tasks has died.
    for other in others:
        other.close()
    work(connection)
    connection.close()


def _death(code: int | None) -> str:
    return f"by signal {-code}" if code is not None and code < 0 else f"with exit code {code}"
