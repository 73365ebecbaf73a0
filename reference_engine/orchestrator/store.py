"""The state of one run: a SQLite database that can be copied and read at any moment.

Write-ahead logging never touches the main file while a run lasts (checkpoints happen when it is
opened and closed), so a copy of both files is always a state that was true.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reference_engine.orchestrator.config import Phase, Settings
from reference_engine.orchestrator.records import Issue, Loop, Review, Task
from reference_engine.pipelines.errors import BrokenFile

SCHEMA = Path(__file__).with_name("schema.sql")
PATIENCE_MS = 10_000
"""How long the orchestrator itself waits for a locked database."""
TOOL_PATIENCE_MS = 500
"""How long a tool call waits: an agent can call again, and others wait behind it."""


class Store:
    """One connection; all writing goes through `transaction`."""

    def __init__(self, path: Path):
        """Open an existing store; BrokenFile where it is none."""
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            for pragma in ("journal_mode = WAL", "wal_autocheckpoint = 0", "foreign_keys = ON"):
                self._db.execute(f"PRAGMA {pragma}")
            self.be_patient(PATIENCE_MS)
            if self.one("PRAGMA user_version")[0] != 2:
                raise BrokenFile(f"{path} is no state store of this version")
        except sqlite3.DatabaseError as error:
            raise BrokenFile(f"{path} cannot be read: {error}") from None

    @classmethod
    def create(cls, path: Path, name: str, settings: Settings) -> "Store":
        """Make the store of a new run; it is there whole, or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name("new.db")
        new.unlink(missing_ok=True)
        db = sqlite3.connect(new)
        db.executescript(f"PRAGMA journal_mode = MEMORY;BEGIN;{SCHEMA.read_text()}COMMIT;")
        told = (name, "running", Phase.ANALYZE, settings.model_dump_json(), now())
        db.execute(
            "INSERT INTO run (id, name, status, phase, settings, started_at)"
            " VALUES (1, ?, ?, ?, ?, ?)",
            told,
        )
        db.commit()
        db.close()
        new.replace(path)
        return cls(path)

    def close(self) -> None:
        """Write everything into the main file."""
        self._db.close()

    def be_patient(self, milliseconds: int) -> None:
        """How long to wait for a database that somebody else has locked."""
        self._db.execute(f"PRAGMA busy_timeout = {milliseconds}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; joins one that is open already."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def do(self, sql: str, *values: object) -> int:
        """Write; returns the number of the row that was inserted last."""
        with self.transaction():
            return self._db.execute(sql, values).lastrowid or 0

    def all(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Read rows."""
        return self._db.execute(sql, values).fetchall()

    def one(self, sql: str, *values: object) -> sqlite3.Row:
        """Read a row that is there."""
        row: sqlite3.Row = self._db.execute(sql, values).fetchone()
        return row

    # The run

    @property
    def settings(self) -> Settings:
        """What the run was asked for."""
        return Settings.model_validate_json(self.one("SELECT settings FROM run")[0])

    @property
    def phase(self) -> Phase:
        """The phase that the run is in."""
        return Phase(self.one("SELECT phase FROM run")[0])

    @property
    def status(self) -> str:
        """running, complete, failed, stuck, over_budget, paused or interrupted."""
        return str(self.one("SELECT status FROM run")[0])

    @property
    def started_at(self) -> str:
        """When the run began, as `now` writes it."""
        return str(self.one("SELECT started_at FROM run")[0])

    @property
    def revisions(self) -> int:
        """How often the run was sent back by its review."""
        return int(self.one("SELECT revisions FROM run")[0])

    def set_run(self, **told: object) -> None:
        """Change columns of the run."""
        columns = ", ".join(f"{name} = ?" for name in told)
        self.do(f"UPDATE run SET {columns}", *told.values())  # noqa: S608 (own names)

    # Tasks and their plan

    def tasks(self) -> list[Task]:
        """All tasks, in the order in which they were written."""
        rows = self.all("SELECT * FROM tasks ORDER BY rowid")
        return [
            Task(
                row["id"],
                row["title"],
                row["description"],
                tuple(json.loads(row["dependencies"])),
                row["status"],
                row["reason"],
            )
            for row in rows
        ]

    def set_task(self, task: str, status: str, reason: str | None = None) -> None:
        """Change how a task stands."""
        self.do("UPDATE tasks SET status = ?, reason = ? WHERE id = ?", status, reason, task)

    def groups(self) -> list[list[str]]:
        """The plan: task ids, group by group."""
        found: dict[int, list[str]] = {}
        for row in self.all("SELECT * FROM plan_groups ORDER BY group_index, rowid"):
            found.setdefault(row["group_index"], []).append(row["task_id"])
        return list(found.values())

    # Loops

    def loops(self) -> list[Loop]:
        """All build loops, oldest first."""
        return [Loop(**dict(row)) for row in self.all("SELECT * FROM loops ORDER BY rowid")]

    def save_loop(self, loop: Loop) -> None:
        """Insert or update a loop, but not its `claim`, which is the agent's to make."""
        told = {name: value for name, value in asdict(loop).items() if name != "claim"}
        names, marks = ", ".join(told), ", ".join("?" * len(told))
        changes = ", ".join(f"{name} = excluded.{name}" for name in told)
        self.do(
            f"INSERT INTO loops ({names}) VALUES ({marks})"  # noqa: S608 (own names)
            f" ON CONFLICT (id) DO UPDATE SET {changes}",
            *told.values(),
        )

    def claim(self, loop: str) -> tuple[str | None, str | None]:
        """What the loop's agent has reported, with its reason."""
        row = self.one("SELECT claim, reason FROM loops WHERE id = ?", loop)
        return row["claim"], row["reason"]

    # Reviews and costs

    def last_review(self, scope: str, after: int) -> Review | None:
        """The newest review of that scope with a number over `after`."""
        rows = self.all(
            "SELECT * FROM reviews WHERE scope = ? AND id > ? ORDER BY id DESC LIMIT 1",
            scope,
            after,
        )
        for row in rows:
            issues = tuple(Issue(**issue) for issue in json.loads(row["issues"]))
            return Review(bool(row["passed"]), row["intent"], issues)
        return None

    def add_review(
        self, scope: str, loop: str | None, review: Review, *, cached: bool = False
    ) -> None:
        """Record a verdict; one that is `cached` was given before, and nobody was asked."""
        self.do(
            "INSERT INTO reviews (scope, loop_id, passed, intent, issues, at, cached)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(scope, loop, review.passed, review.intent),
            *(json.dumps([issue.model_dump() for issue in review.issues]), now(), cached),
        )

    def newest_review(self) -> int:
        """The number of the newest review of all, 0 where there is none."""
        return int(self.one("SELECT coalesce(max(id), 0) FROM reviews")[0])

    def spend(self, phase: Phase, usd: float, loop: str | None) -> None:
        """Record a cost in USD."""
        self.do(
            "INSERT INTO costs (phase, round, loop_id, usd) VALUES (?, ?, ?, ?)",
            phase,
            self.revisions,
            loop,
            usd,
        )

    def spent(self, phase: Phase | None = None, loop: str | None = None) -> float:
        """USD spent by the run, by one phase in the round at hand, or by one loop."""
        wanted, values = "1", list[object]()
        if phase:
            wanted, values = "phase = ? AND round = ?", [phase, self.revisions]
        elif loop:
            wanted, values = "loop_id = ?", [loop]
        sql = f"SELECT coalesce(sum(usd), 0) FROM costs WHERE {wanted}"  # noqa: S608
        return float(self.one(sql, *values)[0])


def now() -> str:
    """The time, to be stored."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def as_row(rows: list[sqlite3.Row]) -> list[dict[str, Any]]:
    """Rows for JSON."""
    return [dict(row) for row in rows]
