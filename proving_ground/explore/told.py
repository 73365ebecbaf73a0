"""What a scenario tells of a trial: its idea, and what the model says of its runs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from proving_ground.explore.idea import Deed, Idea
from proving_ground.explore.model import Happened, Run, Session

FEATURE = """\
@{family}
Feature: What nobody has thought of
  A promise that holds in every order of things, such as one that was drawn by lot.
  Crosses the seam from the engine to its agents and back.

  @promise.the-state-tells-the-truth{tags}
  Scenario: A drawn trial
"""


@dataclass(frozen=True)
class Told:
    """A trial as it was thought of, and how the model says that it goes."""

    idea: Idea
    session: Session
    runs: tuple[Run, ...]

    @property
    def trace(self) -> list[Happened]:
        """All calls of hooks and agents, in all runs."""
        return [call for run in self.runs for call in run.trace]

    @property
    def played(self) -> list[Deed]:
        """The deeds that come about; one that does not would be an error of the trial."""
        ended = self.session.ended
        return [d for d in self.idea.deeds if (d.stage, d.iteration, d.agent) in ended]

    def is_voted(self, stage: int, agent: int | None) -> bool:
        """Whether an agent decides by one of its votes in an iteration that it ends well."""
        votes = self.idea.stages[stage]
        many = len(votes.block.votes[agent or 0] if votes.block else votes.votes)
        return any(self._votes(stage, n, agent) for n in range(1, many + 1))

    def _votes(self, stage: int, iteration: int, agent: int | None) -> bool:
        deed = self.idea.deed(stage, iteration, agent)
        tried = self.session.ended.get((stage, iteration, agent))
        return tried is not None and (deed is None or deed.at(tried) is None)

    def last_run(self, at: Happened) -> Run:
        """The run in which that happened."""
        return next(run for run in self.runs if run.moment is at or at in run.trace)


def label(idea: Idea, stage: int) -> str:
    """How a step names a stage: by its key where another one has the same name."""
    name = idea.stages[stage].name
    names = [each.name for each in idea.stages]
    return f"stage-{stage:02d}-{name}" if names.count(name) > 1 else name


def block(keyword: str, steps: Iterable[str]) -> Iterator[str]:
    """The steps, the first of which begins with the keyword, the others with And."""
    for number, step in enumerate(steps):
        yield f"{'And' if number else keyword} {step}"


def table(head: str, names: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A step with a table below it."""
    shown = [names, *rows]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    lines = (" | ".join(map(str.ljust, row, widths)) for row in shown)
    return "\n".join([head, *(f"  | {line} |" for line in lines)])


def text_of_feature(
    steps: Iterable[str], needs: Iterable[str] = (), family: str = "pipelines"
) -> str:
    """A feature whose only scenario has these steps."""
    tags = "".join(f" @{each}" for each in sorted(needs))
    lines = [line for step in steps for line in step.splitlines()]
    text = FEATURE.format(tags=tags, family=family)
    return text + "".join(f"    {line}\n" for line in lines)
