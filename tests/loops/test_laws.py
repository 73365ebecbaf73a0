"""Each law of loops, with false evidence for each of its halves."""

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from proving_ground.agents.calls import Call
from proving_ground.engines.reference.loops import ReferenceLoops
from proving_ground.evidence.run_state import Ending
from proving_ground.laws.law import Law
from proving_ground.loops.asking import Says
from proving_ground.loops.contract import Capability, EngineState, Job, LoopAdapter, Voice
from proving_ground.loops.evidence import ENDLESS, LoopEvidence, LoopRun, Snapshot
from proving_ground.loops.laws import LAWS, broken
from proving_ground.repository.view import Checkout, GitView

MINE = "refs/heads/mine"
REFS = {"HEAD": "c0", "refs/heads/main": "c0", "refs/heads/mine": "c0", "refs/tags/v1": "c0"}
GIT = GitView(
    REFS,
    frozenset({"c0"}),
    (" M README.md", "?? notes.txt"),
    worktrees=("mine",),
    head="refs/heads/main",
    elsewhere={"/elsewhere": Checkout("refs/heads/mine", ())},
    settings={".git/config": "as it was"},
)
OWN = {"README.md": "Half a sentence", "notes.txt": "Private", "keys.local": "Secret"}
JOB = Job(("one", "two"), "Do the next step.", model="opus")


def call(number: int, task: str | None, decision: str | None = "continue", **changes: Any) -> Call:
    made = Call(
        number=number,
        program="claude",
        argv=("claude", "--model", "opus", "-p"),
        env={},
        cwd=Path("project"),
        pid=100 + number,
        ppid=1,
        prompt="Do the next step.\nDecision file: x",
        stage=None,
        session=None,
        iteration=None,
        attempt=number,
        started=float(number),
        before=Path("before"),
        ended=number + 0.5,
        exit=0,
        decision={"decision": decision, "task": task} if decision else None,
        after=Path("after"),
    )
    return replace(made, **changes)


FIRST, SECOND = call(1, "one"), call(2, "two", "stop")
WORK = {"steps/one.txt": "one, in call 1\n", "steps/two.txt": "two, in call 2\n"}
COUNTED = (Snapshot(EngineState(Ending.RUNNING, 1)), Snapshot(EngineState(Ending.RUNNING, 2)))
RUN = LoopRun(
    exit_code=0,
    stdout="",
    stderr="",
    calls=(FIRST, SECOND),
    git=GIT,
    files=WORK,
    belongings=OWN,
    state=Snapshot(EngineState(Ending.COMPLETE, 2)),
    at_calls=COUNTED,
)


class Capable(ReferenceLoops):
    capabilities = frozenset(Capability)


class Retrying(Capable):
    retries = 2


class GoingOn(Capable):
    retries = math.inf


class Uncapped(GoingOn):
    capabilities = frozenset(Capability) - {Capability.CAP}


class Deaf(Capable):
    capabilities = frozenset(Capability) - {Capability.DONE_SIGNAL}


ADAPTER = Capable(None, Path())


def evidence(
    *runs: LoopRun, job: Job = JOB, adapter: LoopAdapter = ADAPTER, own: Mapping[str, str] = OWN
) -> LoopEvidence:
    return LoopEvidence(adapter, job, runs, GIT, own)


def run(**changes: Any) -> LoopRun:
    if "calls" in changes:
        changes.setdefault("at_calls", tuple(Snapshot(None) for _ in changes["calls"]))
    return replace(RUN, **changes)


CRASH = call(2, None, None, exit=1)
STRUCK = {"fault": "SIGTERM in call 1", "struck": 1.2, "exit_code": 143, "state": Snapshot(None)}
FALSE: dict[str, list[LoopEvidence]] = {
    "success-is-earned": [
        evidence(run(calls=())),
        evidence(run(calls=(FIRST, CRASH))),
        evidence(run(calls=(FIRST, call(2, None, None)))),
        evidence(run(calls=(FIRST, call(2, "two", "stop", exit=1)))),
        evidence(run(calls=(FIRST, call(2, "two")))),
    ],
    "exit-documented": [evidence(run(exit_code=77))],
    "done-signal-obeyed": [evidence(run(calls=(call(1, "one", "stop"), SECOND)))],
    "a-stop-is-a-stop": [
        evidence(run(**STRUCK)),
        evidence(run(**STRUCK | {"calls": (FIRST,), "late": True})),
        evidence(run(**STRUCK | {"calls": (FIRST,), "exit_code": 0})),
        evidence(run(**STRUCK | {"calls": (FIRST,), "late": True, "person": Says.NOTHING})),
    ],
    "asks-first": [
        evidence(run(person=Says.YES)),
        evidence(run(person=Says.ABSENT)),
        evidence(run(person=Says.NO, asked=1), run(person=Says.ABSENT)),
    ],
    "nothing-left-alive": [evidence(run(survivors=("process 7: claude -p",)))],
    "own-session": [
        evidence(run(calls=(replace(FIRST, env={"CLAUDECODE": "1"}), SECOND))),
        evidence(run(calls=(replace(FIRST, env={"GIT_DIR": ".git"}), SECOND))),
    ],
    "stays-inside": [evidence(run(strays=("/tmp/x appeared",)))],
    "nothing-left-behind": [
        evidence(run(files={**WORK, ".loop.lock": ""})),
        evidence(run(git=replace(GIT, worktrees=("mine", "left")))),
        evidence(run(git=replace(GIT, unfinished=frozenset({".git/index.lock"})))),
    ],
    "yours-is-yours": [
        evidence(run(git=replace(GIT, commits=frozenset({"c9"})))),
        evidence(run(belongings={**OWN, "notes.txt": "Public"})),
        evidence(run(belongings={**OWN, "keys.local": None})),
        evidence(run(git=replace(GIT, uncommitted=("?? notes.txt",)))),
        evidence(run(git=replace(GIT, refs={n: c for n, c in REFS.items() if "tags" not in n}))),
        evidence(run(git=replace(GIT, refs={**REFS, "refs/tags/v1": "c9"}))),
        evidence(run(git=replace(GIT, refs={**REFS, "refs/stash": "c9"}))),
        evidence(run(git=replace(GIT, head="refs/heads/theirs"))),
        evidence(run(git=replace(GIT, uncommitted=(*GIT.uncommitted, "D  LICENSE")))),
        evidence(run(git=replace(GIT, elsewhere={}))),
        evidence(run(git=replace(GIT, elsewhere={"/elsewhere": Checkout("c0", ())}))),
        evidence(run(git=replace(GIT, elsewhere={"/elsewhere": Checkout(MINE, ("D  a",))}))),
        evidence(run(git=replace(GIT, settings={".git/config": "otherwise"}))),
    ],
    "own-words": [
        evidence(run(stderr=line))
        for line in (
            "loop.sh: line 12: COUNT: unbound variable",
            "Traceback (most recent call last):",
            "TypeError: undefined is not a function",
            "panic: runtime error: index out of range",
        )
    ],
    "ticked-is-done": [
        evidence(run(ticked=frozenset({"one", "three"})), job=replace(JOB, listed=True))
    ],
    "tries-again": [
        evidence(run(calls=(FIRST, CRASH)), adapter=Retrying(None, Path())),
        evidence(run(calls=(FIRST, CRASH)), adapter=GoingOn(None, Path())),
        evidence(run(calls=(call(1, None, None, exit=1), SECOND))),
    ],
    "told-nothing-else": [evidence(RUN, job=replace(JOB, input="the next step"))],
    "task-is-told": [evidence(RUN, job=replace(JOB, listed=True))],
    "ends-by-itself": [evidence(run(fault=ENDLESS)), evidence(run(fault=ENDLESS), RUN)],
    "cap-holds": [evidence(RUN, job=replace(JOB, cap=1))],
    "told-whole": [
        evidence(run(calls=(replace(FIRST, prompt="Do the next"), SECOND))),
        evidence(run(calls=(FIRST, call(2, None, None, exit=1, prompt="", said="No session")))),
    ],
    "as-configured": [
        evidence(run(calls=(replace(FIRST, program="codex"), SECOND))),
        evidence(RUN, job=replace(JOB, model="haiku")),
    ],
    "work-is-kept": [
        evidence(run(files={"steps/one.txt": "one, in call 1\n"})),
        evidence(run(files={**WORK, "steps/two.txt": "something else\n"})),
    ],
    "task-once": [evidence(run(calls=(FIRST, call(2, "one"), call(3, "two", "stop"))))],
    "state-agrees": [
        evidence(run(state=Snapshot(EngineState(Ending.RUNNING, 2)))),
        evidence(run(state=Snapshot(None, "half a line"))),
        evidence(run(at_calls=(COUNTED[0], COUNTED[0]))),
    ],
}


def names(found: list[str]) -> set[str]:
    return {line.partition(":")[0] for line in found}


def test_true_evidence_breaks_no_law() -> None:
    assert broken(evidence(RUN)) == []


def test_what_a_shell_tells_of_a_signal_is_no_complaint() -> None:
    told = "loop.sh: line 7:  4711 Terminated              claude -p\n"
    assert broken(evidence(run(stderr=told))) == []


def test_a_stop_that_is_one_breaks_no_law() -> None:
    assert broken(evidence(run(**STRUCK | {"calls": (FIRST,)}))) == []


def test_false_evidence_is_there_for_every_law() -> None:
    assert set(FALSE) == {law.id for law in LAWS}


@pytest.mark.parametrize(("law", "half"), [(k, i) for k, v in FALSE.items() for i in range(len(v))])
def test_false_evidence_breaks_its_law(law: str, half: int) -> None:
    assert law in names(broken(FALSE[law][half]))


@pytest.mark.parametrize("law", [each for each in LAWS if each.needs], ids=lambda each: each.id)
def test_a_law_without_its_witness_is_silent(law: Law[LoopEvidence]) -> None:
    class Without(Capable):
        capabilities = frozenset(each for each in Capability if each != law.needs)

    blind = replace(FALSE[law.id][0], adapter=Without(None, Path()))
    assert law.id not in names(broken(blind))


def test_success_says_nothing_where_an_exit_means_both() -> None:
    class Vague(Capable):
        capabilities = frozenset(Capability) - {Capability.OUTCOME}

    assert "success-is-earned" not in names(
        broken(evidence(run(calls=(FIRST, CRASH)), adapter=Vague(None, Path())))
    )


def test_a_loop_that_needs_two_signals_may_go_on_after_one() -> None:
    class Twice(Capable):
        voice = Voice(signals=2, decides=True)

    calls = (FIRST, SECOND, call(3, None, "stop"))
    assert broken(evidence(run(calls=calls), adapter=Twice(None, Path()))) == []


def test_a_finished_task_may_be_done_again_where_the_run_was_killed_before_it_was_ticked() -> None:
    killed = run(calls=(FIRST,), fault="SIGKILL in call 1", struck=1.9, exit_code=-9)
    again = run(calls=(call(2, "one"), call(3, "two", "stop")))
    kept = {
        "steps/one.txt": "one, in call 1\none, in call 2\n",
        "steps/two.txt": "two, in call 3\n",
    }
    assert broken(evidence(replace(killed, state=Snapshot(None)), replace(again, files=kept))) == []


@pytest.mark.parametrize(
    "line",
    [
        "loop.sh: line 5: claude: command not found",
        "loop.sh: 5: claude: not found",
        "loop.sh: line 4: /agents/bin/claude: Argument list too long",
    ],
)
def test_a_shell_that_names_the_agent_it_cannot_start_is_clear(line: str) -> None:
    assert broken(evidence(run(stderr=line))) == []


def test_a_shell_that_names_another_program_is_not() -> None:
    told = "loop.sh: line 5: jqq: command not found"
    assert "own-words" in names(broken(evidence(run(stderr=told))))


def test_a_loop_without_a_cap_may_go_on_until_its_agent_is_done() -> None:
    failing = run(calls=(CRASH, CRASH), fault=ENDLESS)
    idle = run(calls=(FIRST, FIRST), fault=ENDLESS)
    late = run(calls=(FIRST, SECOND), fault=ENDLESS)
    for each, adapter in ((failing, Uncapped), (idle, Uncapped)):
        assert "ends-by-itself" not in names(broken(evidence(each, adapter=adapter(None, Path()))))
    for each, adapter in ((late, Uncapped), (failing, Capable), (run(fault=ENDLESS), GoingOn)):
        assert "ends-by-itself" in names(broken(evidence(each, adapter=adapter(None, Path()))))


def test_who_cannot_hear_that_an_agent_is_done_may_call_another() -> None:
    both = run(calls=(call(1, "one", "stop"), SECOND))
    deaf = evidence(both, job=replace(JOB, listed=True), adapter=Deaf(None, Path()))
    assert "done-signal-obeyed" not in names(broken(deaf))


class Both(Capable):
    """An engine whose exit 0 stands for success, and for a cap that was reached."""

    endings = Capable.endings | {0: frozenset({Ending.COMPLETE, Ending.CAPPED})}


@pytest.mark.parametrize(
    ("calls", "cap", "ending"),
    [
        ((FIRST, SECOND), 2, Ending.COMPLETE),
        ((FIRST, SECOND), 8, Ending.COMPLETE),
        ((FIRST, call(2, "two")), 2, Ending.CAPPED),
        ((FIRST, call(2, "two")), 8, Ending.COMPLETE),
        ((FIRST, CRASH), 2, Ending.COMPLETE),
        ((), 0, Ending.COMPLETE),
    ],
)
def test_calls_tell_a_cap_from_success_where_the_exit_does_not(
    calls: tuple[Call, ...], cap: int, ending: Ending
) -> None:
    seen = evidence(run(calls=calls), job=replace(JOB, cap=cap), adapter=Both(None, Path()))
    assert seen.endings(seen.last) == {ending}


def test_the_stronger_place_decides_on_the_model() -> None:
    both = replace(JOB, model=None, asked={"environment": "haiku", "flag": "opus"})
    assert broken(evidence(RUN, job=both)) == []
    weak = replace(both, asked={"environment": "haiku"})
    assert "as-configured" in names(broken(evidence(RUN, job=weak)))
