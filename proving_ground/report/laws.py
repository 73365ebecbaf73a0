"""The sentences of all laws, for people who read a report."""

from collections.abc import Iterable
from typing import Any

from proving_ground.backends.laws import LAWS as OF_BACKENDS
from proving_ground.laws.law import Law
from proving_ground.loops.laws import LAWS as OF_LOOPS
from proving_ground.orchestration.laws import LAWS as OF_ORCHESTRATION
from proving_ground.pipelines.laws import LAWS as OF_PIPELINES


def sentences() -> dict[str, dict[str, str]]:
    """By family, the sentence of each law by its id."""
    return {
        "pipelines": _sentences(OF_PIPELINES),
        "orchestration": _sentences(OF_ORCHESTRATION),
        "backends": _sentences(OF_BACKENDS),
        "loops": _sentences(OF_LOOPS),
    }


def _sentences(laws: Iterable[Law[Any]]) -> dict[str, str]:
    return {law.id: law.sentence for law in laws}
