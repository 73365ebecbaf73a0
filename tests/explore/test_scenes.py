"""The scenes on file fill their placeholders, and one that does not is refused with its line."""

from pathlib import Path

import pytest
from behave.parser import parse_feature

from proving_ground.errors import InputError
from proving_ground.explore.scenes import read_scenes
from proving_ground.explore.told import text_of_feature


def test_every_scene_is_a_scenario_with_one_when() -> None:
    for scene in read_scenes():
        text = text_of_feature(scene.steps.splitlines())
        (scenario,) = parse_feature(text, filename="scene.feature").scenarios
        assert [step.step_type for step in scenario.steps].count("when") == 1


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("- {needs: [], steps: 'Given {a}'}", "placeholders and choices differ: a"),
        (
            "- {needs: [], steps: 'Given b', choices: {b: [c]}}",
            "placeholders and choices differ: b",
        ),
        ("- {needs: [], steps: 'Given {a} {b}', choices: {a b: [c]}}", "'a b' has 2 words"),
    ],
)
def test_a_scene_that_does_not_fit_is_refused(tmp_path: Path, written: str, told: str) -> None:
    path = tmp_path / "scenes.yaml"
    path.write_text(written)
    with pytest.raises(InputError, match=told):
        read_scenes(path)
