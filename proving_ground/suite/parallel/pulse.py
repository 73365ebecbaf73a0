"""Whether a Dask cluster is still there: its scheduler, and at least one worker."""

import time
from importlib import import_module
from typing import Any

ANSWER_S = 10.0
"""Seconds that a scheduler gets to answer, where Dask's `comm.timeouts.connect` gives no fewer."""
GLANCE_S = 1.0
"""Seconds after which it may be asked again."""


CONNECTION = "distributed.comm.timeouts.connect"
WORKERS = "distributed.scheduler.no-workers-timeout"
"""Settings of Dask's: how long a connection may take, and how long there may be no worker."""


def seconds(*settings: str) -> float:
    """What the first of Dask's settings says that is not without limit."""
    dask: Any = import_module("dask")
    utils: Any = import_module("dask.utils")
    return float(utils.parse_timedelta(next(filter(None, map(dask.config.get, settings)))))


def answer_s() -> float:
    """Seconds after which a scheduler counts as silent."""
    return min(ANSWER_S, seconds(CONNECTION))


class Pulse:
    """Asks the scheduler now and then."""

    def __init__(self, client: Any, address: str):
        self._client = client
        self._address = address
        self._asked = self._seen = time.monotonic()

    def gone(self) -> tuple[str, str] | None:
        """Why nothing can come any more, and what to do; None while something can."""
        now = time.monotonic()
        if now - self._asked < GLANCE_S:
            return None
        workers = self._workers()
        self._asked = time.monotonic()
        if workers:
            self._seen = self._asked
        waited = self._asked - self._seen
        if workers is None and waited > seconds(CONNECTION):
            told = f"the scheduler at {self._address} has not answered for {waited:.0f} s"
            return told, "see whether it runs, and run it again"
        if workers == {} and waited > seconds(WORKERS, CONNECTION):
            told = f"no worker has been at {self._address} for {waited:.0f} s"
            return (
                told,
                "start workers (`dask worker ADDRESS`), or see what ends them; run it again",
            )
        return None

    def _workers(self) -> dict[str, int] | None:
        """The cores of each worker; None where nobody answers."""
        try:
            told: dict[str, int] = self._client.sync(
                self._client.scheduler.ncores, callback_timeout=answer_s()
            )
        except Exception:  # a connection is lost in many ways, also before there is any
            return None
        return told
