"""Digests of what a proof rests on: the fault, the modules that it changes, and the steps."""

import ast
import inspect
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from textwrap import dedent
from types import FunctionType
from typing import Any

from behave.step_registry import registry

from proving_ground.plans.written import WrittenScenario
from proving_ground.proof.defects import Defect
from proving_ground.report.origin import digest
from proving_ground.root import PACKAGES
from proving_ground.suite.steps import catalogue


def fault_digest(fault: Defect) -> str:
    """The digest of what a fault changes: module, scope, what is found and what is put there."""
    return digest(repr([(each.module, each.replacement) for each in fault.changes]))


def engine_digest(fault: Defect, home: Path = PACKAGES) -> str:
    """The digest of the modules of the reference engine that a fault changes.

    Comments, docstrings and layout do not count.
    """
    modules = sorted({each.module for each in fault.changes})
    return digest("\n".join(_code(home / "reference_engine" / module) for module in modules))


def steps_digest(scenario: WrittenScenario) -> str:
    """The digest of the functions that a scenario's steps are, with helpers in the same file."""
    catalogue.load()
    matches = (registry.find_match(step) for step in scenario.steps)
    return functions_digest(match.func for match in matches if match)


def functions_digest(functions: Iterable[FunctionType]) -> str:
    """The digest of what functions do, with the functions of their files that they call.

    Comments, docstrings and layout do not count.
    """
    return digest("\n".join(sorted({_source(each) for each in _with_helpers(functions)})))


def _with_helpers(functions: Iterable[FunctionType]) -> Iterator[FunctionType]:
    """The functions, and those of their files that they name, however deep."""
    todo, seen = list(functions), set[FunctionType]()
    while todo:
        function = todo.pop()
        if function not in seen:
            seen.add(function)
            yield function
            todo += _named_in(function)


def _named_in(function: FunctionType) -> Iterator[FunctionType]:
    file = function.__code__.co_filename
    for node in ast.walk(_tree(function)):
        found = function.__globals__.get(node.id) if isinstance(node, ast.Name) else None
        if isinstance(found, FunctionType) and found.__code__.co_filename == file:
            yield found


@cache
def _tree(function: FunctionType) -> ast.Module:
    return ast.parse(dedent(inspect.getsource(function)))


@cache
def _source(function: FunctionType) -> str:
    return ast.unparse(_without_docstrings(_tree(function)))


@cache
def _code(module: Path) -> str:
    return ast.unparse(_without_docstrings(ast.parse(module.read_bytes())))


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        body: Any = getattr(node, "body", None)
        if isinstance(body, list) and body and _is_text(body[0]):
            body[0] = ast.Pass()
    return tree


def _is_text(statement: ast.stmt) -> bool:
    value = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)
