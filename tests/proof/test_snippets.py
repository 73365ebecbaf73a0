"""Code is found by its syntax, in one place, and what is found is replaced."""

import ast

import pytest

from proving_ground.proof.snippets import Replacement, SnippetError, find, parse, write

SOURCE = """\
import os


class Stage:
    def run(self, limit):
        for step in self.steps:
            if step.done and step.number >= limit:
                return call("a b", step, timeout=5)
        return None

    def stop(self):
        try:
            self.end()
            self.tell()
        except OSError as error:
            raise Failed(error) from error
        return None


def run(stage):
    return stage.name or None
"""


def replaced(scope: str | None, looked_for: str, put: str, source: str = SOURCE) -> str:
    module = ast.parse(source)
    write([find(module, Replacement(scope, looked_for, put))])
    return ast.unparse(module)


def test_layout_quotes_and_commas_do_not_matter() -> None:
    found = "call(\n    'a b',  # why\n    step,\n    timeout=5,\n)"
    assert "return call('a b', step)" in replaced("Stage.run", found, "call('a b', step)")


def test_an_expression_keeps_its_precedence() -> None:
    assert "if (step.done or limit) and step.number" in replaced(
        "Stage.run", "step.done", "step.done or limit"
    )


def test_a_statement_can_be_taken_out() -> None:
    assert "self.tell" not in replaced("Stage.stop", "self.tell()", "")


def test_a_body_that_loses_all_passes() -> None:
    changed = replaced("run", "return stage.name or None", "")
    assert changed.endswith("def run(stage):\n    pass")


def test_dots_stand_for_what_is_there() -> None:
    changed = replaced("Stage.stop", "try:\n    ...\nexcept OSError as error:\n    ...", "...")
    assert "self.end()\n        self.tell()\n        return None" in changed
    assert "try" not in changed


def test_a_variable_may_have_another_name_today() -> None:
    source = SOURCE.replace("step", "item")
    changed = replaced("Stage.run", "step.done", "step.done or step.gone", source)
    assert "(item.done or item.gone)" in changed


def test_a_variable_that_is_there_is_no_other() -> None:
    with pytest.raises(SnippetError, match="no such code"):
        replaced("Stage.run", "limit.done", "True")


def test_what_is_not_bound_is_no_renamed_variable() -> None:
    with pytest.raises(SnippetError, match="no such code"):
        replaced("Stage.run", "range('a b', step, timeout=5)", "None")


def test_two_variables_are_not_one() -> None:
    source = "def add(a):\n    return a + a\n"
    with pytest.raises(SnippetError, match="no such code"):
        replaced("add", "left + right", "left", source)


def test_what_stands_nowhere_is_told_with_the_nearest() -> None:
    with pytest.raises(
        SnippetError, match=r"nearest is line 7: step\.done and step\.number >= limit"
    ):
        replaced("Stage.run", "step.done and step.number > limit", "True")


def test_what_stands_twice_is_told_with_its_lines() -> None:
    with pytest.raises(SnippetError, match="2 times, in lines 9 and 17"):
        replaced("Stage", "return None", "return 1")


def test_an_unknown_scope_is_told_with_a_near_one() -> None:
    with pytest.raises(SnippetError, match="no 'runs'") as told:
        replaced("Stage.runs", "step.done", "True")
    assert (told.value.key, told.value.fix) == ("in", "write one of: run")


def test_places_must_not_overlap() -> None:
    module = ast.parse(SOURCE)
    first = find(module, Replacement("run", "stage.name or None", "1"))
    with pytest.raises(SnippetError, match="overlaps"):
        find(module, Replacement("run", "stage.name", "2"), [first])


def test_a_snippet_is_not_changed_by_its_use() -> None:
    before = ast.dump(parse("step.gone")[0])
    replaced("Stage.run", "step.done", "step.gone", SOURCE.replace("step", "item"))
    assert ast.dump(parse("step.gone")[0]) == before
