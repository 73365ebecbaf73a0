"""The engine as a service, in a trial: started, asked over HTTP, killed, and started again."""

import json
import re
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from proving_ground.errors import EngineFault, TrialError
from proving_ground.faults.proofs import must_be_killed
from proving_ground.interception.watch import Watch
from proving_ground.orchestration.evidence import Snapshot
from proving_ground.orchestration.service_contract import (
    HttpRequest,
    OrderState,
    ServiceAdapter,
    Settings,
    Wish,
)
from proving_ground.processes.client import Exit
from proving_ground.processes.command import Action
from proving_ground.processes.execution import Execution, TurnScheduler
from proving_ground.trials.base import LATCH, SIGNAL_TIMEOUT_S

if TYPE_CHECKING:
    from proving_ground.orchestration.trial import Moment, OrchestrationTrial

REPLY_TIMEOUT_S = 30.0
"""Seconds that an answer may take; no passing scenario waits for them."""
OWED = ("accepted", "at work")
STARTING: tuple[Wish, ...] = ("run", "bad run", "go on")
"""After what it is asked the service may owe a run."""


@dataclass(frozen=True)
class RunOfService:
    """The end of a service, told with the exit that its database has of the run."""

    execution: Execution
    exit: int | None
    watch: Watch | None = None
    scheduler: TurnScheduler | None = None
    clock_said: tuple[float, ...] = ()

    def close(self) -> tuple[Exit, str, str]:
        """As the service ended, but for the exit."""
        ended, stdout, stderr = self.execution.close()
        code = ended.code if self.exit is None else self.exit
        return Exit(code, ended.cpu), stdout, stderr


@dataclass
class Service:
    """One service at a time; it is ended when the run that it owes is done, and started at need."""

    trial: "OrchestrationTrial"
    settings: Settings = field(default_factory=Settings)
    answer: int | None = None
    """The status of its latest answer."""
    _execution: Execution | None = None
    _address: str = ""
    _before: Snapshot | None = None

    @property
    def adapter(self) -> ServiceAdapter:
        """TrialError where the engine is no service."""
        if self.trial.adapter.service is None:
            raise TrialError(f"{self.trial.adapter.name} is no service; tag it @needs.service")
        return self.trial.adapter.service

    @property
    def orders(self) -> tuple[OrderState, ...]:
        """What its database holds now."""
        return self.adapter.orders(self.trial.project.folder)

    def start(self, settings: Settings | None) -> None:
        """Start it, and let it do what it owes, if it does any runs."""
        self.settings = settings or Settings()
        self._begin(self.trial.ready)
        self._let_it_work()

    def ask(self, wish: Wish, times: int = 1) -> None:
        """Ask it so many times, one after the other, and let it do what it owes by then."""
        if self._execution is None:
            self._begin(self.trial.ready)
        for _ in range(times):
            self._send(wish)
        if wish in STARTING:
            self._let_it_work()

    def kill(self, moment: "Moment | None") -> None:
        """Kill it: now, or while an agent of the run that it is asked for works."""
        trial = self.trial
        if moment is None:
            self._end(signal.SIGKILL).close()
            trial.supervisor.sweep()
            return
        execution = self._begin(lambda: trial.hold(moment))
        latch = trial.installed.latch(LATCH)  # before there is a call that could come to another
        self._send("run")
        action, before = self._action, self._known
        trial.await_agent(execution, latch, moment, action, before)
        latch.reached()
        self._end(signal.SIGKILL)
        execution.ends_within(SIGNAL_TIMEOUT_S)
        must_be_killed(execution)
        trial.conclude(execution, action, before, f"the service was killed in {moment}")

    def _begin(self, ready: Callable[[], Snapshot]) -> Execution:
        if self._execution is not None:
            raise TrialError("the service is at work already; kill it first, or ask it")
        self._before = ready()
        command = self.adapter.command(self.trial.project.folder, self.settings)
        self._execution = self.trial.start(command)
        self._address = self._listening(self._execution)
        return self._execution

    def _send(self, wish: Wish) -> None:
        request = self.adapter.request(wish, self.trial.scene.options, self.trial.session)
        self.trial.supervisor.contacts += 1
        self.answer = _status(self._address, request)

    def _listening(self, execution: Execution) -> str:
        """Where it can be asked, as it says."""
        found = None
        if execution.says(self.adapter.listening.partition("(")[0]):
            found = re.search(self.adapter.listening, _printed(execution))
        if not found:
            raise EngineFault(f"the service did not say where it listens: {_printed(execution)}")
        return found[1]

    @property
    def _running(self) -> Execution:
        if self._execution is None:
            raise TrialError("the service is not at work; add: Given the service is at work")
        return self._execution

    @property
    def _known(self) -> Snapshot:
        if self._before is None:
            raise TrialError("the service was never at work")
        return self._before

    @property
    def _action(self) -> Action:
        return "resume" if self.trial.session in self.trial.sessions else "start"

    def _let_it_work(self) -> None:
        """Wait for the run that it owes, if any; then end it, and take the evidence."""
        session = self.trial.session
        owed = any(each.name == session and each.status in OWED for each in self.orders)
        if not owed or self.settings.runs == 0:
            return
        if not self._running.says(self.adapter.ended(session)):
            raise EngineFault(f"the service ended before its run: {_printed(self._running)}")
        execution, action = self._end(signal.SIGTERM), self._action
        found = [each.exit for each in self.orders if each.name == session]
        self.trial.conclude(RunOfService(execution, found[0]), action, self._known)

    def _end(self, number: signal.Signals) -> Execution:
        execution, self._execution = self._running, None
        execution.signal(number)
        return execution


def _printed(execution: Execution) -> str:
    return "".join(bytes(each).decode(errors="replace") for each in execution.output.values())


def _status(address: str, request: HttpRequest) -> int:
    """The status of the answer to that request."""
    connection = HTTPConnection(str(urlsplit(address).netloc), timeout=REPLY_TIMEOUT_S)
    body = None if request.body is None else json.dumps(request.body)
    headers = {"Content-Type": "application/json", **request.headers}
    try:
        connection.request(request.method, request.path, body, headers)
        return connection.getresponse().status
    except OSError as error:
        raise EngineFault(f"{request.method} {request.path} was not answered: {error}") from None
    finally:
        connection.close()
