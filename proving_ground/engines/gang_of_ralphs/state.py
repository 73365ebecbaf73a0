"""The engine's `state.db`, read into the suite's own model."""

import json
import sqlite3
from pathlib import Path

from proving_ground.engines.databases import copy_of
from proving_ground.engines.gang_of_ralphs.configuration import FILE, caps
from proving_ground.evidence.run_state import Ending, ErrorState
from proving_ground.evidence.witness import read_regular_text
from proving_ground.orchestration.state import (
    LoopState,
    OrchestrationState,
    PhaseEntry,
    ReviewState,
    TaskState,
)

DATABASE = Path(".ralphs/state.db")
STATE = (str(DATABASE), f"{DATABASE}-wal", FILE)
_GATED = ("analyze", "enumerate", "plan")


def read_account(project: Path, spec: str) -> OrchestrationState | None:
    """The account of the run whose specification is in a file of that name."""
    if not (project / DATABASE).exists():
        return None
    with copy_of([project / name for name in STATE[:2]]) as db:
        run = _run(db, spec)
        return _account(db, run, read_regular_text(project / FILE)) if run else None


def run_id(project: Path, spec: str) -> str | None:
    """What the engine itself calls that run."""
    if not (project / DATABASE).exists():
        return None
    with copy_of([project / name for name in STATE[:2]]) as db:
        run = _run(db, spec)
        return run["id"] if run else None


def _run(db: sqlite3.Connection, spec: str) -> sqlite3.Row | None:
    sql = "SELECT * FROM runs WHERE spec_path LIKE ? ORDER BY rowid DESC"
    run: sqlite3.Row | None = db.execute(sql, (f"%/{spec}",)).fetchone()
    return run


def _account(db: sqlite3.Connection, run: sqlite3.Row, configuration: str) -> OrchestrationState:
    def rows(table: str) -> list[sqlite3.Row]:
        sql = f"SELECT * FROM {table} WHERE run_id = ? ORDER BY rowid"  # noqa: S608 (own names)
        return db.execute(sql, (run["id"],)).fetchall()

    history, loops = rows("phase_history"), tuple(_loop(row) for row in rows("loops"))
    max_cost, max_revisions = caps(configuration, run["effort"])
    return OrchestrationState(
        ending=_ending(run["phase"], loops),
        phase=_phase(run),
        history=tuple(_entry(row) for row in history),
        tasks=tuple(_task(row) for row in rows("tasks")),
        loops=loops,
        reviews=(
            *(ReviewState("review-loop", bool(row["passed"])) for row in rows("loop_reviews")),
            *(ReviewState("review", bool(r["success"])) for r in history if r["phase"] == "review"),
        ),
        conflicts=tuple(
            file for row in rows("pending_conflicts") for file in json.loads(row["conflict_files"])
        ),
        revisions=run["revision_count"] + (run["phase"] == "revise"),  # counted when it is over
        max_revisions=max_revisions,
        cost=run["total_cost_usd"],
        max_cost=max_cost,
        error=_error([row["content"] for row in rows("context") if row["type"] == "error"], loops),
    )


def _phase(run: sqlite3.Row) -> str:
    """The engine reviews a phase's result in a phase of its own; here it is still the first."""
    reviewed, phase = run["review_type"], str(run["phase"])
    return str(reviewed) if phase == "review" and reviewed in _GATED else phase


def _ending(phase: str, loops: tuple[LoopState, ...]) -> Ending:
    """The state tells nothing of a run that failed: it goes on saying where the run stands."""
    if phase == "complete":
        return Ending.COMPLETE
    statuses = {loop.status for loop in loops}
    for ending in (Ending.STUCK, Ending.INTERRUPTED):
        if ending in statuses:
            return ending
    return Ending.RUNNING


def _error(reported: list[str], loops: tuple[LoopState, ...]) -> ErrorState | None:
    """What agents gave up for, and why the last loop got stuck; nothing else is written down."""
    reasons = [
        *reported,
        *(loop.reason for loop in loops if loop.status == "stuck" and loop.reason),
    ]
    return ErrorState("error", reasons[-1]) if reasons else None


def _entry(row: sqlite3.Row) -> PhaseEntry:
    """Of a review, `success` tells the verdict and not how the phase went."""
    done = row["success"] or row["phase"] == "review"
    return PhaseEntry(row["phase"], "completed" if done else "failed", row["summary"])


def _task(row: sqlite3.Row) -> TaskState:
    return TaskState(row["id"], row["status"], tuple(json.loads(row["dependencies"])))


def _loop(row: sqlite3.Row) -> LoopState:
    return LoopState(
        id=row["id"],
        task=json.loads(row["task_ids"])[0],
        status=row["status"],
        iterations=row["iteration"],
        same_error=row["same_error_count"],
        no_progress=row["no_progress_count"],
        cost=row["cost_usd"],
        reason=row["last_error"],
    )
