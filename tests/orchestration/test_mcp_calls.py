"""The MCP call fixtures: all variants of seed 003, and what is said of mistakes."""

import pytest

from proving_ground.errors import InputError
from proving_ground.orchestration.factory import AgentFactory
from proving_ground.orchestration.mcp_calls import mcp_calls

VARIANTS = {
    "analyze": ["success", "empty-project"],
    "enumerate": ["two-tasks", "single-task"],
    "plan": ["single-group", "two-groups", "parallel-group"],
    "build": ["complete-task", "fail-task"],
    "review": ["pass", "fail"],
}


@pytest.mark.parametrize(("phase", "variant"), [(p, v) for p, vs in VARIANTS.items() for v in vs])
def test_every_variant_of_the_seed_is_there(phase: str, variant: str) -> None:
    assert all(act["tool"] for act in mcp_calls(phase, variant))


def test_a_variant_is_filled_in() -> None:
    (act,) = mcp_calls("build", "fail-task", reason="No network")
    assert act["args"] == {"taskId": "${TASK}", "reason": "No network"}


def test_an_unknown_variant_names_the_file_and_the_nearest() -> None:
    with pytest.raises(InputError, match=r"plan\.yaml.*'paralel-group'(.|\n)*parallel-group"):
        mcp_calls("plan", "paralel-group")


def test_a_behaviour_that_no_agent_played_is_told() -> None:
    factory = AgentFactory().for_phase("analyze", *mcp_calls("analyze", "success"))
    assert factory.uncalled(()) == ["analyze"]
