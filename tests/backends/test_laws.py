"""Each law of the backends family rejects evidence that is false in one point."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from proving_ground.agents.calls import Call
from proving_ground.backends import laws
from proving_ground.backends.contract import Method, Reply, Request, StoredData
from proving_ground.backends.evidence import Evidence, Run, Snapshot
from proving_ground.engines.reference.backends import ReferenceBackends
from proving_ground.repository.view import GitView

GIT = GitView({"HEAD": "c0"}, frozenset({"c0"}), (" M README.md", "?? notes.txt"), ())
MINE: dict[str, str | None] = {"notes.txt": "mine"}
ADAPTER = ReferenceBackends(None, Path())
LOOK = Snapshot(
    stored_data=StoredData(("Use tabs.",), ("Write the docs",)),
    stored={"memory.json": b"{}"},
)
BROKEN = replace(LOOK, stored_data=StoredData(problem="no JSON"), stored={"memory.json": b"{"})
GOOD = Run(
    request=Request(Method.INITIALIZE),
    expected="claude",
    exit_code=0,
    answer=Reply(success=True),
    calls=(),
    before=LOOK,
    after=LOOK,
    git=GIT,
    belongings=MINE,
)


def call(program: str) -> Call:
    return Call(
        number=1,
        program=program,
        argv=(program,),
        env={},
        cwd=Path(),
        pid=1,
        ppid=1,
        prompt="",
        stage=None,
        session=None,
        iteration=None,
        attempt=1,
        started=0.0,
        before=Path(),
    )


def broken(**changes: Any) -> list[str]:
    evidence = Evidence(ADAPTER, GIT, MINE, (replace(GOOD, **changes),))
    return sorted({found.partition(":")[0] for found in laws.broken(evidence)})


def tasks(action: str) -> Request:
    return Request(Method.TASKS, {"action": action})


def without_task() -> Snapshot:
    return replace(LOOK, stored_data=StoredData(("Use tabs.",), ()))


def test_true_evidence_breaks_no_law() -> None:
    assert broken() == []
    assert broken(calls=(call("claude"), call("bd"))) == []
    assert broken(before=BROKEN, after=BROKEN) == []
    assert broken(request=tasks("delete"), after=without_task()) == []


CASES: list[tuple[str, Callable[[], dict[str, Any]]]] = [
    ("stays-inside", lambda: {"strays": ("/home/me/.data appeared",)}),
    ("only-the-chosen", lambda: {"calls": (call("codex"),)}),
    ("answers-agree", lambda: {"stderr": "Traceback (most recent call last):\n  boom"}),
    ("answers-agree", lambda: {"answer": None}),
    ("answers-agree", lambda: {"exit_code": 1}),
    ("answers-agree", lambda: {"answer": Reply(success=True, error="oh")}),
    ("answers-agree", lambda: {"answer": Reply(success=False), "exit_code": 1}),
    ("nothing-is-lost", lambda: {"before": BROKEN}),
    ("nothing-is-lost", lambda: {"after": BROKEN}),
    ("nothing-is-lost", lambda: {"after": replace(LOOK, stored_data=StoredData((), ("a",)))}),
    ("nothing-is-lost", lambda: {"after": without_task()}),
    ("nothing-is-lost", lambda: {"after": without_task(), "request": tasks("list")}),
    ("nothing-left-alive", lambda: {"survivors": ("process 7: sleep 600",)}),
    (
        "own-session",
        lambda: {"calls": (replace(call("claude"), env={"CODEX_SANDBOX": "seatbelt"}),)},
    ),
    ("yours-is-yours", lambda: {"git": replace(GIT, refs={"HEAD": "c1"})}),
    ("yours-is-yours", lambda: {"git": replace(GIT, commits=frozenset({"c1"}))}),
    ("yours-is-yours", lambda: {"git": replace(GIT, unfinished=frozenset({".git/a.lock"}))}),
    ("yours-is-yours", lambda: {"git": replace(GIT, uncommitted=("?? notes.txt",))}),
    ("yours-is-yours", lambda: {"belongings": {"notes.txt": "theirs"}}),
]


@pytest.mark.parametrize(("law", "changes"), CASES)
def test_false_evidence_breaks_the_law(law: str, changes: Callable[[], dict[str, Any]]) -> None:
    assert broken(**changes()) == [law]
