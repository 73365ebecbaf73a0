"""Reading an engine's SQLite database without changing it."""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from proving_ground.errors import StateUnreadable
from proving_ground.evidence.witness import read_regular_file


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
                yield db
        except (sqlite3.Error, ValueError, LookupError) as error:
            raise StateUnreadable(f"{main} does not hold a run's state: {error!r}") from None
