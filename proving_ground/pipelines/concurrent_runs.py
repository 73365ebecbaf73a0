"""Several engines that want the same session: at once, or one while another stands still."""

import os
import selectors
from typing import TYPE_CHECKING

from proving_ground.agents.latch import Latch
from proving_ground.agents.script import wait
from proving_ground.errors import LawBroken
from proving_ground.faults.sweep import Sweeper
from proving_ground.pipelines.evidence import Snapshot
from proving_ground.processes.command import Action
from proving_ground.processes.execution import Execution

if TYPE_CHECKING:
    from proving_ground.pipelines.trial import PipelineTrial

REFUSAL_TIMEOUT_S = 10.0
"""Seconds that rivals get to be refused; no passing trial waits for them."""


def start_concurrently(trial: "PipelineTrial", action: Action, count: int, latch: str) -> None:
    """Let so many engines go at once; the agents of all wait until nobody moves any more."""
    before = trial.ready(trial.scene.script.after(wait(latch)))
    held = trial.installed.latch(latch)
    gate, key = os.pipe()
    executions = [trial.begin(action, gate=gate) for _ in range(count)]
    os.close(gate)
    os.close(key)
    _await_quiet(executions, held)
    held.release(1000)
    settle(trial, executions, action, before)


def settle(
    trial: "PipelineTrial", executions: list[Execution], action: Action, before: Snapshot
) -> None:
    """Let all of them end; what is seen belongs to the one that was not refused."""
    for execution in executions:
        execution.wait()
    ends = [(each, each.ended) for each in executions]
    workers = [each for each, end in ends if end and not trial.was_refused(end)]
    worker = (workers or executions)[0]
    trial.concurrent_runs = [each.close()[0] for each in executions if each is not worker]
    trial.conclude(worker, action, before)


class ConcurrentRunSweeper(Sweeper):
    """Starts a second engine at every change of the first, which goes on when that has ended."""

    trial: "PipelineTrial"

    def _strike(self, number: int) -> None:
        first, watch, _ = self._run_to(number)
        second = self.trial.begin(self.action)
        second.ends_within(REFUSAL_TIMEOUT_S)
        watch.go_on()
        settle(self.trial, [first, second], self.action, self.before)
        self.harm += len(self.trial.concurrent_runs)
        if not all(map(self.trial.was_refused, self.trial.concurrent_runs)):
            raise LawBroken("of two runs of one session, both did the work")

    def _resume(self) -> None:
        """There is nothing to resume."""


def _await_quiet(executions: list[Execution], latch: Latch) -> None:
    """Wait until each of them has ended, or its agent waits."""
    waiting = 0
    with selectors.DefaultSelector() as selector:
        supervisor = executions[0].supervisor
        selector.register(supervisor, selectors.EVENT_READ)
        selector.register(latch, selectors.EVENT_READ)
        while waiting + sum(each.has_ended for each in executions) < len(executions):
            ready = {key.fileobj for key, _ in selector.select(REFUSAL_TIMEOUT_S)}
            if not ready:
                return
            if supervisor in ready:
                supervisor.pump()
            while latch.reached():
                waiting += 1
