"""The laws of orchestrations: none is broken by true evidence, each by some that is false."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from proving_ground.agents.calls import Call, ToolCall
from proving_ground.engines.reference.orchestrator import ReferenceOrchestrator
from proving_ground.evidence.run_state import Ending, ErrorState
from proving_ground.orchestration.contract import RunOptions
from proving_ground.orchestration.evidence import Base, Evidence, Run, Snapshot
from proving_ground.orchestration.laws import LAWS, broken
from proving_ground.orchestration.state import (
    AttemptState,
    LoopState,
    OrchestrationState,
    ReviewState,
    TaskState,
)
from proving_ground.repository.view import GitView

GIT = GitView({"HEAD": "c0"}, frozenset({"c0"}), (" M README.md",), ())
MINE = {"README.md": "mine"}
COMPLETE = OrchestrationState(
    Ending.COMPLETE,
    "complete",
    tasks=(TaskState("a", "completed"), TaskState("b", "completed", ("a",))),
    loops=(LoopState("loop-1", "a", "completed", 1), LoopState("loop-2", "b", "completed", 1)),
    reviews=(ReviewState("review", passed=True),),
    max_revisions=1,
    cost=1.0,
    max_cost=5.0,
)
BUILDING = replace(
    COMPLETE,
    ending=Ending.RUNNING,
    phase="build",
    tasks=(TaskState("a", "completed"), TaskState("b", "in_progress", ("a",))),
    loops=(LoopState("loop-1", "a", "completed", 1), LoopState("loop-2", "b", "running", 0)),
    reviews=(),
    cost=0.5,
)


REVIEWING = replace(COMPLETE, ending=Ending.RUNNING, phase="review", reviews=(), cost=0.5)


def call(**changes: Any) -> Call:
    made = Call(
        number=1,
        program="claude",
        argv=("claude",),
        env={},
        cwd=Path(),
        pid=1,
        ppid=1,
        prompt="",
        stage="build",
        session="run-1",
        iteration=1,
        attempt=1,
        started=1.0,
        before=Path("before"),
        ended=2.0,
        exit=0,
        task="b",
        loop="loop-2",
    )
    return replace(made, **changes)


def run(
    state: OrchestrationState | None = COMPLETE,
    found: OrchestrationState = BUILDING,
    **changes: Any,
) -> Run:
    calls = changes.pop("calls", (call(),))
    snapshots = tuple(Snapshot("as a call began", found) for _ in calls)
    made = Run(
        action="start",
        options=RunOptions(),
        exit_code=0,
        stdout="",
        stderr="",
        calls=calls,
        snapshots=(Snapshot("before the run", None), *snapshots, Snapshot("after the run", state)),
        at_calls=snapshots,
        git=GIT,
        base=Base(("m1", "m2"), {}, in_merge=False),
        files=frozenset(),
        belongings=MINE,
        survivors=(),
    )
    return replace(made, **changes)


def evidence(*runs: Run) -> Evidence:
    engine = ReferenceOrchestrator(None, Path())
    return Evidence(engine, "orchestrator/run-1/", GIT, MINE, frozenset(), runs)


def calls(*programs: str) -> tuple[Call, ...]:
    """One call of each, for the same step, a second after the other."""
    return tuple(
        call(number=n, program=program, attempt=n, started=2.0 * n, ended=2.0 * n + 1)
        for n, program in enumerate(programs, 1)
    )


def reviewed(*, failed: bool = False, **changes: Any) -> Call:
    """A call of the reviewer, whose report was taken, or not."""
    report = ToolCall("set_review_result", {}, "The verdict is recorded.", failed)
    return call(stage="review", task=None, loop=None, tools=(report,), **changes)


def attempts(*backends: str, **changes: Any) -> tuple[AttemptState, ...]:
    """The account of such calls: all but the last found their backend down."""
    last = len(backends)
    made = AttemptState("build", 1, "b", 1, "claude", failure="529 Overloaded", down=True)
    found = [
        replace(made, attempt=n, backend=each, reason="529 Overloaded" if n > 1 else None)
        for n, each in enumerate(backends, 1)
    ]
    found[-1] = replace(found[-1], failure=None, down=False)
    return tuple(replace(each, **changes) for each in found) if last else ()


def asked(
    made: tuple[Call, ...], told: tuple[AttemptState, ...] | None, **options: Any
) -> Evidence:
    """A run with those calls, and that account of them."""
    cached = (ReviewState("review", passed=True, cached=True),)
    state = replace(COMPLETE, attempts=told, reviews=cached)
    return evidence(run(state=state, calls=made, options=RunOptions(**options)))


TWICE = calls("claude", "claude")
FELL_BACK = calls("claude", "codex")
REVIEWED = (call(), reviewed(number=2, started=3.0, ended=4.0))
ACCOUNT = (*attempts("claude"), *attempts("claude", phase="review", task=None))
EXCUSED = {
    "an agent gave the verdict": evidence(
        run(
            calls=REVIEWED,
            at_calls=(Snapshot("one", BUILDING), Snapshot("two", REVIEWING)),
            state=replace(COMPLETE, attempts=ACCOUNT),
        )
    ),
    "the verdict was given before": evidence(
        run(
            state=replace(
                COMPLETE,
                attempts=attempts("claude"),
                reviews=(ReviewState("review", passed=True, cached=True),),
            )
        )
    ),
    "the backend was down once": asked(TWICE, attempts("claude", "claude")),
    "and the engine waited": asked(TWICE, attempts("claude", "claude", waited=1.0)),
    "the fallback was asked": asked(
        FELL_BACK, attempts("claude", "codex"), fallback="codex", max_attempts=1
    ),
    "the fallback was asked at once, for a reason": asked(
        calls("codex"), attempts("codex", reason="claude is left alone"), fallback="codex"
    ),
    "a fault cut the fallback short before anything was noted": evidence(
        run(
            calls=(call(program="codex", ended=None, exit=None),),
            state=replace(COMPLETE, attempts=()),
            options=RunOptions(fallback="codex"),
            fault="killed",
        )
    ),
}


def failed(**changes: Any) -> OrchestrationState:
    error = ErrorState("tasks_open", "b failed")
    return replace(COMPLETE, ending=Ending.FAILED, error=error, **changes)


FALSE = {
    "outcome-agrees": [
        evidence(run(exit_code=99)),
        evidence(run(state=None)),
        evidence(run(exit_code=1)),
        evidence(run(calls=())),
        evidence(run(state=replace(COMPLETE, reviews=()))),
        evidence(run(state=replace(COMPLETE, conflicts=("a.txt",)))),
        evidence(run(state=replace(COMPLETE, tasks=(TaskState("a", "failed"),)))),
        evidence(run(state=replace(COMPLETE, loops=(LoopState("loop-2", "b", "failed", 1),)))),
        evidence(run(state=replace(failed(), error=None), exit_code=1)),
    ],
    "done-is-merged": [
        evidence(run(base=Base(("m1",), {}, in_merge=False))),
        evidence(run(base=Base(("m1", "m2"), {}, in_merge=True))),
    ],
    "calls-once": [
        evidence(run(calls=(call(), call(number=2, started=3.0, ended=4.0)))),
        asked(TWICE, attempts("claude", "claude", down=False)),
        asked(TWICE, attempts("claude", "claude", number=2)),
        asked(TWICE, attempts("claude", "claude", task="a")),
        asked(TWICE, attempts("claude")),
        asked(TWICE, attempts("claude", "claude"), max_attempts=1),
        asked(calls(*["claude"] * 4), attempts(*["claude"] * 4)),
    ],
    "attempts-agree": [
        asked(TWICE, attempts("claude")),
        asked(TWICE, attempts("claude", "codex"), fallback="codex"),
        asked(calls("claude"), attempts("claude", "claude")),
        asked(calls("claude"), ()),
        asked(TWICE, attempts("claude", "claude", waited=1.5)),
    ],
    "phase-agrees": [
        evidence(run(calls=(call(stage="plan"),))),
        evidence(run(at_calls=(Snapshot("as the call began", None),))),
    ],
    "dependencies-first": [
        evidence(
            run(
                found=replace(
                    BUILDING,
                    tasks=(TaskState("a", "pending"), TaskState("b", "in_progress", ("a",))),
                )
            )
        )
    ],
    "never-backwards": [
        evidence(run(found=replace(BUILDING, cost=2.0))),
        evidence(run(found=replace(BUILDING, revisions=1))),
        evidence(run(found=replace(BUILDING, reviews=(*COMPLETE.reviews, *COMPLETE.reviews)))),
        evidence(run(found=replace(BUILDING, phase="review"), state=BUILDING)),
        evidence(run(found=replace(BUILDING, loops=(replace(COMPLETE.loops[0], iterations=2),)))),
    ],
    "budget-holds": [
        evidence(run(found=replace(BUILDING, cost=5.0), state=replace(COMPLETE, cost=5.0))),
        evidence(run(state=replace(COMPLETE, revisions=2))),
    ],
    "loops-are-capped": [
        evidence(run(calls=(call(), call(iteration=2)), options=RunOptions(max_loops=1)))
    ],
    "verdicts-agree": [
        evidence(run(state=replace(COMPLETE, attempts=attempts("claude")))),
        evidence(
            run(
                calls=(reviewed(failed=True),),
                state=replace(COMPLETE, attempts=attempts("claude", phase="review")),
            )
        ),
    ],
    "as-configured": [
        evidence(run(calls=(call(program="codex"),))),
        asked(FELL_BACK, attempts("claude", "codex")),
        asked(FELL_BACK, attempts("claude", "codex"), backend="codex"),
        asked(FELL_BACK, attempts("claude", "codex", reason=None), fallback="codex"),
        asked(FELL_BACK, attempts("claude", "codex", number=2), fallback="codex"),
        asked(FELL_BACK, None, fallback="codex"),
    ],
    "always-readable": [
        evidence(run(snapshots=(Snapshot("before", None, "torn"), Snapshot("after", COMPLETE))))
    ],
    "done-is-done": [
        evidence(run(snapshots=(Snapshot("before", COMPLETE), Snapshot("after", COMPLETE)))),
        evidence(
            run(calls=(), snapshots=(Snapshot("before", COMPLETE), Snapshot("after", BUILDING)))
        ),
    ],
    "nothing-left-alive": [evidence(run(survivors=("claude -p",)))],
    "nothing-left-behind": [
        evidence(run(files=frozenset({"run.lock"}))),
        evidence(run(git=replace(GIT, worktrees=("loop-1",)))),
        evidence(run(git=replace(GIT, unfinished=frozenset({".git/rebase-merge"})))),
        evidence(run(git=replace(GIT, refs={"refs/heads/orchestrator/run-1/loop-1": "c0"}))),
    ],
    "own-session": [evidence(run(calls=(call(env={"CLAUDECODE": "1"}),)))],
    "stays-inside": [evidence(run(strays=("/tmp/x appeared",)))],
    "nothing-is-lost": [
        evidence(
            run(
                state=failed(loops=(LoopState("loop-2", "b", "failed", 1),)),
                exit_code=1,
                base=Base((), {}, in_merge=False),
            )
        )
    ],
    "yours-is-yours": [
        evidence(run(git=replace(GIT, commits=frozenset()))),
        evidence(run(git=replace(GIT, uncommitted=()))),
        evidence(run(belongings={"README.md": None})),
    ],
}


def test_true_evidence_breaks_no_law() -> None:
    assert broken(evidence(run())) == []


@pytest.mark.parametrize("excused", EXCUSED.values(), ids=EXCUSED)
def test_what_is_on_record_within_the_cap_is_excused(excused: Evidence) -> None:
    assert broken(excused) == []


def test_each_law_has_false_evidence() -> None:
    assert set(FALSE) == {law.id for law in LAWS}


@pytest.mark.parametrize(
    ("law", "false"), [(law, each) for law, many in FALSE.items() for each in many]
)
def test_false_evidence_breaks_its_law(law: str, false: Evidence) -> None:
    assert law in {found.partition(":")[0] for found in broken(false)}
