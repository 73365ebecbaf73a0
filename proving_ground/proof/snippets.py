"""Code that is found in a module and replaced, whatever its layout there.

A snippet is an expression, or statements. Line breaks, quotes, comments and a formatter's commas
do not matter, nor that a local variable has another name today; in the body of a statement, `...`
stands for whatever is there.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from textwrap import shorten
from typing import Any

from proving_ground.proof.patterns import Bindings, bindings, same_items

SCOPES = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


class SnippetError(Exception):
    """What is wrong with a replacement, what to do, and the key (`in`, `find`) that is to blame."""

    def __init__(self, problem: str, fix: str, key: str = "find") -> None:
        """All three are kept for whoever knows in which file the snippet stands."""
        super().__init__(problem)
        self.problem, self.fix, self.key = problem, fix, key


@dataclass(frozen=True)
class Replacement:
    """`find` becomes `put` in the scope (`Class.method`; None: the whole module)."""

    scope: str | None
    find: str
    put: str

    @property
    def is_expression(self) -> bool:
        """Whether both are one expression; otherwise statements become statements."""
        return all(
            len(body) == 1 and isinstance(body[0], ast.Expr)
            for body in (parse(self.find), parse(self.put))
        )


@dataclass(frozen=True)
class Match:
    """Where a snippet stands: in a field of a node, from an index on where the field is a list."""

    owner: ast.AST
    field: str
    index: int | None
    nodes: Sequence[ast.AST]
    bound: Bindings
    replacement: Replacement

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return int(getattr(self.nodes[0], "lineno", 0))

    def overlaps(self, other: "Match") -> bool:
        """Whether a statement or an expression is in both."""
        return not self.inside.isdisjoint(other.inside)

    @property
    def inside(self) -> set[int]:
        """The identities of its nodes; those without a line (ast.Load) are shared by a tree."""
        inside = (node for top in self.nodes for node in ast.walk(top))
        return {id(node) for node in inside if hasattr(node, "lineno")}

    def write(self) -> None:
        """Write the other code in its place."""
        new: list[Any] = self.bound.filled(parse(self.replacement.put))
        if self.replacement.is_expression:
            new = [each.value for each in new]
        if self.index is None:
            setattr(self.owner, self.field, new[0])
            return
        items = getattr(self.owner, self.field)
        items[self.index : self.index + len(self.nodes)] = new
        if not items and self.field == "body":
            items.append(ast.Pass())


@cache
def parse(text: str) -> list[ast.stmt]:
    """The statements of a snippet, not to be changed; SyntaxError where it is not Python."""
    return ast.parse(text).body


def find(module: ast.Module, replacement: Replacement, others: Sequence[Match] = ()) -> Match:
    """The one place of a replacement in a module that is not changed yet.

    SnippetError where there is none, or more than one, or one that overlaps with the others.
    """
    area = _scope(module, replacement.scope)
    where = f"`{replacement.scope}`" if replacement.scope else "the module"
    matches = list(_matches(area, replacement))
    if not matches:
        raise SnippetError(
            f"{where} has no such code{_nearest(area, replacement.find)}",
            "write what stands there today, in any layout",
        )
    if len(matches) > 1:
        lines = " and ".join(str(match.line) for match in matches)
        raise SnippetError(
            f"{where} has it {len(matches)} times, in lines {lines}",
            "name a narrower `in`, or find more of what is around it",
        )
    if any(matches[0].overlaps(each) for each in others):
        raise SnippetError("it overlaps with another place of this defect", "write both as one")
    return matches[0]


def write(matches: Sequence[Match]) -> None:
    """Make the replacements in the module in which they were found, from its end on."""
    for match in sorted(matches, key=lambda each: each.line, reverse=True):
        match.write()


def _scope(module: ast.Module, name: str | None) -> ast.AST:
    area: ast.AST = module
    for part in name.split(".") if name else ():
        inner: dict[str, ast.AST] = {}
        for each in ast.walk(area):  # the outermost first, which is the one that is meant
            if isinstance(each, SCOPES) and each is not area:
                inner.setdefault(each.name, each)
        if part not in inner:
            near = get_close_matches(part, inner, 1) or sorted(inner)
            raise SnippetError(f"there is no {part!r}", f"write one of: {', '.join(near)}", "in")
        area = inner[part]
    return area


def _matches(area: ast.AST, replacement: Replacement) -> Iterator[Match]:
    pattern: list[Any] = parse(replacement.find)
    if replacement.is_expression:
        pattern = [pattern[0].value]
    unbound = bindings(area, pattern)
    for owner in ast.walk(area):
        for name, value in ast.iter_fields(owner):
            many = isinstance(value, list)
            items = value if many else [value]
            for index in range(len(items) - len(pattern) + 1):
                nodes = items[index : index + len(pattern)]
                bound = Bindings(unbound.known, unbound.local)
                if all(map(_alike, pattern, nodes)) and same_items(pattern, nodes, bound):
                    yield Match(owner, name, index if many else None, nodes, bound, replacement)


def _alike(pattern: Any, found: Any) -> bool:
    return type(pattern) is type(found)


def _nearest(area: ast.AST, text: str) -> str:
    """The line of the area that looks most like the beginning of the snippet."""
    lines = {
        ast.unparse(node).splitlines()[0]: node.lineno
        for node in ast.walk(area)
        if isinstance(node, ast.stmt | ast.expr)
    }
    near = get_close_matches(ast.unparse(parse(text)[0]).splitlines()[0], lines, 1)
    if not near:
        return ""
    return f"; the nearest is line {lines[near[0]]}: {shorten(near[0], 80, placeholder=' …')}"
