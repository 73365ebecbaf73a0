"""Seed 003's MockAgentFactory: which agents are called, and what each of them does.

Its spawn function is not injected: the engine finds the stand-ins on PATH, so that everything
between the engine and its agents (command line, prompt, MCP connection) is on trial, too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from shlex import quote

from proving_ground.agents.calls import Call
from proving_ground.agents.pledges import here
from proving_ground.agents.script import Act, Rule, Script, answer, call_tool, run, write_file
from proving_ground.orchestration.mcp_calls import mcp_calls

PASSED = {"passed": True, "interpretedIntent": "As asked", "intentSatisfied": True, "issues": []}
GATES = ("review-analyze", "review-enumerate", "review-plan")


def strike_out(markers: str, *, files: int = 100) -> Act:
    """Remove the lines that begin with those markers, in so many of the files in conflict."""
    strike = f'[ ! -f "$f" ] || LC_ALL=C sed -Ei "/^({markers})/d" -- "$f"'
    each = f"head -z -n {files} | xargs -0 sh -c {quote(f'for f; do {strike}; done')} sh"
    return run("sh", "-c", f"git diff -z --name-only --diff-filter=U | {each}")


RESOLVE = (strike_out("<<<<<<<|[|]{7}|=======|>>>>>>>"), run("git", "add", "--all"))
"""A resolution that keeps the lines of both sides, and of other conflicts what git left."""


@dataclass
class AgentFactory:
    """Behaviours by phase; the ones given last win over all before them, and over the defaults."""

    script: Script = field(default_factory=lambda: Script(defaults(), otherwise=(answer("Done."),)))
    expected: list[Rule] = field(default_factory=list)

    def for_phase(
        self,
        phase: str,
        *acts: Act,
        number: int | None = None,
        attempt: int | None = None,
        task: str | None = None,
        may_rest: bool = False,
    ) -> "AgentFactory":
        """Let the phase's agent act so; in its call of that number, or in all; for one task.

        Of a call that is made again, `attempt` says which.

        One that `may_rest` need not be called for the scenario to prove something.
        """
        acts = (*acts, answer(f"That was {phase}."))
        made_by = None if may_rest else here()
        rule = Rule(acts, phase, number, attempt, task=task, made_by=made_by)
        rule = rule.takes_over(self.rule(phase, task, number or 1))
        self.script = self.script.first([rule])
        self.expected.append(rule)
        return self

    def rule(self, phase: str, task: str | None = None, number: int = 1, attempt: int = 1) -> Rule:
        """What an agent does as scripted so far."""
        for rule in self.script.rules:
            wanted = (rule.stage in (None, phase), rule.iteration in (None, number))
            if all(wanted) and rule.task in (None, task) and rule.attempt in (None, attempt):
                return rule
        return Rule(self.script.otherwise, phase, made_by=None)

    def acts(self, phase: str, task: str | None = None, number: int = 1) -> tuple[Act, ...]:
        """What that agent does in its call of that number."""
        return self.rule(phase, task, number).acts

    def uncalled(self, calls: Iterable[Call]) -> list[str]:
        """The behaviours that no call has played to their end, tool by tool."""
        made = list(calls)
        return [str(rule.stage) for rule in self.expected if not _played(rule, made)]


def defaults() -> tuple[Rule, ...]:
    """Agents that do what they are asked; tasks and plan come with the scenario."""
    loop_passed = call_tool("set_loop_review_result", loopId="${LOOP}", taskId="${TASK}", **PASSED)
    done = mcp_calls("build", "complete-task")
    behaviours: dict[str, tuple[Act, ...]] = {
        "analyze": mcp_calls("analyze", "success"),
        "build": (write_file("${TASK}-${N}.txt", "Work on ${TASK}.\n"), *done),
        "review": mcp_calls("review", "pass"),
        "review-loop": (loop_passed,),
        "revise": (new_task("fix-${N}"),),
        "conflict": (*RESOLVE, call_tool("set_conflict_result", resolved=True)),
        **{gate: mcp_calls("review", "pass") for gate in GATES},
    }
    return tuple(Rule((*acts, answer("Done.")), phase) for phase, acts in behaviours.items())


def new_task(name: str, needs: Iterable[str] = ()) -> Act:
    """Write a task."""
    title = f"Do {name}"
    return call_tool("write_task", id=name, title=title, description=title, dependencies=[*needs])


def _played(rule: Rule, calls: list[Call]) -> bool:
    tools = [act["tool"] for act in rule.acts if "tool" in act]
    return any(
        call.stage == rule.stage
        and rule.iteration in (None, call.iteration)
        and rule.attempt in (None, call.attempt)
        and rule.task in (None, call.task)
        and [tool.name for tool in call.tools] == tools
        for call in calls
    )
