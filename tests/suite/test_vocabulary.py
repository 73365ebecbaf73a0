"""The vocabulary stays so small that a person can learn it, and every word of it is in use."""

from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest
from behave.model import Scenario
from behave.runner_util import collect_feature_locations, parse_features
from behave.step_registry import registry
from pydantic import BaseModel, ConfigDict

from proving_ground.language.yaml_lines import load_model
from proving_ground.root import ROOT
from proving_ground.suite.steps import catalogue, vocabulary

FAMILIES = ("pipelines", "orchestration", "backends", "loops")
"""A text that several of them use counts for the first."""
FOLDERS = {name: name for name in ("orchestration", "backends", "loops")}
FOLDERS["seams"] = "orchestration"
"""The folders of features that are not about pipelines."""
RECORD = ROOT / "fixtures" / "vocabulary.yaml"


class Vocabulary(BaseModel):
    """What `fixtures/vocabulary.yaml` holds."""

    model_config = ConfigDict(extra="forbid")
    caps: dict[str, int]
    used_once: dict[str, str]


@cache
def record() -> Vocabulary:
    return load_model(RECORD, Vocabulary)


@cache
def uses() -> dict[str, Counter[str]]:
    """For each text, in how many scenarios each family uses it; an outline counts once."""
    catalogue.load()
    headings: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for feature in parse_features(collect_feature_locations([str(ROOT / "features")])):
        folder = Path(feature.filename).parent.name
        family = FOLDERS.get(folder, "pipelines")
        for scenario in feature.walk_scenarios():
            for text in texts_of(scenario):
                headings[text].add((family, feature.filename, heading(scenario)))
    return {text: Counter(family for family, *_ in used) for text, used in headings.items()}


def texts_of(scenario: Scenario) -> set[str]:
    found = (registry.find_step_definition(step) for step in scenario.all_steps)
    return {definition.pattern for definition in found if definition}


def heading(scenario: Scenario) -> str:
    """Where the scenario or its outline stands; the rows of an outline share its steps' lines."""
    return str(scenario.steps[0].line)


def family_of(text: str) -> str | None:
    return next((family for family in FAMILIES if uses().get(text, {}).get(family)), None)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_family_has_more_texts_than_its_cap(family: str) -> None:
    texts = [text.pattern for text in catalogue.load() if family_of(text.pattern) == family]
    cap = record().caps[family]
    fix = f"say it with a text that exists, or raise the cap in {RECORD} with the reason"
    assert len(texts) <= cap, f"{len(texts)} texts of {family}, but the cap is {cap}: {fix}"


def test_every_text_is_used() -> None:
    unused = [f"{t.place}: {t.pattern}" for t in catalogue.load() if t.pattern not in uses()]
    assert not unused, "no scenario uses these texts; remove them"


def test_a_text_that_is_used_once_has_its_reason() -> None:
    once = {text.pattern for text in catalogue.load() if uses()[text.pattern].total() == 1}
    assert once <= set(record().used_once), f"say in {RECORD} why one scenario alone uses them"
    assert set(record().used_once) <= once, f"take from {RECORD} what is used more than once"


def test_every_text_has_an_example() -> None:
    silent = [text.place for text in catalogue.load() if not examples(text)]
    assert not silent, "write a docstring: what it does, a blank line, and examples"


def test_no_two_families_give_a_word_the_same_name() -> None:
    """Of two types of one name only one is known to behave, and the other's steps match nothing."""
    counted = Counter(name for types in vocabulary.PARTS for name in types)
    assert [name for name, times in counted.items() if times > 1] == []


def test_examples_are_steps_that_the_text_matches() -> None:
    """An example that no step text matches misleads who copies it."""
    wrong = [f"{text.place}: {line}" for text in catalogue.load() for line in unmatched(text)]
    assert not wrong


def unmatched(text: catalogue.StepText) -> list[str]:
    definitions = [d for kind in text.kinds for d in registry.steps[kind]]
    ours = [d for d in definitions if d.pattern == text.pattern]
    return [each for each in examples(text) if not any(d.match(each) for d in ours)]


def examples(text: catalogue.StepText) -> list[str]:
    """The sentences in a docstring, without keyword and remark."""
    lines = [line for line in text.about.splitlines() if line.startswith(KEYWORDS)]
    return [line.partition(" ")[2].partition("    (")[0] for line in lines]


KEYWORDS = ("Given ", "When ", "Then ")
