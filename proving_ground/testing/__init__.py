"""Tests of orchestrators in Python, by the names of seed 003: see `docs/python.md`.

with OrchestratorHarness.create(MockAgentFactory(), spec="Add a greeting.") as harness:
    assert_phase_completed(harness.run_to_completion(), "review")
"""

from proving_ground.evidence.run_state import Ending
from proving_ground.orchestration.state import LoopState, OrchestrationState, PhaseEntry, TaskState
from proving_ground.testing.assertions import (
    assert_cost_within_limit,
    assert_loop_status,
    assert_no_stuck_loops,
    assert_phase_completed,
    assert_task_status,
)
from proving_ground.testing.config import MockAgentConfig
from proving_ground.testing.harness import OrchestratorHarness
from proving_ground.testing.mock_agent import MockAgentFactory, RecordedPrompt
from proving_ground.testing.mock_mcp_calls import (
    MockMcpCall,
    analyze_fixture,
    build_fixture,
    enumerate_fixture,
    plan_fixture,
    review_fixture,
)
from proving_ground.testing.options import HarnessOptions

__all__ = [
    "Ending",
    "HarnessOptions",
    "LoopState",
    "MockAgentConfig",
    "MockAgentFactory",
    "MockMcpCall",
    "OrchestrationState",
    "OrchestratorHarness",
    "PhaseEntry",
    "RecordedPrompt",
    "TaskState",
    "analyze_fixture",
    "assert_cost_within_limit",
    "assert_loop_status",
    "assert_no_stuck_loops",
    "assert_phase_completed",
    "assert_task_status",
    "build_fixture",
    "enumerate_fixture",
    "plan_fixture",
    "review_fixture",
]
