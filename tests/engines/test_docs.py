"""What the documents say of engines."""

from pathlib import Path

from proving_ground.engines.backends_contract import Ability
from proving_ground.engines.contract import Capability

DOCS = Path(__file__).parents[2] / "docs"


def explained(document: str) -> set[str]:
    rows = [line for line in (DOCS / document).read_text().splitlines() if line.startswith("| ")]
    return {name.strip() for row in rows for name in row.split("|")[1].split(",")}


def test_every_capability_is_explained() -> None:
    assert {str(capability) for capability in Capability} <= explained("engines.md")


def test_every_ability_of_backends_is_explained() -> None:
    assert {str(ability) for ability in Ability} <= explained("backends.md")
