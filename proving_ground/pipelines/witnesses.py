"""Taking the evidence: what the four witnesses say after one run."""

import os
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from proving_ground.agents.calls import Call, read_calls, read_queue_calls
from proving_ground.agents.hook_calls import HookCall, read_hook_calls
from proving_ground.errors import TrialError
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
    survivors: list[tuple[int, str]],
    fault: str | None,
) -> Run:
    """Ask all witnesses about the run that has just ended; TrialError for a broken stand-in.

    `survivors` are the processes that outlived it, as pid and command line.
    """
    folder, session, adapter = trial.project.folder, trial.session, trial.adapter
    exit_, stdout, stderr = ended
    calls = _new_calls(trial)
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
        artifacts=adapter.artifacts(folder, session),
        git=look_at_repository(folder),
        survivors=tuple(f"process {pid}: {line}" for pid, line in survivors),
        files=_files(folder),
        belongings=trial.project.belongings(),
        asked=trial.scene.environment,
        flags=trial.scene.flags,
        fault=fault,
        damage=trial.damage,
        cpu=exit_.cpu,
        hooks=_new_hook_calls(trial),
    )


def _new_hook_calls(trial: "PipelineTrial") -> tuple[HookCall, ...]:
    seen = sum(len(each.hooks) for each in trial.sessions.values())
    calls = read_hook_calls(trial.project.agents)[seen:]
    for call in calls:
        if call.problem:
            raise TrialError(f"the stand-in for a hook {call.point}: {call.problem}")
    return calls


def _new_calls(trial: "PipelineTrial") -> tuple[Call, ...]:
    seen = {call.number for each in trial.sessions.values() for call in each.calls}
    told = read_calls(trial.project.agents, seen)
    calls = _by_agent(call for call in told if call.session in (None, trial.session))
    for asked in read_queue_calls(trial.project.agents):
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


def _files(folder: Path) -> frozenset[str]:
    found = (f"{place}/{name}" for place, _, names in os.walk(folder) for name in names)
    return frozenset(path[len(str(folder)) + 1 :] for path in found)


def _label(call: Call) -> str:
    return f"call {call.number}"
