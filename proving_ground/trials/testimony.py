"""What stand-ins put on record, held against script, marks of their starts, and processes.

StandInLied where it does not hold: such a run proves nothing, whatever the engine is.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from proving_ground.agents.calls import Call
from proving_ground.agents.hook_calls import HookCall
from proving_ground.agents.script import Act
from proving_ground.agents.signatures import lies, lies_of_hook, to_its_end
from proving_ground.errors import StandInLied

if TYPE_CHECKING:
    from proving_ground.agents.install import AgentsFolder


def unsigned(agents: "AgentsFolder", known: Collection[int], fault: str | None) -> set[int]:
    """The stand-ins besides those `known` that a fault left no time to sign; else none."""
    found = {pid: words for pid, words in agents.unsigned().items() if pid not in known}
    if found and not fault:
        raise StandInLied(f"stand-ins were started that did not sign: {_listed(found)}")
    return set(found)


def must_not_be_theirs(agents: "AgentsFolder", alive: Mapping[int, str]) -> None:
    """No process that lives, with its command line, is a stand-in's own doing.

    Neither has it signed that it ended, nor was it started by a stand-in that nobody asked to.
    """
    if found := agents.left_by(alive):
        raise StandInLied(f"a stand-in left what its script does not ask for: {_listed(found)}")
    ended = {call.pid for call in agents.calls() if call.ended is not None}
    if found := {pid: words for pid, words in alive.items() if pid in ended}:
        raise StandInLied(f"stand-ins signed that they ended, and live on: {_listed(found)}")


def must_be_true(
    agents: "AgentsFolder", calls: Iterable[Call], hooks: Iterable[HookCall], *, is_real: bool
) -> None:
    """What they signed for is what their script says, and nobody else has signed.

    Where they are the real CLIs, nobody marks their starts.
    """
    rules, forged = agents.rules, set() if is_real else agents.forged()
    if forged:
        told = ", ".join(map(str, sorted(forged)))
        raise StandInLied(f"calls are on record of processes that were no stand-ins: {told}")
    for call in calls:
        if found := list(lies(call, rules[call.rule or 0].acts)):
            raise StandInLied(f"call {call.number} of {call.program}: {'; '.join(found)}")
    for hook in hooks:
        if found := list(lies_of_hook(hook, rules[hook.rule].acts if hook.rule else ())):
            raise StandInLied(f"a hook {hook.point}: {'; '.join(found)}")


def must_be_ready(agents: "AgentsFolder") -> None:
    """The agent that was called last, and is to put its work away, is ready for that."""
    number = agents.calls()[-1].number
    if agents.put_away(number) is None:
        raise StandInLied(f"call {number} was to put its work away when asked, but is not ready to")


def must_have_put_away(agents: "AgentsFolder", number: int | None) -> None:
    """The call of that number, which was let put its work away, has done so."""
    if number and not agents.put_away(number):
        raise StandInLied(f"call {number} was let put its work away, and did not")


def is_whole(call: Call, acts: Sequence[Act]) -> bool:
    """Whether a call played its rule to the end, or to where it was to stand still."""
    return call.acts - call.begun <= len(acts) - len(to_its_end(acts))


def _listed(processes: Mapping[int, str]) -> str:
    return ", ".join(f"{words} (process {pid})" for pid, words in processes.items())
