"""The corpus on disk: what was recorded of the real CLIs, case by case."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from proving_ground.errors import InputError
from proving_ground.fidelity.cases import FOLDER
from proving_ground.fidelity.observation import Observation, from_record, to_record

_RECORD = 'proving-ground fidelity --record PROGRAMS, or "make fidelity".'


@dataclass(frozen=True)
class Corpus:
    """Of one agent: its version, its cases, and what differed between two runs of the same.

    `optional` holds key paths that come and go, `noise` the places of values that do.
    """

    agent: str
    version: str
    cases: Mapping[str, Observation]
    noise: Mapping[str, list[str]] = field(default_factory=dict)
    optional: tuple[str, ...] = ()


def path_of(agent: str) -> Path:
    """Where the corpus of that agent lies."""
    return FOLDER / f"{agent}.recorded.json"


def load(agent: str) -> Corpus:
    """Read the corpus; InputError where it is not there or malformed."""
    path = path_of(agent)
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        cases = {name: from_record(case, told["shapes"]) for name, case in told["cases"].items()}
        return Corpus(agent, told["version"], cases, told["noise"], tuple(told["optional"]))
    except FileNotFoundError:
        raise InputError(path, "the corpus is not there", f"Record it: {_RECORD}") from None
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise InputError(path, f"malformed: {error!r}", f"Record it again: {_RECORD}") from None


def save(corpus: Corpus) -> None:
    """Write the corpus, a line for each shape and case."""
    table: dict[str, int] = {}
    shapes: list[list[str]] = []
    cases = {name: to_record(seen, table, shapes) for name, seen in sorted(corpus.cases.items())}
    head = f'{{"version":{json.dumps(corpus.version)},"optional":{json.dumps(corpus.optional)}'
    noise = {name: places for name, places in sorted(corpus.noise.items()) if places}
    body = [
        head,
        f'"noise":{_dumps(noise)}',
        f'"shapes":[\n{_lines(shapes)}]',
        '"cases":{\n' + ",\n".join(f"{json.dumps(k)}:{_dumps(v)}" for k, v in cases.items()) + "}}",
    ]
    path_of(corpus.agent).write_text(",\n".join(body) + "\n", encoding="utf-8")


def _lines(values: list[Any]) -> str:
    return ",\n".join(_dumps(value) for value in values)


def _dumps(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
