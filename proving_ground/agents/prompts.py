"""Where an agent reads in its prompt what it is called for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PromptPatterns:
    """Where an agent reads in its prompt what it needs; `{}` stands for the rest of a line."""

    stage: str = "Stage: {}"
    session: str = "Session: {}"
    iteration: str = "Iteration: {}"
    progress_file: str = "Progress file: {}"
    decision_file: str = "Decision file: {}"
    task: str = "Task: {}"
    agent: str = "Agent: {}"
    loop: str = "Loop: {}"
