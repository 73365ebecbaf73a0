"""What the documents say of engines."""

from pathlib import Path

from proving_ground.backends.contract import Ability
from proving_ground.orchestration.contract import Talent
from proving_ground.pipelines.contract import Capability

DOCS = Path(__file__).parents[2] / "docs"


def explained(document: str) -> set[str]:
    rows = [line for line in (DOCS / document).read_text().splitlines() if line.startswith("| ")]
    return {name.strip() for row in rows for name in row.split("|")[1].split(",")}


def test_every_capability_is_explained() -> None:
    assert {str(each) for each in (*Capability, *Talent)} <= explained("engines.md")


def test_every_ability_of_backends_is_explained() -> None:
    assert {str(ability) for ability in Ability} <= explained("backends.md")
