"""Reading an engine's SQLite database without changing it."""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from proving_ground.errors import StateUnreadable, wrong_in
from proving_ground.evidence.witness import read_regular_file
from proving_ground.limits import LIMITS

MOST_STEPS = 5_000_000
"""Instructions of the database's for one question: many times what any state needs."""


def _plain_reads(action: int, _one: object, _two: object, _database: object, by: object) -> int:
    """Let tables be read, but not by a view, which may make any number of rows of a few bytes."""
    return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_READ and by else sqlite3.SQLITE_OK


@contextmanager
def copy_of(paths: Iterable[Path]) -> Iterator[sqlite3.Connection]:
    """A connection to a copy of the database that those files make up, the main one first.

    To read a database in place would change it: whoever closes it last writes into the main file
    what was written ahead. StateUnreadable where the copy does not hold what the caller reads.
    """
    main, *others = paths
    with tempfile.TemporaryDirectory(prefix="proving-ground-db-") as folder:
        for path in (main, *others):
            with suppress(FileNotFoundError):
                Path(folder, path.name).write_bytes(read_regular_file(path))
        try:
            with closing(sqlite3.connect(Path(folder, main.name))) as db:
                db.row_factory = sqlite3.Row
                db.set_authorizer(_plain_reads)
                db.set_progress_handler(lambda: True, MOST_STEPS)
                db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LIMITS.file_bytes)
                yield db
        except (sqlite3.Error, ValueError, LookupError) as error:
            problem = f"{main} does not hold a run's state: {wrong_in(error)}"
            raise StateUnreadable(problem) from None
