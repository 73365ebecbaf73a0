"""`proving-ground steps` finds a step by any word, and editors get what is found there."""

import json
import re

import pytest

from proving_ground import cli
from proving_ground.root import ROOT
from proving_ground.suite.steps import catalogue, editors


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert cli.main(["steps", *words]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["merged"], 'the work of "…" is[ not] merged'),
        (["patience"], "a limit of N <Limit>"),
        (["USD per loop"], "a limit of N <Limit>"),
        (["HIGH"], "(low|medium|high|max) effort"),
        (["the", "review", "fails"], "the review fails[, but only once|, but only 2 times]"),
    ],
)
def test_a_step_is_found_by_its_text_its_docstring_and_its_words(
    capsys: pytest.CaptureFixture[str], words: list[str], text: str
) -> None:
    assert text in printed(capsys, *words)


def test_choices_are_printed_where_the_text_only_names_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "<Behaviour>: crashes | is killed" in printed(capsys, "attempts", "agent")


@pytest.mark.parametrize(
    ("word", "meant"), [("crahses", "crashes"), ("mergd", "merged"), ("refuses xyzzyqq", "refuses")]
)
def test_the_nearest_is_printed_where_nothing_matches(
    capsys: pytest.CaptureFixture[str], word: str, meant: str
) -> None:
    out = printed(capsys, *word.split())
    assert f"no step says {word!r}; these say {meant!r}" in out
    assert meant in out.partition("\n")[2]


def test_what_is_like_nothing_is_told_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["steps", "xyzzyqq"]) == 1
    assert "or anything like it" in capsys.readouterr().out


def test_without_a_word_all_steps_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys)
    assert all(text.shown in out for text in catalogue.load())


def test_what_editors_complete_from_is_up_to_date() -> None:
    texts = catalogue.load()
    fix = "run `proving-ground steps --editors`"
    assert (ROOT / editors.GLUE).read_text() == editors.glue(texts), fix
    assert (ROOT / editors.SETTINGS).read_text() == editors.settings(texts), fix


def test_editors_know_every_type_that_a_step_names() -> None:
    told = json.loads(editors.settings(catalogue.load()))["cucumber.parameterTypes"]
    known = {each["name"] for each in told} | {"string", "int", "float", "word", ""}
    lines = editors.glue(catalogue.load()).splitlines()
    expressions = [line for line in lines if line.startswith("@") and '"^' not in line]
    named = set(re.findall(r"\{(\w*)\}", "\n".join(expressions)))
    assert len(named) > 20
    assert named <= known
