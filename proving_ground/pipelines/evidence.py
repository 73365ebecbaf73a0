"""What was seen: the four witnesses after each run of a session, read-only."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from proving_ground.agents.calls import Call
from proving_ground.agents.hook_calls import HookCall
from proving_ground.errors import EvidenceUnreadable, TrialError
from proving_ground.evidence.run_state import Ending, IterationFolder, RunState, checked
from proving_ground.evidence.witness import looking_at
from proving_ground.pipelines.contract import (
    Capability,
    Flags,
    Key,
    PipelineAdapter,
    Place,
    Settings,
)
from proving_ground.pipelines.pipeline import Pipeline, Stage
from proving_ground.processes.command import Action
from proving_ground.repository.view import GitView
from proving_ground.trials.session_evidence import SessionEvidence


@dataclass(frozen=True)
class Snapshot:
    """The session's state as somebody found it at one moment; `problem` when it did not parse."""

    moment: str
    state: RunState | None
    problem: str | None = None


@dataclass(frozen=True)
class Run:
    """One run of the engine and what could be seen of it.

    `exit_code` is negative for a signal; `fault` says what the trial inflicted, None for nothing;
    `survivors` are the processes that outlived the engine; `files` all paths in the project;
    `damage` says what the trial did to the session's own files, None for nothing;
    `belongings` what the user has not committed: each file's text, or None where it is gone;
    `snapshots` are in order: before the run, around each call, after the run; `at_calls`
    holds the state as each of the `calls` found it; `hooks` are the calls of hooks; `strays` tell
    what was changed outside of the project.
    """

    action: Action
    exit_code: int
    stdout: str
    stderr: str
    calls: tuple[Call, ...]
    snapshots: tuple[Snapshot, ...]
    at_calls: tuple[Snapshot, ...]
    artifacts: tuple[IterationFolder, ...]
    git: GitView
    asked: Settings
    flags: Flags
    survivors: tuple[str, ...]
    files: frozenset[str]
    belongings: Mapping[str, str | None]
    fault: str | None = None
    damage: str | None = None
    cpu: float = 0.0
    hooks: tuple[HookCall, ...] = ()
    strays: tuple[str, ...] = ()

    @property
    def before(self) -> Snapshot:
        """The state as the run found it."""
        return self.snapshots[0]

    @property
    def after(self) -> Snapshot:
        """The state as the run left it."""
        return self.snapshots[-1]

    def has_recorded(self, key: Key) -> bool:
        """Whether the state that the run left knows that work as done."""
        state = self.after.state
        if state is None:
            return False
        here = key.place == (state.current_stage, state.started)
        done = [each.agent for each in state.agents if each.status == "complete"]
        return key.place <= (state.current_stage, state.completed) or (here and key.agent in done)

    @property
    def was_cut_short(self) -> bool:
        """Whether the run was ended from outside."""
        return self.fault is not None


@dataclass(frozen=True)
class Evidence(SessionEvidence[Run]):
    """All runs of one session, oldest first.

    `at_start` is the repository before any of them, `belongings` what was not committed then.
    """

    session: str
    pipeline: Pipeline
    adapter: PipelineAdapter
    runs: tuple[Run, ...]
    at_start: GitView
    belongings: Mapping[str, str | None]

    @property
    def state(self) -> RunState | None:
        """The state after the latest run, None where there is none to read."""
        return self.last.after.state

    @property
    def hooks(self) -> tuple[HookCall, ...]:
        """Every call of a hook in the session."""
        return tuple(call for run in self.runs for call in run.hooks)

    @property
    def snapshots(self) -> Iterator[Snapshot]:
        """Every look at the state, in order."""
        return (snapshot for run in self.runs for snapshot in run.snapshots)

    @property
    def is_damaged(self) -> bool:
        """Whether the trial itself destroyed what the engine had written."""
        return any(run.damage for run in self.runs)

    def is_reported(self, stage: int) -> bool:
        """Whether the session's state keeps account of the iterations of that stage.

        Of backends that work side by side, each by itself, some engines tell only who is done.
        """
        counted = Capability.PARALLEL_BLOCKS in self.adapter.capabilities
        return (
            counted
            or not 0 <= stage < len(self.pipeline.stages)
            or (self.pipeline.stages[stage].block is None)
        )

    @property
    def own_branches(self) -> frozenset[str]:
        """The branches that were not there before the session."""
        return self.last.git.branches - self.at_start.branches

    def key(self, call: Call) -> Key:
        """Which stage and iteration a call was made for, and as which agent of a block."""
        if call.stage is None or call.iteration is None:
            raise TrialError("a call that tells no stage or no iteration became evidence")
        return Key(self.pipeline.index(call.stage), call.iteration, call.agent)

    def calls_for(self, stage: str | None) -> list[Call]:
        """The calls for a stage, or for all of them."""
        index = None if stage is None else self.pipeline.index(stage)
        return [call for call in self.calls if index in (None, self.key(call).stage)]

    def only_stage(self, name: str | None) -> int:
        """The number of a stage, which must be named where there are several; TrialError if not."""
        if name is None and len(self.pipeline.stages) > 1:
            fix = 'name the stage, as in: iterations 1 to 2 of stage "build"'
            raise TrialError(f"there are {len(self.pipeline.stages)} stages; {fix}")
        return 0 if name is None else self.pipeline.index(name)

    def first_calls(self, stages: Iterable[str]) -> list[Call]:
        """The calls for the first iteration of each of those stages, one for each agent."""
        called = [call for stage in stages for call in self.calls_for(stage)]
        return [call for call in called if call.iteration == 1]

    @property
    def done(self) -> dict[Key, Call]:
        """The iterations whose agent ended well, in order, each with its latest such call."""
        done = {self.key(call): call for call in self.calls if call.ended_well}
        return dict(sorted(done.items()))

    @property
    def crashes(self) -> Counter[Key]:
        """How many crashes interrupted each iteration: of its agent, or of the engine."""
        return Counter(
            self.key(call)
            for run in self.runs
            for call in run.calls
            if not call.ended_well or self._is_pending(run, call)
        )

    def _is_pending(self, run: Run, call: Call) -> bool:
        """Whether the run was cut short before what the call did was recorded."""
        at_last = run.was_cut_short and call in self._latest(run)
        return at_last and not run.has_recorded(self.key(call))

    def _latest(self, run: Run) -> list[Call]:
        """The run's last call, and those of the agents that worked side by side with it."""
        places = [self.key(call).place for call in run.calls]
        return [call for call, place in zip(run.calls, places, strict=True) if place == places[-1]]

    @property
    def finished(self) -> set[Place]:
        """The iterations of which enough agents ended well: one, or as many as a block needs."""
        ended = Counter(key.place for key in self.done)
        return {place for place, n in ended.items() if n >= self._stage(place).quorum}

    @property
    def unrecorded(self) -> set[Key]:
        """What ended well just as a run was cut short: recorded or not, both are true.

        So it is until a run calls somebody, or is complete.
        """
        is_over = self.state is not None and self.state.ending is Ending.COMPLETE
        called = [run for run in self.runs if run.calls] if not is_over else []
        run = called[-1] if called and not self.last.calls else self.last
        cut = self._latest(run) if run.was_cut_short else []
        return {self.key(call) for call in cut if call.ended_well}

    @property
    def spare(self) -> set[Key]:
        """What was not needed any more: agents that ended well, but not as the first."""
        first = [key for key in self.done if self._is_race(key)]
        return {key for key in first if self._others(key)}

    @property
    def given_up(self) -> set[Key]:
        """What agents failed at: the folder may look complete, until the next attempt if any."""
        failed = {self.key(call) for call in self.calls if not call.ended_well}
        latest = {self.key(call) for call in self.calls[-1:]}
        return {key for key in failed if key in latest or key.agent is not None}

    def _is_race(self, key: Key) -> bool:
        block = self._stage(key.place).block
        return block is not None and block.merge == "first"

    def _others(self, key: Key) -> bool:
        return any(other.place == key.place and other != key for other in self.done)

    def _stage(self, place: Place) -> Stage:
        return self.pipeline.stages[place[0]]

    def call(self, iteration: int, stage: str | None = None, agent: int | None = None) -> Call:
        """The latest call for an iteration; AssertionError where there was none."""
        wanted = Key(0 if stage is None else self.pipeline.index(stage), iteration, agent)
        for call in reversed(self.calls):
            if self.key(call) == wanted:
                return call
        raise AssertionError(f"the agent was never called for iteration {iteration}")

    def folder(
        self, iteration: int, stage: str | None = None, agent: int | None = None, run: int = -1
    ) -> IterationFolder:
        """An iteration's artifacts after a run (the latest, unless told), or AssertionError.

        TrialError where there were fewer runs than that.
        """
        if len(self.runs) < -run:
            fix = "add a step like: Given the run was killed while the agent worked on iteration 2"
            raise TrialError(f"there was no earlier run of the session; {fix}")
        wanted = Key(0 if stage is None else self.pipeline.index(stage), iteration, agent)
        for folder in self.runs[run].artifacts:
            if key_of(folder) == wanted:
                return folder
        raise AssertionError(f"there are no artifacts of iteration {iteration}")


def key_of(folder: IterationFolder) -> Key:
    """Which work the folder holds."""
    return Key(folder.stage, folder.iteration, folder.agent)


def read(adapter: PipelineAdapter, root: Path, session: str, moment: str) -> Snapshot:
    """Read the state that lies in `root`, a project or a partial copy of one."""
    try:
        with looking_at("the state"):
            return Snapshot(moment, checked(adapter.read_state(root, session)))
    except EvidenceUnreadable as problem:
        return Snapshot(moment, None, str(problem))
