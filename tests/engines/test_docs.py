"""What the documents say of engines."""

from pathlib import Path

from proving_ground.engines.backends_contract import Ability
from proving_ground.engines.contract import Capability
from proving_ground.engines.orchestration_contract import Talent

DOCS = Path(__file__).parents[2] / "docs"


def explained(document: str) -> set[str]:
    rows = [line for line in (DOCS / document).read_text().splitlines() if line.startswith("| ")]
    return {name.strip() for row in rows for name in row.split("|")[1].split(",")}


def test_every_capability_is_explained() -> None:
    assert {str(each) for each in (*Capability, *Talent)} <= explained("engines.md")


def test_every_ability_of_backends_is_explained() -> None:
    assert {str(ability) for ability in Ability} <= explained("backends.md")
