"""Which adapters an engine's name stands for."""

from pathlib import Path

import pytest

from proving_ground.engines import registry
from proving_ground.errors import PrerequisiteError
from proving_ground.root import ROOT


def test_the_reference_engine_is_of_all_families(tmp_path: Path) -> None:
    adapters = registry.adapters({"engine_home": str(tmp_path)}, tmp_path)
    assert tuple(adapters) == registry.FAMILIES
    assert {each.import_path for each in adapters.values()} == {(str(tmp_path),)}


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("agent-pipelines", "pipelines"),
        ("gang-of-ralphs", "orchestration"),
        ("amplifier", "backends"),
    ],
)
def test_another_engine_is_tried_alone(name: str, family: str, tmp_path: Path) -> None:
    assert list(registry.adapters({"engine": name, "engine_home": "x"}, tmp_path)) == [family]


def test_a_profile_is_a_loop_engine() -> None:
    assert registry.families("my/engine.yaml") == ["loops"]


def test_a_profile_is_called_what_its_engine_is() -> None:
    assert registry.label(str(ROOT / "examples/ten-line-loop/engine.yaml")) == "ten-line-loop"
    assert registry.label("amplifier") == "amplifier"


def test_an_unknown_engine_is_named_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(PrerequisiteError, match=r"engine=refrence.*\n.*'reference'"):
        registry.adapters({"engine": "refrence"}, tmp_path)


@pytest.mark.parametrize("family", registry.FAMILIES)
def test_a_home_without_the_engine_is_refused(family: str, tmp_path: Path) -> None:
    adapter = registry.adapters({"engine_home": str(tmp_path)}, tmp_path)[family]
    with pytest.raises(PrerequisiteError, match="engine_home"):
        adapter.check()
