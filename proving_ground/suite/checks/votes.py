"""What agents of a pipeline vote, and which agents there are to vote, to crash or to be killed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from proving_ground.errors import InputError
from proving_ground.language.yaml_lines import near
from proving_ground.suite.checks.written import Step, Written

WORDS = ("continue", "stop")
"""What a vote can be."""
OTHERWISE = (
    "Votes are separated by commas; for anything else an agent may say, write:"
    " the agent writes an unknown decision in iteration 1"
)


@dataclass
class Blocks:
    """How many agents work side by side in each stage, by its name; 1 where nobody says so.

    None where a script or a fixture may say it.
    """

    last: str | None = None
    agents: dict[str, int | None] = field(default_factory=dict)

    def take_in(self, step: Step) -> None:
        """Learn of stages, and of the agents of the last one."""
        names = [step.told["name"]] if step.name in ("fixed_stage", "judged_stage") else []
        names += [row.get("stage", "") for row in step.rows if step.name == "stage_table"]
        for name in names:
            self.last = name
            self.agents[name] = 1
        if self.last is not None and step.name == "side_by_side":
            self.agents[self.last] = step.told["count"]
        if self.last is not None and step.name == "described_agents":
            self.agents[self.last] = len(list(step.rows))


def unknown_votes(written: Written) -> Iterator[InputError]:
    """Votes that are none, in steps and in tables of stages."""
    for scenario in written.scenarios():
        for step in written.steps(scenario):
            for listed, line in _votes(step):
                for word in map(str.strip, listed.split(",")):
                    if word not in WORDS:
                        problem = f"nobody can vote {word!r}"
                        yield step.wrong(problem, f"{near(word, WORDS)} {OTHERWISE}", line)


def too_many_votes(written: Written) -> Iterator[InputError]:
    """Rows of a table of stages with more votes than iterations."""
    for scenario in written.scenarios():
        steps = written.steps(scenario)
        raised = max((_cap(step) for step in steps), default=0)
        for step in steps:
            for line, row in step.numbered_rows if step.name == "stage_table" else ():
                votes = row.get("votes", "").count(",") + 1
                count = row.get("iterations") or "1"
                if count.isdecimal() and votes > max(int(count), raised, 1):
                    problem = f"nobody casts {votes} votes: the stage has {count} iterations"
                    yield step.wrong(problem, "leave out the votes after that", line)


def no_such_agent(written: Written) -> Iterator[InputError]:
    """Agents, by number or by how many, of which fewer work side by side."""
    for scenario in written.scenarios():
        if written.has_fixture(scenario):
            continue
        steps = written.steps(scenario)
        if any(step.name == "use_script" for step in steps):
            continue
        blocks = _blocks(steps)
        seen = Blocks()
        for step in steps:
            seen.take_in(step)
            yield from _missing(step, blocks, seen.last)


def no_agreement(written: Written) -> Iterator[InputError]:
    """More agents, or none, that must agree, where nobody says that the engine refuses that."""
    for scenario in written.scenarios():
        steps = written.steps(scenario)
        if any(step.name == "runs_are_refused" for step in steps):
            continue
        for step in steps if not written.has_fixture(scenario) else ():
            count, (_, needed) = step.told.get("count"), step.told.get("merge", ("", None))
            if needed is not None and not 1 <= needed <= count:
                fix = f"write a number from 1 to {count}, or: Then the run is refused"
                yield step.wrong(f"{needed} of {count} agents cannot agree", fix)


def _cap(step: Step) -> int:
    """To how many iterations a step raises the limit of every stage; 0 where it does not."""
    wish: Any = step.told.get("wish")
    cap = wish[1] if isinstance(wish, tuple) and wish[0] == "iterations" else step.told.get("cap")
    return cap if isinstance(cap, int) else 0


def _votes(step: Step) -> Iterator[tuple[str, int | None]]:
    """The lists of votes that a step holds, each with its line where it is one of a table."""
    if step.name in ("agent_votes", "agents_vote"):
        yield step.told["listed"], None
    if step.name == "stage_table":
        yield from ((row["votes"], line) for line, row in step.numbered_rows if row.get("votes"))


def _blocks(steps: Sequence[Step]) -> Blocks:
    blocks = Blocks()
    for step in steps:
        blocks.take_in(step)
    return blocks


def _missing(step: Step, blocks: Blocks, last: str | None) -> Iterator[InputError]:
    moment = step.told.get("moment")
    stage = step.told.get("stage") or getattr(moment, "stage", None) or last
    there = blocks.agents.get(stage or "")
    if there is None:
        return
    one = f"{'1 agent works' if there == 1 else f'{there} agents work'} in stage {stage!r}"
    fix = "say before it how many work side by side, or name fewer"
    for number in (step.told.get("worker"), getattr(moment, "agent", None)):
        if isinstance(number, int) and number >= there:
            yield step.wrong(f"there is no agent-{number}: {one}, counted from 0", fix)
    if step.name == "agents_vote" and (votes := step.told["listed"].count(",") + 1) > there:
        yield step.wrong(f"nobody casts {votes} votes: {one}", fix)
    if step.name == "some_crash" and not 1 <= step.told["count"] <= there:
        yield step.wrong(f"{step.told['count']} of them cannot crash: {one}", fix)
