"""The state of gang-of-ralphs, read from small databases as the engine writes them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from proving_ground.engines.gang_of_ralphs.adapter import GangOfRalphs
from proving_ground.engines.gang_of_ralphs.configuration import FILE, configuration
from proving_ground.errors import StateUnreadable
from proving_ground.evidence.run_state import Ending, ErrorState
from proving_ground.orchestration.contract import RunOptions
from proving_ground.orchestration.state import (
    LoopState,
    OrchestrationState,
    PhaseEntry,
    ReviewState,
)

SCHEMA = """
CREATE TABLE runs (id TEXT PRIMARY KEY, spec_path TEXT, effort TEXT, phase TEXT, review_type TEXT,
  revision_count INTEGER DEFAULT 0, total_cost_usd REAL DEFAULT 0);
CREATE TABLE tasks (id TEXT, run_id TEXT, status TEXT, dependencies TEXT);
CREATE TABLE loops (id TEXT, run_id TEXT, task_ids TEXT, status TEXT, iteration INTEGER,
  same_error_count INTEGER DEFAULT 0, no_progress_count INTEGER DEFAULT 0, last_error TEXT,
  cost_usd REAL DEFAULT 0);
CREATE TABLE phase_history (id INTEGER PRIMARY KEY, run_id TEXT, phase TEXT, success INTEGER,
  summary TEXT);
CREATE TABLE context (id INTEGER PRIMARY KEY, run_id TEXT, type TEXT, content TEXT);
CREATE TABLE loop_reviews (id TEXT, run_id TEXT, passed INTEGER);
CREATE TABLE pending_conflicts (id INTEGER PRIMARY KEY, run_id TEXT, conflict_files TEXT);
"""
ENGINE = GangOfRalphs(None, Path("workshop"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".ralphs").mkdir()
    options = RunOptions(effort="high", max_revisions=2, usd_per_run=0.5)
    (tmp_path / FILE).write_text(configuration(options))
    write(tmp_path, SCHEMA)
    return tmp_path


def write(project: Path, *statements: str) -> None:
    with closing(sqlite3.connect(project / ".ralphs/state.db")) as database:
        for statement in statements:
            database.executescript(statement)
        database.commit()


def begin(project: Path, phase: str = "build", review: str = "NULL", more: str = "") -> None:
    told = f"'abc', '/somewhere/run-1.md', 'high', '{phase}', {review}"
    columns = "id, spec_path, effort, phase, review_type"
    write(project, f"INSERT INTO runs ({columns}) VALUES ({told});", more)


def read(project: Path) -> OrchestrationState:
    account = ENGINE.read(project, "run-1")
    assert account
    return account


def loop(status: str, error: str = "NULL") -> str:
    columns = "id, run_id, task_ids, status, iteration, last_error"
    return (
        f"""INSERT INTO loops ({columns}) VALUES ('l', 'abc', '["t"]', '{status}', 2, {error});"""
    )


def test_where_nothing_was_written_there_is_nothing_to_read(tmp_path: Path) -> None:
    assert ENGINE.read(tmp_path, "run-1") is None
    assert ENGINE.branches(tmp_path, "run-1") == "ralphs/"


def test_a_run_is_known_by_its_specification(project: Path) -> None:
    begin(project)
    assert ENGINE.read(project, "run-2") is None
    assert ENGINE.branches(project, "run-1") == "ralphs/abc/"
    assert ENGINE.branches(project, "run-2") == "ralphs/"


def test_caps_are_those_of_the_configuration(project: Path) -> None:
    begin(project)
    assert (read(project).max_cost, read(project).max_revisions) == (0.5, 2)


@pytest.mark.parametrize(
    ("phase", "review", "told"),
    [("review", "'plan'", "plan"), ("review", "'build'", "review"), ("build", "NULL", "build")],
)
def test_a_phase_whose_result_is_reviewed_is_still_that_phase(
    project: Path, phase: str, review: str, told: str
) -> None:
    begin(project, phase, review)
    assert read(project).phase == told


def test_a_revision_counts_from_its_begin(project: Path) -> None:
    begin(project, "revise", more="UPDATE runs SET revision_count = 1;")
    assert read(project).revisions == 2


@pytest.mark.parametrize(
    ("phase", "status", "ending"),
    [
        ("complete", "running", Ending.COMPLETE),
        ("build", "stuck", Ending.STUCK),
        ("build", "interrupted", Ending.INTERRUPTED),
        ("build", "failed", Ending.RUNNING),
    ],
)
def test_an_ending_is_what_phase_and_loops_tell(
    project: Path, phase: str, status: str, ending: Ending
) -> None:
    begin(project, phase, more=loop(status))
    assert read(project).ending is ending


def test_loops_and_tasks_are_told_as_they_stand(project: Path) -> None:
    begin(project, more=loop("stuck", "'No API'"))
    write(project, """INSERT INTO tasks VALUES ('t', 'abc', 'failed', '["s"]');""")
    account = read(project)
    assert account.loops == (LoopState("l", "t", "stuck", 2, reason="No API"),)
    assert account.task("t").dependencies == ("s",)
    assert account.error == ErrorState("error", "No API")


def test_of_reviews_the_history_tells_the_verdict(project: Path) -> None:
    rows = "(1, 'abc', 'plan', 0, 'a'), (2, 'abc', 'review', 0, 'b'), (3, 'abc', 'review', 1, 'c')"
    reviews = "INSERT INTO loop_reviews VALUES ('r', 'abc', 1);"
    begin(project, more=f"INSERT INTO phase_history VALUES {rows}; {reviews}")
    account = read(project)
    assert account.history[:2] == (
        PhaseEntry("plan", "failed", "a"),
        PhaseEntry("review", "completed", "b"),
    )
    assert account.reviews == (
        ReviewState("review-loop", passed=True),
        ReviewState("review", passed=False),
        ReviewState("review", passed=True),
    )


def test_open_conflicts_are_told_file_by_file(project: Path) -> None:
    conflict = """INSERT INTO pending_conflicts VALUES (1, 'abc', '["a.txt", "b.txt"]');"""
    begin(project, "conflict", more=conflict)
    assert read(project).conflicts == ("a.txt", "b.txt")


def test_a_torn_database_is_said_to_be_unreadable(project: Path) -> None:
    (project / ".ralphs/state.db").write_bytes(b"SQLite format 3\0" + bytes(100))
    with pytest.raises(StateUnreadable, match=r"state\.db does not hold"):
        ENGINE.read(project, "run-1")
    assert ENGINE.branches(project, "run-1") == "ralphs/"


def test_reading_changes_nothing(project: Path) -> None:
    begin(project)
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    read(project)
    assert before == {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
