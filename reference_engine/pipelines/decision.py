"""What an agent decides, in seed 002's form."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from reference_engine.pipelines.errors import StageFailed, first_mistake
from reference_engine.pipelines.layout import Iteration


class Work(BaseModel):
    """What an iteration got done."""

    items_completed: list[JsonValue] = []
    files_touched: list[JsonValue] = []


class Decision(BaseModel):
    """The content of a decision file; only `decision` must be there, other keys may."""

    model_config = ConfigDict(frozen=True)

    decision: Literal["continue", "stop", "error"]
    reason: str | None = None
    summary: str | None = None
    work: Work = Work()


def read_decision(iteration: Iteration) -> Decision:
    """What the agent decided; StageFailed where it gave up, or left nothing that makes sense."""
    try:
        decision = Decision.model_validate_json(iteration.status.read_bytes())
    except OSError as error:
        raise StageFailed("no_decision", f"{iteration}: the agent left no decision file") from error
    except ValidationError as error:
        raise StageFailed(
            "malformed_decision", f"{iteration}: in the decision file: {first_mistake(error)}"
        ) from error
    if decision.decision == "error":
        raise StageFailed("agent_error", f"{iteration}: the agent gave up: {decision.reason}")
    return decision
