"""Where an agent reads in its prompt what it is called for, and how a judge is known by its."""

from dataclasses import dataclass, fields
from typing import Any, Self


@dataclass(frozen=True)
class Judge:
    """Calls by which an engine asks a model whether a stage is done; they do no iteration.

    Their prompts begin with `opening`. The model agrees with the agent that decided last, and
    answers by turns in each of the `forms`, in which `{stop}` stands for `true` or `false`.
    """

    opening: str
    forms: tuple[str, ...]


@dataclass(frozen=True)
class PromptPatterns:
    """Where an agent reads in its prompt what it needs; `{}` stands for the rest of a line.

    `agents` are the texts by which agents are told apart that have no number: one that is told
    the first of them is agent 0. `judge` is None for an engine that asks nobody but the agents
    whether a stage is done.
    """

    stage: str = "Stage: {}"
    session: str = "Session: {}"
    iteration: str = "Iteration: {}"
    progress_file: str = "Progress file: {}"
    decision_file: str = "Decision file: {}"
    task: str = "Task: {}"
    agent: str = "Agent: {}"
    loop: str = "Loop: {}"
    agents: tuple[str, ...] = ()
    judge: Judge | None = None

    @classmethod
    def reading_only(cls, **patterns: str) -> Self:
        """For an agent that reads these in its prompt, and nothing else."""
        nothing: dict[str, Any] = {each.name: "\0{}" for each in fields(cls)}
        return cls(**{**nothing, "agents": (), "judge": None, **patterns})
