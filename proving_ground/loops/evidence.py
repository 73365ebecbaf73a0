"""What was seen of a loop: its calls, exits, processes, files and git, run by run; read-only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from proving_ground.agents.calls import Call
from proving_ground.errors import TrialError
from proving_ground.evidence.run_state import Ending
from proving_ground.loops.asking import Says
from proving_ground.loops.contract import EngineState, Job, LoopAdapter
from proving_ground.repository.view import GitView

ENDLESS = "SIGKILL at the limits of the suite"
"""The fault of a run that did not end by itself."""


@dataclass(frozen=True)
class Snapshot:
    """The engine's own state at one moment; `problem` where it did not parse."""

    state: EngineState | None
    problem: str | None = None


@dataclass(frozen=True)
class LoopRun:
    """One run of the engine and what could be seen of it.

    `calls` are its own, in order. `fault` is what the trial inflicted, None for nothing;
    `struck` when (seconds since the epoch); `late` whether it then went on until its agent was
    let go on. `files` maps each path of the project to its text where agents write (else "");
    `belongings` is what the user has not committed, None where it is gone; `at_calls` is the state
    as each call found it; one that ran `beside` was started while another was at work; `history`
    is what the engine has on record of its calls, and `answers` of what they answered; `strays`
    tell what was changed outside of the project, `ticked` which tasks the list tells to be done.
    Where the engine was to ask a `person`, `asked` says how often it did; it was `restless` where
    it neither ended nor waited, though nobody answered.
    """

    exit_code: int
    stdout: str
    stderr: str
    calls: tuple[Call, ...]
    git: GitView
    files: Mapping[str, str]
    belongings: Mapping[str, str | None]
    survivors: tuple[str, ...] = ()
    state: Snapshot = Snapshot(None)
    at_calls: tuple[Snapshot, ...] = ()
    fault: str | None = None
    beside: bool = False
    struck: float | None = None
    late: bool = False
    strays: tuple[str, ...] = ()
    ticked: frozenset[str] = frozenset()
    history: Sequence[Any] | None = None
    answers: str = ""
    person: Says | None = None
    asked: int = 0
    restless: bool = False

    @property
    def was_refused(self) -> bool:
        """Whether it asked a person, who said no."""
        return self.person is Says.NO and self.asked > 0

    @property
    def worked(self) -> tuple[Call, ...]:
        """The calls whose agent did what it was asked for, or found nothing left to do."""
        return tuple(call for call in self.calls if call.ended_well)

    @property
    def counted(self) -> list[int]:
        """The numbers of calls in the engine's history, as far as it numbers them."""
        return [entry for entry in self.history or () if isinstance(entry, int)]

    @property
    def ended_done(self) -> bool:
        """Whether the last agent ended well, and all was done then."""
        last = self.calls[-1] if self.calls else None
        return last is not None and last.ended_well and says_done(last)


@dataclass(frozen=True)
class LoopEvidence:
    """All runs of one loop in one project, in the order in which they ended.

    `at_start` is the repository before any of them, `belongings` what was not committed then.
    """

    adapter: LoopAdapter
    job: Job
    runs: tuple[LoopRun, ...]
    at_start: GitView
    belongings: Mapping[str, str | None]

    @property
    def last(self) -> LoopRun:
        """The latest run."""
        return self.runs[-1]

    @property
    def is_damaged(self) -> bool:
        """Whether the trial itself destroyed what the engine had written."""
        return self.job.spoiled

    @property
    def is_complete(self) -> bool:
        """Whether the latest run tells of success."""
        return Ending.COMPLETE in self.endings(self.last)

    @property
    def is_idle(self) -> bool:
        """Never: each run of a loop begins anew, and clears away what it finds."""
        return False

    @property
    def own_branches(self) -> frozenset[str]:
        """None: some engines leave a branch for each task, and say so."""
        return frozenset()

    @property
    def calls(self) -> tuple[Call, ...]:
        """All calls, in the order in which they began."""
        return tuple(sorted((c for run in self.runs for c in run.calls), key=lambda c: c.number))

    @property
    def counted_calls(self) -> tuple[Call, ...]:
        """The calls that the cap is about: of all runs where a later one goes on counting."""
        return self.calls if self.adapter.resumes == "iteration" else self.last.calls

    def calls_for(self, whose: str | None) -> tuple[Call, ...]:
        """All calls; a loop has no agents that could be told apart, so `whose` must be None."""
        if whose is not None:
            raise TrialError(f"a loop has one agent, and no {whose}; write: the agent was called")
        return self.calls

    def endings(self, run: LoopRun) -> frozenset[Ending]:
        """What the run tells its user by exit and output.

        Where an exit stands for success and for the cap as well, the calls tell which it is; where
        it stands for success and for the end after a person's no, the person tells.
        """
        reported = self.adapter.endings_of(run.exit_code, run.stdout + run.stderr)
        if reported >= {Ending.COMPLETE, Ending.REFUSED}:
            reported -= {Ending.COMPLETE if run.was_refused else Ending.REFUSED}
        if not reported >= {Ending.COMPLETE, Ending.CAPPED}:
            return reported
        worked = bool(run.calls) and run.calls[-1].ended_well and not run.ended_done
        is_capped = worked and len(run.calls) >= self.job.cap
        return reported - {Ending.COMPLETE if is_capped else Ending.CAPPED}

    def is_success(self, run: LoopRun) -> bool:
        """Whether the run tells of success, and of nothing else."""
        return self.endings(run) == {Ending.COMPLETE}


def has_failed(call: Call) -> bool:
    """Whether the agent ended badly, as an engine can see it."""
    return call.exit not in (0, None)


def says_done(call: Call) -> bool:
    """Whether the agent had nothing left to do when it ended; one that only claims so had."""
    told = call.decision or {}
    return told.get("decision") == "stop" and not told.get("claims")


def answer_of(call: Call) -> str:
    """A line that stood in the agent's answer, and in no other's; empty where it did no step."""
    task = task_of(call)
    return f"{task} is done, in call {call.number}." if task else ""


def task_of(call: Call) -> str | None:
    """The step that the agent did."""
    task = (call.decision or {}).get("task")
    return None if task is None else str(task)
