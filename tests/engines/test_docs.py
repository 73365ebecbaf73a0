"""What the documents say of engines."""

from pathlib import Path

from proving_ground.backends.contract import Capability as BackendsCapability
from proving_ground.orchestration.contract import Capability as OrchestrationCapability
from proving_ground.pipelines.contract import Capability as PipelinesCapability

DOCS = Path(__file__).parents[2] / "docs"


def explained(document: str) -> set[str]:
    rows = [line for line in (DOCS / document).read_text().splitlines() if line.startswith("| ")]
    return {name.strip() for row in rows for name in row.split("|")[1].split(",")}


def test_every_capability_is_explained() -> None:
    assert set(map(str, (*PipelinesCapability, *OrchestrationCapability))) <= explained(
        "engines.md"
    )


def test_every_capability_of_backends_is_explained() -> None:
    assert set(map(str, BackendsCapability)) <= explained("backends.md")
