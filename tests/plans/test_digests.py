"""A proof rests on the code of the steps, of the fault, and of the module that it changes."""

import importlib.util
from itertools import count
from pathlib import Path
from shutil import copytree
from types import FunctionType

import pytest

from proving_ground.plans.digests import (
    engine_digest,
    fault_digest,
    functions_digest,
    steps_digest,
)
from proving_ground.plans.written import read_scenarios
from proving_ground.proof.defects import load_defects
from proving_ground.root import PACKAGES

STEPS = '''
def step(context):
    """What it is for."""
    _look(context)


def _look(context):
    assert _wanted() in context  # as it must


def _wanted():
    return 1


def other(context):
    assert context
'''
NUMBERS = count()


def functions(tmp_path: Path, source: str) -> FunctionType:
    path = tmp_path / f"steps_{next(NUMBERS)}.py"
    path.write_text(source, "utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    step: FunctionType = module.step
    return step


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    _look(context)", "    pass"),
        ("    _look(context)", "    return"),
        ("    assert _wanted() in context", "    assert context"),
        ("    return 1", "    return 2"),
    ],
)
def test_a_step_that_does_something_else_has_another_digest(
    tmp_path: Path, before: str, after: str
) -> None:
    now = functions_digest([functions(tmp_path, STEPS)])
    assert functions_digest([functions(tmp_path, STEPS.replace(before, after))]) != now


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("What it is for", "What it was for"),
        ("  # as it must", ""),
        ("    assert context\n", "    assert not context\n"),
    ],
)
def test_what_a_step_does_not_do_makes_no_difference(
    tmp_path: Path, before: str, after: str
) -> None:
    now = functions_digest([functions(tmp_path, STEPS)])
    assert functions_digest([functions(tmp_path, STEPS.replace(before, after))]) == now


def test_all_steps_of_a_scenario_count() -> None:
    one, *_ = read_scenarios().of_path("flow-2")
    fewer = type(one)(one.id, one.location, one.tags, one.names, one.digest, one.steps[:-1])
    assert steps_digest(one) != steps_digest(fewer)


def test_the_module_that_a_fault_changes_counts_but_for_its_remarks(tmp_path: Path) -> None:
    (fault,) = load_defects(["ignores-stop"])
    copytree(PACKAGES / "reference_engine", tmp_path / "reference_engine")
    module = tmp_path / "reference_engine" / fault.changes[0].module
    module.write_text(module.read_text("utf-8") + "# a remark\n", "utf-8")
    assert engine_digest(fault, tmp_path) == engine_digest(fault)
    (tmp_path / "moved").mkdir()
    copytree(tmp_path / "reference_engine", tmp_path / "moved" / "reference_engine")
    changed = tmp_path / "moved" / "reference_engine" / fault.changes[0].module
    changed.write_text(changed.read_text("utf-8") + "LATER = True\n", "utf-8")
    assert engine_digest(fault, tmp_path / "moved") != engine_digest(fault)


def test_two_faults_are_told_apart() -> None:
    names = {fault_digest(each) for each in load_defects()}
    assert len(names) == len(load_defects())
