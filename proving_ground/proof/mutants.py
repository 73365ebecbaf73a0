"""Mutants: the small mistakes that cosmic-ray knows, one at a time, in a copy of the engine."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cosmic_ray.ast import ast_nodes, get_ast_from_path
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from pydantic import BaseModel, ConfigDict

from proving_ground.errors import InputError
from proving_ground.language.yaml_lines import load_model

PACKAGE = Path("reference_engine", "pipelines")
NEGATED = ("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is", "In_NotIn", "NotIn_In", "Delete_Not")
MOVED = ("Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt")
REVERSED = ("Add_Sub", "Sub_Add", "Delete_USub")
OPERATORS = frozenset((*NEGATED, *MOVED, *REVERSED))
"""What may become of an operator: it is negated, its limit is moved by one, its sign reversed.
All other replacements stand or fall with these (Offutt et al., "An Experimental Determination of
Sufficient Mutant Operators", 1996), or tell more of CPython than of the engine (`is` for `==`),
and in this engine `*`, `**`, `/` and `|` never calculate."""


ADVICE = "take an id from what `proving-ground mutate` prints; it changes with the mutant's line"


@dataclass(frozen=True)
class Mutant:
    """One mistake: in which module of the package (`tasks/beads.py`), by which operator, and where.

    `occurrence` counts the operator's places in the module, `ordinal` those in the same text.
    """

    module: str
    operator: str
    occurrence: int
    line: int
    text: str
    ordinal: int

    def __str__(self) -> str:
        return f"{self.module}:{self.line} {self.operator.removeprefix('core/')}: {self.text}"

    @property
    def id(self) -> str:
        """The same for the same mistake in the same text, wherever the line has moved."""
        told = f"{self.module}|{self.operator}|{self.text}|{self.ordinal}"
        return hashlib.sha256(told.encode()).hexdigest()[:8]

    def applied(self, source: str) -> str:
        """The module's text with the mistake in it."""
        mutated: str = mutate_code(source, _operator(self.operator), self.occurrence)
        return mutated


class Equivalent(BaseModel):
    """Mutants that no observer can tell from the engine, for one reason."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: str
    ids: tuple[str, ...]


class EquivalentList(BaseModel):
    """The form of `fixtures/mutants/equivalent.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    equivalent: tuple[Equivalent, ...]


def all_mutants(root: Path) -> list[Mutant]:
    """Every mutant of the package below `root` that is worth to be tried."""
    package = root / PACKAGE
    modules = sorted(package.rglob("*.py"))
    return [mutant for each in modules for mutant in _mutants(each, each.relative_to(package))]


def named(mutants: list[Mutant], ids: Sequence[str]) -> list[Mutant]:
    """The mutants of those ids; InputError for an id that none has."""
    known = {mutant.id: mutant for mutant in mutants}
    for identity in ids:
        if identity not in known:
            raise InputError("the command line", f"there is no mutant {identity!r}", ADVICE)
    return [known[identity] for identity in ids]


def equivalents(path: Path, mutants: list[Mutant]) -> dict[str, str]:
    """The reasons of the mutants that count as equivalent, by id; InputError for a stale id."""
    listed = load_model(path, EquivalentList).equivalent
    known = {mutant.id for mutant in mutants}
    reasons = {identity: each.reason for each in listed for identity in each.ids}
    for identity in reasons:
        if identity not in known:
            raise InputError(path, f"there is no mutant {identity!r} any more", "remove its id")
    return reasons


def _mutants(path: Path, module: Path) -> Iterator[Mutant]:
    tree = get_ast_from_path(path)
    lines = path.read_text("utf-8").splitlines()
    for name in operator_names():
        if not _is_tried(name):
            continue
        positions = (
            start
            for node in ast_nodes(tree)
            for start, _ in _operator(name).mutation_positions(node)
        )
        seen: Counter[str] = Counter()
        for occurrence, (line, _) in enumerate(positions):
            text = lines[line - 1].strip()
            yield Mutant(str(module), name, occurrence, line, text, seen[text])
            seen[text] += 1


def _is_tried(operator: str) -> bool:
    _, of_operators, replacement = operator.partition("Operator_")
    if of_operators:
        return replacement in OPERATORS
    return not get_operator(operator).arguments()


@cache
def _operator(name: str) -> Any:
    return get_operator(name)()
