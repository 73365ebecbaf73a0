"""What the documents say of engines."""

from pathlib import Path

from proving_ground.engines.contract import Capability
from proving_ground.engines.orchestration_contract import Talent

ENGINES = Path(__file__).parents[2] / "docs" / "engines.md"


def test_every_capability_is_explained() -> None:
    rows = [line for line in ENGINES.read_text().splitlines() if line.startswith("| ")]
    explained = {row.split("|")[1].strip() for row in rows}
    assert {str(capability) for capability in (*Capability, *Talent)} <= explained
