"""Taking the evidence: what the four witnesses say after one run."""

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from proving_ground.agents.calls import Call, read_calls, read_queue_calls
from proving_ground.agents.hook_calls import HookCall, read_hook_calls
from proving_ground.errors import TrialError
from proving_ground.evidence.run_state import IterationFolder
from proving_ground.evidence.witness import looking_at, names_below
from proving_ground.pipelines.evidence import Run, Snapshot, read
from proving_ground.processes.client import Exit
from proving_ground.processes.command import Action
from proving_ground.repository.view import look_at_repository

if TYPE_CHECKING:
    from proving_ground.pipelines.trial import PipelineTrial


def take(
    trial: "PipelineTrial",
    action: Action,
    before: Snapshot,
    ended: tuple[Exit, str, str],
    survivors: tuple[str, ...],
    fault: str | None,
) -> Run:
    """Ask all witnesses about the run that has just ended; TrialError for a broken stand-in.

    `survivors` are the processes that outlived it, as pid and command line.
    """
    folder, session, adapter = trial.project.folder, trial.session, trial.adapter
    exit_, stdout, stderr = ended
    calls, hooks = _new_calls(trial), _new_hook_calls(trial)
    found = tuple(read(adapter, call.before, session, f"as {_label(call)} began") for call in calls)
    snapshots = [before]
    for call, snapshot in zip(calls, found, strict=True):
        snapshots.append(snapshot)
        if call.after:
            snapshots.append(read(adapter, call.after, session, f"as {_label(call)} ended"))
    snapshots.append(read(adapter, folder, session, "after the run"))
    return Run(
        action=action,
        exit_code=exit_.code,
        stdout=stdout,
        stderr=stderr,
        calls=calls,
        snapshots=tuple(snapshots),
        at_calls=found,
        artifacts=_artifacts(trial),
        git=look_at_repository(folder),
        survivors=survivors,
        files=names_below(folder),
        belongings=trial.project.belongings(),
        asked=trial.scene.environment,
        flags=trial.scene.flags,
        fault=fault,
        damage=trial.damage,
        cpu=exit_.cpu,
        hooks=hooks,
        strays=trial.strays(fault),
    )


def _artifacts(trial: "PipelineTrial") -> tuple[IterationFolder, ...]:
    with looking_at("the artifacts", "always-readable"):
        return trial.adapter.artifacts(trial.project.folder, trial.session)


def _new_hook_calls(trial: "PipelineTrial") -> tuple[HookCall, ...]:
    seen = sum(len(each.hooks) for each in trial.sessions.values())
    with looking_at("the log of the hooks", "stays-inside"):
        calls = read_hook_calls(trial.project.agents)[seen:]
    for call in calls:
        if call.problem:
            raise TrialError(f"the stand-in for a hook {call.point}: {call.problem}")
    return calls


def _new_calls(trial: "PipelineTrial") -> tuple[Call, ...]:
    seen = {call.number for each in trial.sessions.values() for call in each.calls}
    with looking_at("the log of the agents", "stays-inside"):
        told = read_calls(trial.project.agents, seen)
        queue_calls = read_queue_calls(trial.project.agents)
    working = (call for call in told if not call.judges)
    calls = _by_agent(call for call in working if call.session in (None, trial.session))
    for asked in queue_calls:
        if asked.problem:
            raise TrialError(asked.problem)
    for call in calls:
        if call.problem or call.stage is None or call.iteration is None:
            problem = call.problem or "its prompt told no stage or no iteration"
            raise TrialError(f"call {call.number} of the stand-in {call.program}: {problem}")
    return calls


def _by_agent(calls: Iterable[Call]) -> tuple[Call, ...]:
    """The same calls; of those that were made side by side, agent-0 comes first."""
    groups = groupby(calls, key=lambda call: call.key)
    return tuple(call for _, group in groups for call in sorted(group, key=_agent))


def _agent(call: Call) -> int:
    return call.agent or 0


def _label(call: Call) -> str:
    return f"call {call.number}"
