"""Whether code is the same as a pattern: by its syntax tree, so its layout does not matter."""

import ast
import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

VARIABLES = {ast.Name: "id", ast.arg: "arg", ast.ExceptHandler: "name"}
"""The nodes that name a variable, and the field that holds its name."""
IGNORED = ("ctx", "kind", "type_comment")
"""Fields of a node that say nothing of what is written there."""


@dataclass
class Bindings:
    """What the words of a pattern stand for in the code that it matched.

    A variable that the scope does not have any more stands for one of `local`, those that it binds.
    `bodies` are the statements that each `...` stands for.
    """

    known: frozenset[str]
    local: frozenset[str]
    renamed: dict[str, str] = field(default_factory=dict)
    bodies: list[list[ast.stmt]] = field(default_factory=list)

    def is_variable(self, wanted: str, found: str) -> bool:
        """Whether a variable of the pattern may be that one of the code."""
        if wanted == found or wanted in self.known:
            return wanted == found
        if found in self.local and found not in self.renamed.values():
            self.renamed.setdefault(wanted, found)
        return self.renamed.get(wanted) == found

    def filled(self, statements: Iterable[ast.stmt]) -> list[ast.stmt]:
        """Copies of the statements, with what was matched written for their words."""
        module = ast.Module(copy.deepcopy(list(statements)), [])
        return list(_Filler(self).visit(module).body)


def bindings(area: ast.AST, pattern: Iterable[ast.AST]) -> Bindings:
    """Nothing bound as yet, for a pattern that is looked for in an area."""
    named = [node for node in ast.walk(area) if type(node) in VARIABLES]
    bound = [node for node in named if isinstance(getattr(node, "ctx", None), ast.Load) is False]
    taken = {name for each in pattern for name in _names(ast.walk(each))}
    return Bindings(_names(named), _names(bound) - taken)


def same_items(pattern: Sequence[Any], found: Sequence[Any], bound: Bindings) -> bool:
    """Whether a list of nodes is the same as the pattern's, where `...` stands for any of them."""
    if not pattern:
        return not found
    if is_ellipsis(pattern[0]):
        end = len(found) - len(pattern) + 1
        if end < 0:
            return False
        bound.bodies.append(list(found[:end]))
        return same_items(pattern[1:], found[end:], bound)
    return bool(
        found and same(pattern[0], found[0], bound) and same_items(pattern[1:], found[1:], bound)
    )


def same(pattern: Any, found: Any, bound: Bindings) -> bool:
    """Whether a node, or the value of its field, is the same as the pattern's."""
    if isinstance(pattern, list) and isinstance(found, list):
        return same_items(pattern, found, bound)
    if type(pattern) is not type(found):
        return False
    if not isinstance(pattern, ast.AST):
        return bool(pattern == found)
    variable = VARIABLES.get(type(pattern))
    return all(
        bound.is_variable(value, getattr(found, name))
        if name == variable and value
        else same(value, getattr(found, name), bound)
        for name, value in ast.iter_fields(pattern)
        if name not in IGNORED
    )


def is_ellipsis(node: Any) -> bool:
    """Whether it is a statement `...`."""
    value = node.value if isinstance(node, ast.Expr) else None
    return isinstance(value, ast.Constant) and value.value is ...


def _names(nodes: Iterable[ast.AST]) -> frozenset[str]:
    named = (node for node in nodes if type(node) in VARIABLES)
    return frozenset(getattr(node, VARIABLES[type(node)]) for node in named)


class _Filler(ast.NodeTransformer):
    def __init__(self, bound: Bindings) -> None:
        self._renamed, self._bodies = bound.renamed, iter(bound.bodies)

    def visit(self, node: ast.AST) -> Any:
        if is_ellipsis(node):
            return next(self._bodies, [node])
        variable = VARIABLES.get(type(node))
        if variable and (name := getattr(node, variable)):
            setattr(node, variable, self._renamed.get(name, name))
        return self.generic_visit(node)
