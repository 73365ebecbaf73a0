"""Evidence made by hand: true by default, so that a test can falsify just one witness."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from proving_ground.agents.calls import Call
from proving_ground.engines.reference.pipelines import ReferencePipelines
from proving_ground.evidence.run_state import (
    AgentState,
    Ending,
    HistoryEntry,
    IterationFolder,
    RunState,
    StageState,
)
from proving_ground.pipelines.contract import Flags, Settings
from proving_ground.pipelines.evidence import Evidence, Run, Snapshot
from proving_ground.pipelines.pipeline import Block, Member, Pipeline, Stage, Termination
from proving_ground.repository.view import GitView

PIPELINE = Pipeline(
    stages=(
        Stage(name="plan", termination=Termination(iterations=2)),
        Stage(name="build", termination=Termination(iterations=2)),
    )
)
BLOCK = Pipeline(
    stages=(Stage(name="plan", block=Block(agents=(Member(), Member(backend="codex")))),)
)
"""One iteration, on which a claude and a codex must agree."""
GIT = GitView(
    {"HEAD": "c0", "refs/heads/main": "c0"}, frozenset({"c0"}), (" M README.md", "?? notes.txt"), ()
)
BELONGINGS = {"README.md": "Half a sentence", "notes.txt": "Private"}


def call(number: int, stage: int, iteration: int, **changes: Any) -> Call:
    """A call that ended well."""
    made = Call(
        number=number,
        program="claude",
        argv=("claude", "--model", "opus", "-p"),
        env={},
        cwd=Path("project"),
        pid=100 + number,
        ppid=1,
        prompt="",
        stage=PIPELINE.key(stage),
        session="session-1",
        iteration=iteration,
        attempt=1,
        started=float(number),
        before=Path("before"),
        ended=number + 0.5,
        exit=0,
        decision={"decision": "continue"},
        after=Path("after"),
    )
    return replace(made, **changes)


def killed(number: int, stage: int, iteration: int) -> Call:
    """A call that was killed from outside."""
    return call(number, stage, iteration, ended=None, exit=None, decision=None, after=None)


def state(stage: int, started: int, completed: int, history: list[tuple[int, int]], **more: Any):
    """A running session's state."""
    entries = tuple(HistoryEntry(i, "continue", s) for s, i in history)
    told = RunState(Ending.RUNNING, stage, started, completed, history=entries)
    return replace(told, **more)


def complete(history: list[tuple[int, int]], **more: Any) -> RunState:
    """A complete session's state."""
    stages = (StageState("plan", "complete"), StageState("build", "complete"))
    return state(1, 2, 2, history, ending=Ending.COMPLETE, stages=stages, **more)


def folders(*keys: tuple[int, int]) -> tuple[IterationFolder, ...]:
    """Complete iteration folders."""
    return tuple(
        IterationFolder(s, i, complete=True, files={"output.md": f"{s}/{i}"}) for s, i in keys
    )


KEYS = [(0, 1), (0, 2), (1, 1), (1, 2)]


def whole_run(**changes: Any) -> Run:
    """A run of both stages to their end, in which everything agrees."""
    calls = tuple(call(n, *key) for n, key in enumerate(KEYS, 1))
    found = tuple(
        Snapshot(f"as call {n} began", state(s, i, i - 1, KEYS[: n - 1]))
        for n, (s, i) in enumerate(KEYS, 1)
    )
    snapshots = (Snapshot("before", None), *found, Snapshot("after", complete(KEYS)))
    made = Run(
        action="start",
        exit_code=0,
        stdout="",
        stderr="",
        calls=calls,
        snapshots=snapshots,
        at_calls=found,
        artifacts=folders(*KEYS),
        git=GIT,
        asked=Settings(),
        flags=Flags(),
        survivors=(),
        files=frozenset({"README.md", "notes.txt", ".pipelines/runs/session-1/state.json"}),
        belongings=BELONGINGS,
    )
    return replace(made, **changes)


def killed_run(**changes: Any) -> Run:
    """A run that was killed while the agent worked on the second iteration of `plan`."""
    whole = whole_run()
    changed = {
        "exit_code": -9,
        "calls": (whole.calls[0], killed(2, 0, 2)),
        "at_calls": whole.at_calls[:2],
        "snapshots": (*whole.snapshots[:3], Snapshot("after", state(0, 2, 1, KEYS[:1]))),
        "artifacts": folders(KEYS[0]),
        "fault": "killed in iteration 2",
    }
    return replace(whole, **{**changed, **changes})


def resumed_run(**changes: Any) -> Run:
    """The run that takes the killed one up and ends it."""
    whole = whole_run()
    calls = tuple(replace(each, number=each.number + 1) for each in whole.calls[1:])
    before = killed_run().after
    changed = {
        "action": "resume",
        "calls": calls,
        "at_calls": whole.at_calls[1:],
        "snapshots": (before, *whole.at_calls[1:], whole.after),
    }
    return replace(whole, **{**changed, **changes})


def idle_run(**changes: Any) -> Run:
    """A resume of a complete session that does nothing."""
    whole = whole_run()
    changed = {
        "action": "resume",
        "calls": (),
        "at_calls": (),
        "snapshots": (whole.after, whole.after),
    }
    return replace(whole, **{**changed, **changes})


def evidence(*runs: Run, pipeline: Pipeline = PIPELINE) -> Evidence:
    """Evidence of those runs."""
    engine = ReferencePipelines(None, Path())
    return Evidence("session-1", pipeline, engine, runs, GIT, BELONGINGS)


def merged(decision: str, *votes: str) -> RunState:
    """The state after the block's only iteration, with what its agents decided."""
    agents = tuple(AgentState(n, "complete", vote) for n, vote in enumerate(votes))
    return RunState(
        Ending.COMPLETE,
        started=1,
        completed=1,
        stages=(StageState("plan", "complete"),),
        history=(HistoryEntry(1, decision, 0, agents=agents),),
    )


def block_run(**changes: Any) -> Run:
    """A run of the block, whose agents decide to continue and to stop."""
    codex = {"program": "codex", "argv": ("codex", "exec", "-m", "gpt-5.5", "-")}
    calls = (
        call(1, 0, 1, agent=0),
        call(2, 0, 1, agent=1, decision={"decision": "stop"}, **codex),
    )
    running = tuple(AgentState(agent, "running") for agent in range(2))
    found = tuple(Snapshot(f"as {n}", state(0, 1, 0, [], agents=running)) for n in range(2))
    changed = {
        "calls": calls,
        "at_calls": found,
        "snapshots": (
            Snapshot("before", None),
            *found,
            Snapshot("after", merged("continue", "continue", "stop")),
        ),
        "artifacts": tuple(replace(folders((0, 1))[0], agent=agent) for agent in range(2)),
    }
    return replace(whole_run(), **{**changed, **changes})


def block(run: Run) -> Evidence:
    """Evidence of a run of the block."""
    return evidence(run, pipeline=BLOCK)


def after(run: Run, told: RunState | None) -> Run:
    """The same run, with another state afterwards."""
    return replace(run, snapshots=(*run.snapshots[:-1], Snapshot("after the run", told)))
