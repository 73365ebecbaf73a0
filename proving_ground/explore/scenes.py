"""Scenes whose outcome is known without a model, from `fixtures/scenes.yaml`."""

import string
from functools import cache
from pathlib import Path
from typing import Self

from hypothesis import strategies as draw
from pydantic import BaseModel, ConfigDict, RootModel, model_validator

from proving_ground.explore.told import text_of_feature
from proving_ground.language.yaml_lines import load_model
from proving_ground.root import ROOT

SCENES = ROOT / "fixtures" / "scenes.yaml"


class Scene(BaseModel):
    """The steps of a scenario with {placeholders}, what it needs, and what can stand there.

    A key of several words has values that belong together, one for each word.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    needs: tuple[str, ...]
    steps: str
    choices: dict[str, tuple[str | tuple[str, ...], ...]] = {}

    @model_validator(mode="after")
    def _fills_its_placeholders(self) -> Self:
        wanted = {name for _, name, _, _ in string.Formatter().parse(self.steps) if name}
        if (told := {word for key in self.choices for word in key.split()}) != wanted:
            odd = ", ".join(sorted(told ^ wanted))
            raise ValueError(f"placeholders and choices differ: {odd}")
        for key, values in self.choices.items():
            count = len(key.split())
            if any((1 if isinstance(each, str) else len(each)) != count for each in values):
                raise ValueError(f"{key!r} has {count} words; each of its values must have as many")
        return self


class _Scenes(RootModel[tuple[Scene, ...]]):
    """The form of the file."""


@cache
def read_scenes(path: Path = SCENES) -> tuple[Scene, ...]:
    """The scenes of a file; InputError where it makes no sense."""
    return load_model(path, _Scenes).root


@draw.composite
def scenes(given: draw.DrawFn) -> str:
    """The text of a feature with one of the scenes."""
    scene = given(draw.sampled_from(read_scenes()))
    values: dict[str, str] = {}
    for names, options in scene.choices.items():
        chosen = given(draw.sampled_from(options))
        told = (chosen,) if isinstance(chosen, str) else chosen
        values.update(zip(names.split(), told, strict=True))
    steps = scene.steps.format(**values).splitlines()
    needs = (each if each.startswith("needs-") else f"needs.{each}" for each in scene.needs)
    return text_of_feature(steps, needs)
