"""The workers of a Dask cluster: they do tasks, and what happens is told as it does.

The workers need this package in the same version, and the engine in the same place.
"""

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any
from uuid import uuid4

from proving_ground.errors import InputError, explain
from proving_ground.stopping import PARTING_S
from proving_ground.suite.parallel import remote
from proving_ground.suite.parallel.connection import connect, spoken
from proving_ground.suite.parallel.pulse import GLANCE_S, Pulse, answer_s
from proving_ground.suite.parallel.side_by_side import NOT_DONE, Failed, Outcome, attempt, label
from proving_ground.suite.parallel.signals import stopping

SAME = "install the same version of Proving Ground on each worker, and start the workers anew"
ALONE = "run it without the cluster, and look at what the machine says of what ends"
Call = tuple[Callable[..., Any], Sequence[Any]]
"""What a task does, with what things."""


@dataclass(frozen=True)
class Told:
    """A task is at work, and has told that."""

    task: str
    messages: list[list[str]]


@dataclass(frozen=True)
class Done:
    """What came of a task; None where it was stopped before it began."""

    task: str
    result: Any


@dataclass(frozen=True)
class Lost:
    """A task that came to nothing: `how` that went, and what to `do` about it.

    Unless it `is_final` another task may have taken its worker from it.
    """

    task: str
    how: str
    do: str
    is_final: bool = False


@dataclass(frozen=True)
class Ending:
    """What is at work is being ended."""


Event = Told | Done | Lost | Ending


class Cluster:
    """Does tasks on the workers; `running` are the things of a series that are at work."""

    def __init__(self, client: Any, address: str):
        self.is_stopped = False
        self.running: list[str] = []
        self._client = client
        self._address = address
        self._name = uuid4().hex
        self._news: SimpleQueue[Any] = SimpleQueue()
        self._pending: dict[Any, str] = {}
        self._deadline: float | None = None
        self._has_come = False
        self._wanted = remote.identity()

    @property
    def cores(self) -> int:
        """How many tasks can be at work at once; 1 where no worker has come yet."""
        cores = spoken(self._address, self._client.ncores)
        return max(1, sum(map(int, cores.values())))

    def insist(self) -> None:
        """Raise InputError unless all workers that are there can do what is asked of them."""
        ask = partial(self._client.run, remote.identity, on_error="return")
        told = spoken(self._address, ask)
        for address, theirs in sorted(told.items()):
            fits = isinstance(theirs, dict)
            difference = remote.difference(self._wanted, theirs) if fits else None
            if problem := difference if fits else f"it can take up no task: {theirs}":
                raise InputError(f"the worker at {address}", problem, SAME)

    def run(self, tasks: Mapping[str, Call]) -> Iterator[Event]:
        """Have the tasks done; what is lost with a worker is begun anew, one after the other.

        So each task whose worker dies of another one comes to its end. InputError where nothing
        can come of any task.
        """
        self._client.subscribe_topic(self._name, lambda event: self._news.put(event[1]))
        lost = yield from self._round(tasks)
        for task in lost:
            yield from (yield from self._round({task: tasks[task]})).values()

    def map(
        self, fn: Callable[..., Outcome], /, *iterables: Iterable[Any]
    ) -> Iterator[Outcome | Failed]:
        """What comes of each, in their order."""
        each = list(zip(*iterables, strict=True))
        labels = {str(number): label(things[0]) for number, things in enumerate(each)}
        calls = {task: (partial(attempt, fn), each[int(task)]) for task in labels}
        outcomes: dict[str, Outcome | Failed] = {}
        waiting = list(labels)
        for event in self.run(calls):
            self._show(event, labels)
            if isinstance(event, Done | Lost):
                outcomes[event.task] = _outcome(event)
            while waiting and waiting[0] in outcomes:
                yield outcomes[waiting.pop(0)]
        for task in waiting:
            yield outcomes.get(task, NOT_DONE)

    def stop(self) -> None:
        """End what is at work on the workers, and begin no more; for the handler of a signal."""
        if not self.is_stopped:
            self.is_stopped = True
            self._news.put(None)

    terminate = stop

    def end(self) -> Thread:
        """Have all workers end what they do for this run, by a thread that awaits their answers."""
        tell = partial(self._client.run, remote.end, self._name, on_error="ignore")
        telling = Thread(target=_quietly, args=[tell], daemon=True)
        telling.start()
        return telling

    def _show(self, event: Event, labels: Mapping[str, str]) -> None:
        if isinstance(event, Told) and labels[event.task] not in self.running:
            self.running.append(labels[event.task])
        elif isinstance(event, Done | Lost) and labels[event.task] in self.running:
            self.running.remove(labels[event.task])

    def _round(self, tasks: Mapping[str, Call]) -> Generator[Event, None, dict[str, Lost]]:
        """Have the tasks done once; what is returned are those that may be lost for another one."""
        lost: dict[str, Lost] = {}
        pulse = Pulse(self._client, self._address)
        if not self.is_stopped:
            self._submit(tasks)
        while self._pending and not self._is_over():
            event = self._next()
            if isinstance(event, Lost) and not (event.is_final or self.is_stopped):
                lost[event.task] = event
            elif event:
                yield event
            elif gone := pulse.gone():
                yield from self._give_up(*gone)
        self._drop()
        return lost

    def _drop(self) -> None:
        """Await none of the tasks any more, and let the scheduler know, if it is still there."""
        with suppress(Exception):
            self._client.cancel(list(self._pending))
        self._pending.clear()

    def _submit(self, tasks: Mapping[str, Call]) -> None:
        for task, (do, things) in tasks.items():
            call = (self._name, task, self._wanted, do, things)
            key = f"{task}-{uuid4().hex}"
            future = self._client.submit(remote.work, *call, key=key, pure=False)
            self._pending[future] = task
            future.add_done_callback(self._news.put)

    def _is_over(self) -> bool:
        return self._deadline is not None and time.monotonic() > self._deadline

    def _next(self) -> Event | None:
        """What has happened; None where nothing has for a while, or nothing that counts."""
        try:
            news = self._news.get(timeout=GLANCE_S)
        except Empty:
            return None
        if news is None:
            self._deadline = time.monotonic() + 2 * PARTING_S
            self.end()
            return Ending()
        if isinstance(news, Mapping):
            is_at_work = news["task"] in self._pending.values()
            return Told(news["task"], news["messages"]) if is_at_work else None
        return self._came(news)

    def _came(self, future: Any) -> Event | None:
        """What a task came to; None where its worker died with it, so that it is done again."""
        if (task := self._pending.get(future)) is None:
            return None
        try:
            event: Event = Done(task, future.result(timeout=answer_s()))
            self._has_come = True
        except TimeoutError:
            future.add_done_callback(self._news.put)
            return None
        except CancelledError:
            how = f"the scheduler at {self._address} was lost, or has cancelled it"
            event = Lost(task, how, "see what ends the scheduler, and run it again", is_final=True)
        except Exception as error:  # a cluster may lose a task in many ways
            event = _lost(task, error)
        del self._pending[future]
        return event

    def _give_up(self, how: str, do: str) -> Iterator[Lost]:
        if not (self._has_come or self.is_stopped):
            raise InputError(f"--scheduler {self._address}", how, do)
        yield from [Lost(task, how, do, is_final=True) for task in self._pending.values()]
        self._drop()


@contextmanager
def workers(address: str) -> Iterator[Cluster]:
    """The workers of that scheduler, which a signal stops.

    InputError where nobody answers there, or where a worker is of another version.
    """
    with connect(address) as client:
        cluster = Cluster(client, address)
        cluster.insist()
        try:
            with stopping(cluster):
                yield cluster
        except BaseException:
            cluster.end().join(answer_s())
            raise


def _lost(task: str, error: Exception) -> Lost:
    distributed: Any = import_module("distributed")
    if not isinstance(error, distributed.KilledWorker):
        return Lost(task, explain(error), ALONE)
    died, last = error.allowed_failures + 1, error.last_worker.address
    how = f"each worker that was at it died, {died} of them; the last was {last}"
    return Lost(task, how, ALONE)


def advised(how: str, do: str) -> str:
    """What happened, and what to do about it, unless that is told with it."""
    return how if "What to do:" in how else f"{how}\n  What to do: {do}"


def _outcome(event: Done | Lost) -> Any:
    if isinstance(event, Lost):
        return Failed(advised(event.how, event.do))
    return NOT_DONE if event.result is None else event.result


def _quietly(say: Callable[[], Any]) -> None:
    with suppress(Exception):
        say()
