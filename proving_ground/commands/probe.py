"""Start an engine a few times, and say what was seen: before anybody believes a verdict on it."""

import json
import re
import shutil
import signal
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proving_ground.agents.calls import Call
from proving_ground.errors import EngineHung, NeverCalled, ProvingError
from proving_ground.evidence.run_state import Ending
from proving_ground.evidence.witness import names_below
from proving_ground.loops.contract import Capability, Job, LoopAdapter
from proving_ground.loops.evidence import LoopRun, task_of
from proving_ground.loops.trial import LoopsTrial
from proving_ground.processes.client import SupervisorClient
from proving_ground.repository.project import Workshop
from proving_ground.scratch import make_run_folder
from proving_ground.suite import caller, machine

CRASH = "crashes"
QUESTION = re.compile(r"[^\n]*(\[y(es)?/n(o)?\]|\(y(es)?/n(o)?\)|\?)[ :]*$", re.IGNORECASE)
"""How a last line looks that asks a person."""
STEPS = 3


@dataclass
class Seen:
    """What one start of the engine showed; `problem` where it did not come to its end."""

    title: str
    runs: list[LoopRun]
    project: Path
    problem: str = ""


def check(adapter: LoopAdapter) -> int:
    """Start the engine five times and print what was seen; 1 where it cannot be tried as it is."""
    say(f"{adapter.name}: starting it with scripted agents; nothing of yours is called")
    with _starts(adapter, list(STARTS)) as seen:
        is_fit = _report(adapter, seen)
    say(_closing(adapter, is_fit=is_fit))
    return 0 if is_fit else 1


def nobody_works(adapter: LoopAdapter) -> bool:
    """Whether the engine, started once, gets no scripted agent to work; it is said why, if so."""
    with _starts(adapter, list(STARTS)[:1]) as seen:
        is_idle = not any(task_of(call) for run in seen[0].runs for call in run.calls)
        if is_idle:
            _report(adapter, seen)
        return is_idle


@contextmanager
def _starts(adapter: LoopAdapter, titles: list[str]) -> Iterator[list[Seen]]:
    """What was seen of some starts; their folders are there for as long as the context lasts."""
    machine.insist()
    caller.put_right()
    workshop = Workshop(make_run_folder())
    supervisor = SupervisorClient(adapter.import_path)
    try:
        seen = [_start(adapter, supervisor, workshop, titles[0])]
        if any(run.calls for run in seen[0].runs):  # or else the others show no more
            seen += [_start(adapter, supervisor, workshop, title) for title in titles[1:]]
        yield seen
    finally:
        supervisor.close()
        for each in workshop.root.glob("trial-*"):
            shutil.rmtree(each)
        workshop.close()


def _closing(adapter: LoopAdapter, *, is_fit: bool) -> str:
    if not is_fit:
        return "\nThis is not ready for a verdict: see what is marked with ! above."
    missing = [adapter.without(each) for each in Capability if adapter.lacks(each)]
    more = "".join(f"\n  {each}" for each in missing)
    return "\nReady: proving-ground run --engine …" + (
        f"\nIt sees more with:{more}" if more else ""
    )


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")


def _trial(adapter: LoopAdapter, supervisor: SupervisorClient, workshop: Workshop) -> LoopsTrial:
    project = workshop.new_project(plain=True, clean=adapter.clean_tree)
    return LoopsTrial(adapter, supervisor, project, machine.path())


def _done(trial: LoopsTrial) -> None:
    trial.run()


def _crash(trial: LoopsTrial) -> None:
    trial.scene.do(None, CRASH)
    trial.run()


def _cap(trial: LoopsTrial) -> None:
    trial.scene.change(steps=tuple(f"step-{n:02d}" for n in range(1, 50)), cap=2)
    trial.run()


def _interrupt(trial: LoopsTrial) -> None:
    trial.stop(2, signal.SIGINT)


def _bare(trial: LoopsTrial) -> None:
    trial.user_allows = False
    trial.run()


CRASHES, CAPPED = "the agent crashes each time", "the agent is never done, the cap is 2"
BARE = "the user's own settings allow the agents nothing"
STARTS = {
    f"the agent is done after {STEPS} steps": _done,
    CRASHES: _crash,
    CAPPED: _cap,
    "interrupted in call 2": _interrupt,
    BARE: _bare,
}


def _start(
    adapter: LoopAdapter, supervisor: SupervisorClient, workshop: Workshop, title: str
) -> Seen:
    trial = _trial(adapter, supervisor, workshop)
    trial.scene.change(steps=tuple(f"step-{n:02d}" for n in range(1, STEPS + 1)))
    problem = ""
    try:
        STARTS[title](trial)
    except (EngineHung, NeverCalled) as error:
        problem = str(error)
    except ProvingError as error:
        problem = "" if trial.runs else str(error)
    finally:
        trial.close()
    return Seen(title, trial.runs, trial.project.folder, problem)


def _report(adapter: LoopAdapter, seen: list[Seen]) -> bool:
    for each in seen:
        say(f"\n{each.title}")
        for line in _lines(adapter, each):
            say(f"  {line}")
    first = seen[0].runs[-1] if seen[0].runs else None
    if first is None or not first.calls:
        say("\n! No scripted agent was called at all.")
        for line in _why(adapter, first):
            say(f"  {line}")
        return False
    for line in (*_prompt(first.calls[0]), *_changes(seen[0]), *_policies(adapter, seen)):
        say(line)
    is_fit = len(first.calls) == STEPS
    if not is_fit:
        for line in _wrong(first):
            say(line)
    return is_fit


def _wrong(run: LoopRun) -> Iterator[str]:
    """Why the first start did not go as it should: the agent's complaints, or what it was told."""
    yield f"\n! {STEPS} steps took {_counted(run)}."
    first = run.calls[0]
    if first.refused:
        yield f"  The agent was not allowed to work: {first.refused[0]}"
        yield "  Its options, or a configuration in the project, win over settings that allow it."
    elif first.exit and first.said:
        yield f"  {first.program} ended with {first.exit}, and said: {_first_line(first.said)}"
        yield "  The stand-ins take the options of the real ones; docs/fidelity.md tells of which."
    elif not any(task_of(call) for call in run.calls):
        yield "  No agent found a task to do: is `work` as the engine keeps its list?"
    elif len(run.calls) > STEPS:
        yield "  Does the agent say what the engine hears? See `agent.says`, and what it printed:"
        yield from _printed(run)
    else:
        yield "  It ended before the agent was done. It printed:"
        yield from _printed(run)


def _counted(run: LoopRun) -> str:
    return "1 call" if len(run.calls) == 1 else f"{len(run.calls)} calls"


def _first_line(text: str) -> str:
    return next(filter(None, map(str.strip, text.splitlines())), "nothing")


def _lines(adapter: LoopAdapter, seen: Seen) -> Iterator[str]:
    for run in seen.runs:
        told = " or ".join(sorted(_reported(adapter, run)))
        yield f"{_counted(run)}, exit {run.exit_code}: {told or 'not in the profile'}"
        if not told:
            yield f"! what does it mean? add {run.exit_code} to `exit:`"
        yield from (f"lives on: {each}" for each in run.survivors)
    if seen.problem:
        yield from seen.problem.splitlines()


def _why(adapter: LoopAdapter, run: LoopRun | None) -> Iterator[str]:
    """What it printed, and whether something else may have been called in the agent's place."""
    yield f"Expected: it starts `{adapter.program}` as it finds it on PATH."
    yield "If it names the program by a path of its own, a real agent may have been called: stop."
    if run:
        yield from _printed(run)
        yield from _asking(adapter, run.stdout + run.stderr)


def _asking(adapter: LoopAdapter, printed: str) -> Iterator[str]:
    """What to declare where it seems to wait for a person: by its last line, or by its silence."""
    if adapter.asking is not None:
        yield f"A person was to say yes. Is this how it asks: {adapter.asking.shown}?"
    elif found := QUESTION.search(printed.strip()):
        question = re.sub(r"[][?()*+.{}|^$\\]", r"\\\g<0>", found[0].strip()).replace("'", "''")
        said = f"ask: {{question: '{question}', agree: …, refuse: …}}"
        yield f"It seems to ask a person. If so, tell how: {said}"
    elif not printed.strip():
        yield "It printed nothing. If it asks a person at a terminal, say so by `ask`."


def _printed(run: LoopRun) -> Iterator[str]:
    yield from (f"  | {line[:200]}" for line in (run.stdout + run.stderr).splitlines()[-12:])


def _prompt(call: Call) -> Iterator[str]:
    yield f"\nwhat was called: {call.argv[0]}, a stand-in"
    words = [each for each in call.argv[1:] if len(each) <= 60]
    yield f"its options: {' '.join(words) or 'none'}"
    given = [each for each in call.argv[1:] if each and each in call.prompt and len(each) > 20]
    flags = ("--system-prompt", "--append-system-prompt")
    by = "an argument" if given else "stdin"
    if "stream-json" in call.argv and "--input-format" in call.argv:
        by = "messages of an SDK"
    system = " and a system prompt" if any(each in call.argv for each in flags) else ""
    yield f"the prompt came by {by}{system}, {len(call.prompt)} characters"


def _changes(seen: Seen) -> Iterator[str]:
    """The engine's own files, and JSON keys in them that look as if they counted calls."""
    known = ("steps/", ".git/")
    names = sorted(n for n in names_below(seen.project) if not n.startswith(known))
    yield f"files in the project afterwards: {', '.join(names[:20])}"
    for name in names:
        if name.endswith(".json"):
            yield from _counters(seen.project / name, name, len(seen.runs[-1].calls))


def _policies(adapter: LoopAdapter, seen: list[Seen]) -> Iterator[str]:
    """What it does about failures and caps, as the profile might declare it."""
    runs = {each.title: each.runs[-1] for each in seen if each.runs}
    crashed, capped, bare = runs.get(CRASHES), runs.get(CAPPED), runs.get(BARE)
    if adapter.voice.allowed_by == "user" and bare and any(map(task_of, bare.calls)):
        yield "its agents work without the user's leave: agent: {allowed_by: engine}?"
    if crashed and crashed.calls and adapter.lacks(Capability.FAILURE_POLICY):
        count = len(crashed.calls)
        policy = {1: "stop", Job((), "").cap: "go_on"}.get(count, f"{{retries: {count - 1}}}")
        told = "go_on" if crashed.fault else policy
        often = "once" if count == 1 else f"{count} times"
        yield f"an agent that fails each time is called {often}: on_agent_failure: {told}?"
    if capped and not capped.fault and Ending.CAPPED not in _reported(adapter, capped):
        code, is_success = capped.exit_code, Ending.COMPLETE in _reported(adapter, capped)
        meant = "[complete, capped]" if is_success else "capped"
        yield f"a cap that is reached is exit {code}; on purpose? exit: {{{code}: {meant}}}"


def _reported(adapter: LoopAdapter, run: LoopRun) -> Collection[Ending]:
    return adapter.endings_of(run.exit_code, run.stdout + run.stderr)


def _counters(path: Path, name: str, calls: int) -> Iterator[str]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return
    for key, value in _leaves(content):
        if value == calls and not isinstance(value, bool):
            state = f"state: {{from: {name}, started: {key}}}"
            yield f"{name}: `{key}` is {value} after {calls} calls: {state}?"


def _leaves(content: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield from _leaves(value, f"{place}.{key}" if place else key)
    elif not isinstance(content, list):
        yield place, content
