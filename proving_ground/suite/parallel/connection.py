"""The connection to a Dask scheduler, which answers in time or is told of in a sentence."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from importlib import import_module
from threading import Thread
from typing import Any

from proving_ground.errors import InputError, PrerequisiteError
from proving_ground.suite.parallel.pulse import ANSWER_S, answer_s

FIX = "write where a scheduler runs, as tcp://HOST:8786"
NOISE = ("distributed", "asyncio", "tornado")
"""Whose log tells of a connection that ends in tracebacks; here it is told in a sentence."""


def connect(address: str) -> Any:
    """A client of the scheduler; PrerequisiteError without Dask, InputError where none answers."""
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise PrerequisiteError(
            "Dask is not installed\n  What to do: pip install 'proving-ground[cluster]'"
        ) from None
    for name in (*NOISE, *logging.root.manager.loggerDict):
        if name.partition(".")[0] in NOISE:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return spoken(address, partial(distributed.Client, address, timeout=answer_s()))


def spoken(address: str, say: Callable[[], Any]) -> Any:
    """What comes of saying something to a scheduler; InputError where it does not answer."""
    answer: Future[Any] = Future()
    Thread(target=_ask, args=[say, answer], daemon=True).start()
    try:
        return answer.result(2 * ANSWER_S)
    except (OSError, ValueError) as error:
        problem = f"nobody answers there: {error}"
        fix = FIX
        if not answer.done():
            problem = f"it, or a worker of it, has not answered for {2 * ANSWER_S:.0f} s"
            fix = "see which of them hangs, start it anew, and run it again"
        raise InputError(f"--scheduler {address}", problem, fix) from None
    except Exception as error:  # what Dask makes of another protocol
        problem = f"what answers there is no scheduler of Dask ({type(error).__name__})"
        raise InputError(f"--scheduler {address}", problem, FIX) from None


def _ask(say: Callable[[], Any], answer: "Future[Any]") -> None:
    try:
        answer.set_result(say())
    except BaseException as error:
        answer.set_exception(error)
