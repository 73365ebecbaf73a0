"""Circuit breakers that outlive the process: whether a backend is worth a call, for all runs.

pybreaker decides; what it decides by lies in a SQLite file of the backend's own, because each
command of the orchestrator is a process of its own. There is none before the first failure.
"""

import asyncio
import fcntl
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pybreaker

from reference_engine.orchestrator.config import Provider, Settings
from reference_engine.orchestrator.errors import BackendDown, BreakerOpen

_SCHEMA = """
CREATE TABLE IF NOT EXISTS breaker (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  state TEXT NOT NULL DEFAULT 'closed',
  failures INTEGER NOT NULL DEFAULT 0,
  successes INTEGER NOT NULL DEFAULT 0,
  opened_at TEXT
);
INSERT OR IGNORE INTO breaker (id) VALUES (1);
"""
_PATIENCE_S = 10.0
"""How long to wait for a process that is writing."""


class Storage(pybreaker.CircuitBreakerStorage):
    """What a breaker knows, in a file; each look at it is a fresh one."""

    def __init__(self, path: Path):
        super().__init__(path.stem)
        self._path = path

    @property
    def state(self) -> str:
        """closed, open or half-open."""
        return str(self._read("state", pybreaker.STATE_CLOSED))

    @state.setter
    def state(self, state: str) -> None:
        self._write("state = ?", state)

    @property
    def counter(self) -> int:
        """How many calls have failed in a row."""
        return int(str(self._read("failures", 0)))

    def increment_counter(self) -> None:
        """One more has failed."""
        self._write("failures = failures + 1")

    def reset_counter(self) -> None:
        """One has not; where there was no failure, nothing is written."""
        if self.counter:
            self._write("failures = 0")

    @property
    def success_counter(self) -> int:
        """How many probes have been answered."""
        return int(str(self._read("successes", 0)))

    def increment_success_counter(self) -> None:
        """One more was."""
        self._write("successes = successes + 1")

    def reset_success_counter(self) -> None:
        """Count the probes anew."""
        if self.success_counter:
            self._write("successes = 0")

    @property
    def opened_at(self) -> datetime | None:
        """When the breaker was opened last."""
        told = self._read("opened_at", None)
        return datetime.fromisoformat(str(told)) if told else None

    @opened_at.setter
    def opened_at(self, moment: datetime) -> None:
        self._write("opened_at = ?", moment.isoformat())

    def _read(self, column: str, otherwise: object) -> object:
        if not self._path.exists():
            return otherwise
        with self._connected() as db:
            row = db.execute(f"SELECT {column} FROM breaker").fetchone()  # noqa: S608 (own names)
            return row[0] if row else otherwise

    def _write(self, change: str, *values: object) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._connected() as db, db:
            db.execute(f"UPDATE breaker SET {change}", values)  # noqa: S608 (own names)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=_PATIENCE_S)) as db:
            if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                db.executescript(_SCHEMA)
            yield db


class Breaker:
    """The breaker of one backend, as one run uses it."""

    def __init__(self, backend: Provider, folder: Path, settings: Settings):
        self._backend = backend
        self._probe = folder / f"{backend}.probe"
        self._storage = Storage(folder / f"{backend}.db")
        self._cooldown = timedelta(seconds=settings.cooldown_seconds)
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=settings.max_failures,
            reset_timeout=settings.cooldown_seconds,
            state_storage=self._storage,
            throw_new_error_on_trip=False,
        )
        self._probing = asyncio.Lock()

    @asynccontextmanager
    async def admitted(self) -> AsyncIterator[None]:
        """Make a call meanwhile; BreakerOpen where the backend is not worth one now.

        After the cooldown one call probes it, in whichever process comes first; other loops of
        this run wait for its outcome. A probe that dies leaves the breaker as it was.
        """
        if not self._is_closed:
            async with self._probing:
                if not self._is_closed:
                    with self._lease():
                        self._check_cooldown()
                        yield
                        return
        yield

    def note(self, failure: BackendDown | None) -> None:
        """Count how a call ended: that the backend was down, or that it answered."""

        def told() -> None:
            if failure:
                raise failure

        # One that another process has opened meanwhile stays so.
        with suppress(BackendDown, pybreaker.CircuitBreakerError):
            self._breaker.call(told)

    @property
    def is_open(self) -> bool:
        """Whether the backend is left alone, or about to be probed."""
        return self._storage.state == pybreaker.STATE_OPEN

    @property
    def _is_closed(self) -> bool:
        return self._storage.state == pybreaker.STATE_CLOSED

    def _check_cooldown(self) -> None:
        opened_at = self._storage.opened_at
        if opened_at and datetime.now(UTC) < (until := opened_at + self._cooldown):
            told = until.isoformat(sep=" ", timespec="seconds")
            raise BreakerOpen(f"{self._backend} was down too often; it is left alone until {told}")

    @contextmanager
    def _lease(self) -> Iterator[None]:
        """Be the only process that probes; the kernel takes it from one that dies."""
        with self._probe.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                told = f"{self._backend} was down too often; another run is just trying it again"
                raise BreakerOpen(told) from None
            yield
