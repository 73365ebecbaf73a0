"""The recipes for CI call only what there is; what a server adds to that is not tried here."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from proving_ground.cli import COMMANDS
from proving_ground.suite.checks.options import VALUES

ROOT = Path(__file__).parents[2]
RECIPES = sorted((ROOT / "examples/ci").glob("*.yml"))
TARGETS = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)


def lines_of(node: Any) -> Iterator[str]:
    """Every shell line of a recipe: what stands under `run`, or in a list of scripts."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "run":
                yield value
            elif str(key).endswith("script"):
                yield from value
            else:
                yield from lines_of(value)
    elif isinstance(node, list):
        for each in node:
            yield from lines_of(each)


def commands(recipe: Path) -> list[list[str]]:
    return [shlex.split(line) for line in lines_of(yaml.safe_load(recipe.read_text("utf-8")))]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.stem)
def test_a_recipe_calls_what_there_is(recipe: Path) -> None:
    programs = {words[0].rpartition("/")[2] for words in commands(recipe)}
    assert programs == {"make", "behave", "proving-ground"}
    for program, *words in commands(recipe):
        if program == "make":
            assert set(words) <= set(TARGETS)
        elif program.endswith("proving-ground"):
            assert words[0] in COMMANDS
        else:
            defined = {word.partition("=")[0] for word in words if "=" in word}
            assert {"jobs", "shard", "report"} == defined <= set(VALUES)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.stem)
def test_every_shard_is_merged(recipe: Path) -> None:
    (merging,) = [words for words in commands(recipe) if "merge" in words]
    assert "build/part-*" in merging
    (running,) = [words for words in commands(recipe) if words[0].endswith("behave")]
    assert any(word.startswith("report=build/part-") for word in running)


def test_a_red_run_is_remembered_in_github_actions() -> None:
    recipe = yaml.safe_load((ROOT / "examples/ci/github-actions.yml").read_text("utf-8"))
    steps = recipe["jobs"]["report"]["steps"]
    used = [each.get("uses", "").partition("@")[0] for each in steps]
    assert "actions/cache" not in used, "it keeps nothing of a job that fails"
    kept, merged, found = (
        next(n for n, each in enumerate(steps) if word in (each.get("run") or used[n]))
        for word in ("cache/save", " merge ", "cache/restore")
    )
    assert found < merged < kept
    assert steps[kept]["if"] == "always()"
    for part in ("path", "key"):
        assert steps[kept]["with"][part] == steps[found]["with"][part]


def test_a_red_run_is_remembered_in_gitlab() -> None:
    recipe = yaml.safe_load((ROOT / "examples/ci/gitlab-ci.yml").read_text("utf-8"))
    caches = [each["cache"] for each in recipe.values() if "cache" in each]
    assert [each.get("when") for each in caches] == ["always"]
