"""Several engines at once, on one session or on one list; or one while another stands still."""

import os
import selectors
from typing import Any

from proving_ground.agents.latch import Latch
from proving_ground.agents.script import Script, wait
from proving_ground.errors import LawBroken, NeverCalled, given
from proving_ground.faults.kinds import INTRUDE
from proving_ground.faults.points import Points
from proving_ground.faults.sweep import Sweeper
from proving_ground.interception.watch import Watch
from proving_ground.pipelines.evidence import Snapshot
from proving_ground.pipelines.trial import ListMoment, PipelineTrial
from proving_ground.processes.command import Action
from proving_ground.processes.execution import Execution
from proving_ground.trials import beside
from proving_ground.trials.base import LATCH
from proving_ground.trials.session_trial import SessionTrial

REFUSAL_TIMEOUT_S = 10.0
"""Seconds that other runs get to be refused; no passing trial waits for them."""


def start_concurrently(trial: PipelineTrial, action: Action, count: int) -> None:
    """Let so many engines go at once; the agents of all wait until nobody moves any more."""
    before = trial.ready(trial.scene.script.after(wait(LATCH)))
    held = trial.installed.latch(LATCH)
    gate, key = os.pipe()
    executions = [trial.begin(action, gate=gate) for _ in range(count)]
    os.close(gate)
    os.close(key)
    _await_quiet(executions, held)
    held.release(1000)
    settle(trial, executions, action, before)


def settle(
    trial: PipelineTrial, executions: list[Execution], action: Action, before: Snapshot
) -> None:
    """Let all of them end; what is seen belongs to the one that was not refused."""
    for execution in executions:
        execution.wait()
    ends = [(each, each.ended) for each in executions]
    workers = [each for each, end in ends if end and not trial.was_refused(end.code)]
    worker = (workers or executions)[0]
    trial.concurrent_runs = [each.close()[0] for each in executions if each is not worker]
    trial.conclude(worker, action, before)


def run_sessions(trial: PipelineTrial, count: int) -> None:
    """Run so many sessions at once, whose first agents end together; then judge each of them."""
    names = [trial.another(number) for number in range(1, count + 1)]
    befores = _ready_all(trial, names, trial.scene.script.after(wait(LATCH)))
    held = trial.installed.latch(LATCH)
    executions: dict[str, Execution] = {}
    for trial.session in names:
        executions[trial.session] = trial.begin("start")
    _await_quiet([*executions.values()], held)
    held.release(1000)
    for execution in executions.values():
        execution.wait()
    for trial.session, execution in executions.items():
        trial.conclude(execution, "start", befores[trial.session])


def run_beside(trial: SessionTrial[Any, Any, Any], moment: object) -> None:
    """Run another session to its end while this one works, then let this one end.

    The other is the trial's session from then on.
    """
    if isinstance(moment, ListMoment) and isinstance(trial, PipelineTrial):
        run_beside_tick(trial, trial.session, trial.another(2))
    else:
        beside.run_beside(trial, moment)


def run_beside_tick(trial: PipelineTrial, first: str, second: str) -> None:
    """Run the second session while the first stands still, about to change the list of tasks.

    The first goes on when the second has ended, or waits for the first. NeverCalled where the
    first ends without a change to the list.
    """
    place = str(given(trial.scene.tasks).source.place)
    befores = _ready_all(trial, [first, second], trial.scene.script)
    watch = Watch(trial.project.folder, lambda change, _: change.path == place, stop_at=1)
    trial.session = first
    execution = trial.begin("start", watch)
    if not execution.wait():
        trial.conclude(execution, "start", befores[first])
        raise NeverCalled(f"the run was to change {place}, but ended without that")
    trial.session = second
    other = trial.begin("start")
    other.settle()
    watch.go_on()
    for each in (execution, other):
        each.wait()
    for trial.session, each in ((first, execution), (second, other)):
        trial.conclude(each, "start", befores[trial.session])


def _ready_all(trial: PipelineTrial, names: list[str], script: Script) -> dict[str, Snapshot]:
    """Make everything ready for those sessions, whose agents play that script.

    Each call keeps the state files of all. Returns how each session stands.
    """
    befores: dict[str, Snapshot] = {}
    for trial.session in names:
        befores[trial.session] = trial.ready(script)
    files = [file for name in names for file in trial.adapter.state_files(name)]
    trial.installed.play(script, files)
    return befores


def sweep(trial: PipelineTrial, points: Points) -> None:
    """Start the session once more at each of those points of its first run."""
    trial.swept = ConcurrentRunSweeper(trial, INTRUDE, "start").sweep(points)


class ConcurrentRunSweeper(Sweeper):
    """Starts a second engine at every change of the first, which goes on when that has ended."""

    trial: PipelineTrial

    def _strike(self, number: int) -> None:
        first, watch, _ = self._run_to(number)
        second = self.trial.begin_again(self.action)
        second.ends_within(REFUSAL_TIMEOUT_S)
        watch.go_on()
        settle(self.trial, [first, second], self.action, self.before)
        self.harm += len(self.trial.concurrent_runs)
        if not all(self.trial.was_refused(end.code) for end in self.trial.concurrent_runs):
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
