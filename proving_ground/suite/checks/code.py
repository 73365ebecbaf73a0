"""The rules by which the code of steps is written: short, public, and asserting what they say."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from proving_ground.errors import InputError

LONGEST = 5
"""Lines that the body of a step may have, without its docstring."""
KEYWORDS = {"given", "when", "then", "step"}
ASSERTIONS = {"assert_that", "some"}


def in_steps(paths: Iterable[Path]) -> Iterator[InputError]:
    """Steps that are too long, look at private parts, sleep, or do not assert what they say."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Attribute) and re.match(r"_[a-z]", node.attr):
                yield _at(path, node, f"it looks at the private {node.attr}", "ask in public")
            if isinstance(node, ast.Attribute) and ast.unparse(node) == "time.sleep":
                yield _at(path, node, "it sleeps", "wait for a latch or for what it awaits")
            if isinstance(node, ast.FunctionDef) and (kinds := _kinds(node)):
                yield from _in_step(path, node, kinds)


def without_mocks(paths: Iterable[Path]) -> Iterator[InputError]:
    """Whatever imports a mock, or patches."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_bytes())):
            names = [
                each.name for each in getattr(node, "names", []) if isinstance(each, ast.alias)
            ]
            words = f"{getattr(node, 'module', '')} {' '.join(names)}" if names else ""
            if re.search(r"\b(\w*mock|monkeypatch|MonkeyPatch)\b", words):
                yield _at(path, node, f"it imports {words.strip()}", "let a real part stand in")


def _in_step(path: Path, step: ast.FunctionDef, kinds: set[str]) -> Iterator[InputError]:
    body = step.body[1:] if ast.get_docstring(step) else step.body
    lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
    if lines > LONGEST:
        fix = "hand over to the trial or to a matcher"
        yield _at(path, step, f"{step.name} has {lines} lines, more than {LONGEST}", fix)
    if "then" in kinds and not _asserts(body):
        fix = "assert on every way through it, of something that was found"
        yield _at(path, step, f"{step.name} is a Then and may assert nothing", fix)


def _asserts(body: Iterable[ast.stmt]) -> bool:
    """Whether every way through asserts something of what was found."""
    for statement in body:
        if _asserts_always(statement):
            return True
        if any(isinstance(each, ast.Return | ast.Raise) for each in ast.walk(statement)):
            return False
    return False


def _asserts_always(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.If):
        return _asserts(statement.body) and _asserts(statement.orelse)
    if isinstance(statement, ast.With):
        return _asserts(statement.body)
    if isinstance(statement, ast.For):
        return any(map(_is_one, ast.walk(statement.iter))) and _asserts(statement.body)
    plain = isinstance(statement, ast.Expr | ast.Assign)
    return plain and any(map(_is_one, ast.walk(statement)))


def _is_one(node: ast.AST) -> bool:
    """Whether it asserts, and of no mere constant."""
    if not isinstance(node, ast.Call) or ast.unparse(node.func) not in ASSERTIONS:
        return False
    return bool(node.args) and not isinstance(node.args[0], ast.Constant)


def _kinds(function: ast.FunctionDef) -> set[str]:
    calls = (each.func for each in function.decorator_list if isinstance(each, ast.Call))
    return {ast.unparse(each) for each in calls} & KEYWORDS


def _at(path: Path, node: ast.AST, problem: str, fix: str) -> InputError:
    return InputError(path, problem, fix, getattr(node, "lineno", None))
