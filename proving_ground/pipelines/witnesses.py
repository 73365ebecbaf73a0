"""Taking the evidence: what the four witnesses say after one run."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from filecmp import cmpfiles
from itertools import groupby
from pathlib import Path
from typing import Any

from proving_ground.agents.calls import Call, read_calls, read_queue_calls
from proving_ground.agents.hook_calls import HookCall, read_hook_calls
from proving_ground.errors import TrialError
from proving_ground.evidence.run_state import IterationFolder
from proving_ground.evidence.witness import looking_at, names_below
from proving_ground.pipelines.contract import PipelineAdapter
from proving_ground.pipelines.evidence import Evidence, Run, Snapshot, read
from proving_ground.processes.client import Exit
from proving_ground.processes.command import Action
from proving_ground.repository.project import Project
from proving_ground.repository.view import look_at_repository


@dataclass(frozen=True)
class Witnesses:
    """Who is asked after a run of that session: the state, the project, the log of the agents."""

    adapter: PipelineAdapter
    project: Project
    session: str

    def take(
        self,
        action: Action,
        before: Snapshot,
        ended: tuple[Exit, str, str],
        sessions: Collection[Evidence],
        **told: Any,
    ) -> Run:
        """What all of them say of the run that has just ended; TrialError for a broken stand-in.

        `before` is the state as it found it, `sessions` what was seen earlier; `told` are those
        fields of the run that no witness knows.
        """
        folder = self.project.folder
        exit_, stdout, stderr = ended
        calls, hooks = self._new_calls(sessions), self._new_hook_calls(sessions)
        found = tuple(self._read(call.before, f"as {_label(call)} began") for call in calls)
        return Run(
            action=action,
            exit_code=exit_.code,
            stdout=stdout,
            stderr=stderr,
            calls=calls,
            snapshots=(
                before,
                *self._around(calls, found),
                self._read(folder, "after the run"),
            ),
            at_calls=found,
            artifacts=self._artifacts(),
            git=look_at_repository(folder),
            files=names_below(folder),
            belongings=self.project.belongings(),
            cpu=exit_.cpu,
            hooks=hooks,
            **told,
        )

    def _around(self, calls: tuple[Call, ...], found: tuple[Snapshot, ...]) -> Iterator[Snapshot]:
        """The state as each call found it, and as it left it."""
        for call, snapshot in zip(calls, found, strict=True):
            yield snapshot
            if call.after:
                yield self._left(call.before, call.after, snapshot, f"as {_label(call)} ended")

    def _left(self, found: Path, left: Path, as_found: Snapshot, moment: str) -> Snapshot:
        """The state as a call left it: what it found where no byte of it has changed."""
        names = list(self.adapter.state_files(self.session))
        if as_found.problem is None and cmpfiles(found, left, names, shallow=False)[0] == names:
            return replace(as_found, moment=moment)
        return self._read(left, moment)

    def _read(self, root: Path, moment: str) -> Snapshot:
        return read(self.adapter, root, self.session, moment)

    def _artifacts(self) -> tuple[IterationFolder, ...]:
        with looking_at("the artifacts", "always-readable"):
            return self.adapter.artifacts(self.project.folder, self.session)

    def _new_hook_calls(self, sessions: Iterable[Evidence]) -> tuple[HookCall, ...]:
        seen = sum(len(each.hooks) for each in sessions)
        with looking_at("the log of the hooks", "stays-inside"):
            calls = read_hook_calls(self.project.agents)[seen:]
        for call in calls:
            if call.problem:
                raise TrialError(f"the stand-in for a hook {call.point}: {call.problem}")
        return calls

    def _new_calls(self, sessions: Iterable[Evidence]) -> tuple[Call, ...]:
        seen = {call.number for each in sessions for call in each.calls}
        with looking_at("the log of the agents", "stays-inside"):
            told = read_calls(self.project.agents, seen)
            queue_calls = read_queue_calls(self.project.agents)
        working = (call for call in told if not call.judges)
        calls = _by_agent(call for call in working if call.session in (None, self.session))
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
