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
Function = ast.FunctionDef | ast.AsyncFunctionDef


def private_looks(paths: Iterable[Path]) -> Iterator[InputError]:
    """Whatever looks at a private part of something else."""
    for path, node in _nodes(paths):
        if isinstance(node, ast.Attribute) and re.match(r"_[a-z]", node.attr):
            yield _at(path, node, f"it looks at the private {node.attr}", "ask in public")


def sleeps(paths: Iterable[Path]) -> Iterator[InputError]:
    """Whatever waits for the clock."""
    for path, node in _nodes(paths):
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "time.sleep":
            yield _at(path, node, "it sleeps", "wait for a latch or for what it awaits")


def long_steps(paths: Iterable[Path]) -> Iterator[InputError]:
    """Steps whose body is longer than it may be."""
    for path, step, _ in _steps(paths):
        body = _body(step)
        lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
        if lines > LONGEST:
            problem = f"{step.name} has {lines} lines, more than {LONGEST}"
            yield _at(path, step, problem, "hand over to the trial or to a matcher")


def weak_thens(paths: Iterable[Path]) -> Iterator[InputError]:
    """Thens that may end without having asserted anything."""
    for path, step, kinds in _steps(paths):
        if "then" in kinds and not _asserts(_body(step)):
            fix = "assert on every way through it, of something that was found"
            yield _at(path, step, f"{step.name} is a Then and may assert nothing", fix)


def asynchronous_steps(paths: Iterable[Path]) -> Iterator[InputError]:
    """Steps that behave would have to await."""
    for path, step, _ in _steps(paths):
        if isinstance(step, ast.AsyncFunctionDef):
            fix = "write def; what is asynchronous runs in a process that is waited for"
            yield _at(path, step, f"{step.name} is asynchronous", fix)


def mocks(paths: Iterable[Path]) -> Iterator[InputError]:
    """Whatever imports a mock, or patches."""
    yield from _imports(paths, r"\b(\w*mock|monkeypatch|MonkeyPatch)\b", "let a real part stand in")


def engine_imports(paths: Iterable[Path]) -> Iterator[InputError]:
    """Whatever imports an engine."""
    yield from _imports(paths, r"\breference_engine\b", "drive the engine as a process")


STEPS = (
    private_looks,
    sleeps,
    long_steps,
    weak_thens,
    asynchronous_steps,
    mocks,
    engine_imports,
)
"""Every rule of the code of steps."""


def _imports(paths: Iterable[Path], pattern: str, fix: str) -> Iterator[InputError]:
    for path, node in _nodes(paths):
        if isinstance(node, ast.Import | ast.ImportFrom) and re.search(pattern, ast.unparse(node)):
            yield _at(path, node, f"it says: {ast.unparse(node)}", fix)


def _nodes(paths: Iterable[Path]) -> Iterator[tuple[Path, ast.AST]]:
    for path in paths:
        yield from ((path, node) for node in ast.walk(ast.parse(path.read_bytes())))


def _steps(paths: Iterable[Path]) -> Iterator[tuple[Path, Function, set[str]]]:
    for path, node in _nodes(paths):
        if isinstance(node, Function) and (kinds := _kinds(node)):
            yield path, node, kinds


def _body(step: Function) -> list[ast.stmt]:
    return step.body[1:] if ast.get_docstring(step) else step.body


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


def _kinds(function: Function) -> set[str]:
    calls = (each.func for each in function.decorator_list if isinstance(each, ast.Call))
    return {ast.unparse(each) for each in calls} & KEYWORDS


def _at(path: Path, node: ast.AST, problem: str, fix: str) -> InputError:
    return InputError(path, problem, fix, getattr(node, "lineno", None))
