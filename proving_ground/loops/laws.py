"""The laws of this family: what must hold after every run of a loop, whatever the scenario."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from proving_ground.laws.belongings import STAYS_INSIDE, YOURS_IS_YOURS
from proving_ground.laws.cleanup import NOTHING_LEFT_ALIVE, NOTHING_LEFT_BEHIND
from proving_ground.laws.law import Registry
from proving_ground.laws.told import OWN_SESSION
from proving_ground.limits import asked_or
from proving_ground.loops.asking import Asking, Says
from proving_ground.loops.contract import Capability
from proving_ground.loops.evidence import (
    ENDLESS,
    LoopEvidence,
    LoopRun,
    has_failed,
    says_done,
    task_of,
)

INTERPRETER = re.compile(
    r": line \d+: |^Traceback \(most recent call last\)|^\s*(Uncaught|Unhandled\w*) "
    r"|^\s*(error: )?(Type|Reference|Range|Syntax)Error: |^panic: |^thread '.*' panicked"
)
"""How interpreters complain of a program."""
JOB = re.compile(r": line \d+: +\d+ ")
"""How a shell tells that a process ended by a signal, which is no mistake of the program."""
NO_PROGRAM = re.compile(r"command not found|: not found|Argument list too long|No such file")
"""How a shell tells that it cannot start a program, which is clear where it names it."""
LAWS = Registry[LoopEvidence](
    NOTHING_LEFT_ALIVE, NOTHING_LEFT_BEHIND, OWN_SESSION, STAYS_INSIDE, YOURS_IS_YOURS
)
broken = LAWS.broken


@LAWS.law("ends-by-itself", "A loop ends by itself, within the limits that its profile sets.")
def ends_by_itself(evidence: LoopEvidence) -> Iterator[str]:
    """Bug classes 44 and 46."""
    seconds = asked_or("patience_s", evidence.adapter.limits.seconds)
    for run in evidence.runs:
        if run.fault != ENDLESS or _may_go_on(evidence, run):
            continue
        yield (
            f"the engine was expected to end, and never does: {len(run.calls)} calls of its agent "
            f"(the limit is {evidence.adapter.most_calls}), within {seconds:g} s"
        )


def _may_go_on(evidence: LoopEvidence, run: LoopRun) -> bool:
    """Whether it has no cap and no agent was done; one that failed must let it go on, as well."""
    if not evidence.adapter.lacks(Capability.CAP) or not run.calls:
        return False
    is_done = any(says_done(call) for call in run.worked)
    goes_on = evidence.adapter.retries == math.inf or not any(map(has_failed, run.calls))
    return goes_on and not is_done


@LAWS.law("success-is-earned", "A run that tells of success had an agent that was done, at last.")
def success_is_earned(evidence: LoopEvidence) -> Iterator[str]:
    """Bug classes 2, 5, 7, 42, 48, 51 and 64."""
    run = evidence.last
    if not evidence.is_success(run) or evidence.adapter.lacks(Capability.OUTCOME):
        return
    if not run.calls:
        if set(evidence.job.steps) - set(evidence.job.done) and not _done_before(evidence):
            yield "the run tells of success, but no agent was ever called"
    elif not run.calls[-1].ended_well:
        yield f"the run tells of success, but its last agent {_end(evidence)}"
    elif not any(says_done(call) for call in run.worked):
        yield f"the run tells of success after {len(run.calls)} calls, but no agent was done"


def _done_before(evidence: LoopEvidence) -> bool:
    return any(says_done(call) for run in evidence.runs[:-1] for call in run.worked)


def _end(evidence: LoopEvidence) -> str:
    code = evidence.last.calls[-1].exit
    if code is None:
        return "was ended from outside"
    return f"failed with exit {code}" if code else "did not do its work"


@LAWS.law("exit-documented", "The exit is one that the engine documents.")
def exit_documented(evidence: LoopEvidence) -> Iterator[str]:
    """Bug class 3: an exit that nobody knows the meaning of tells nothing."""
    run = evidence.last
    if not run.fault and not evidence.endings(run):
        yield f"the exit {run.exit_code} is none that the profile tells the meaning of"


@LAWS.law("done-signal-obeyed", "When an agent is done, no other is called.")
def done_signal_obeyed(evidence: LoopEvidence) -> Iterator[str]:
    """Bug classes 4 and 10: what goes on after the end costs, and may spoil it."""
    run = evidence.last
    if not _hears(evidence):
        return
    done = [call.number for call in run.worked if says_done(call)]
    needed = evidence.adapter.voice.signals
    later = [call for call in run.calls if done[needed - 1 :] and call.number > done[needed - 1]]
    if later:
        yield f"the agent was done in call {done[needed - 1]}, but {len(later)} more were made"


def _hears(evidence: LoopEvidence) -> bool:
    """Whether the engine can see that an agent is done: it says so, or has ticked the last task."""
    tasks = evidence.adapter.tasks(Path(), evidence.job)
    return not evidence.adapter.lacks(Capability.DONE_SIGNAL) or bool(tasks and tasks.ticks)


@LAWS.law("asks-first", "An engine that is to ask a person asks before it goes on.")
def asks_first(evidence: LoopEvidence) -> Iterator[str]:
    """Bug class 56: what a person wanted to prevent is done before they can say so."""
    run, asking = evidence.last, evidence.adapter.asking
    if asking is None or run.person is None or run.asked or _agreed_before(evidence, asking):
        return
    if len(run.calls) >= asking.before:
        number = run.calls[asking.before - 1].number
        yield f"call {number} was made, and nobody was asked ({asking.shown} was not seen)"


def _agreed_before(evidence: LoopEvidence, asking: Asking) -> bool:
    """Whether a person said yes in an earlier run, and that counts for later ones."""
    earlier = evidence.runs[:-1]
    return asking.kept and any(run.person is Says.YES and run.asked for run in earlier)


@LAWS.law(
    "a-stop-is-a-stop", "Who ends the engine gets it ended: soon, without more calls or success."
)
def a_stop_is_a_stop(evidence: LoopEvidence) -> Iterator[str]:
    """Bug classes 41 and 42."""
    run = evidence.last
    if run.struck is None:
        return
    if later := [call for call in run.calls if call.started > run.struck]:
        yield f"{run.fault}, and {len(later)} more calls of the agent were made"
    if run.late:
        did = "it went on for as long as its agent did" if run.person is None else "it did not end"
        yield f"{run.fault}, and {did}"
    if evidence.is_success(run) and not evidence.adapter.lacks(Capability.OUTCOME):
        yield f"{run.fault}, and the run tells of success"


@LAWS.law("cap-holds", "No more calls are made than the user allows.", needs=Capability.CAP)
def cap_holds(evidence: LoopEvidence) -> Iterator[str]:
    """Bug class 10."""
    count, cap = len(evidence.last.calls), evidence.job.cap
    if count > cap:
        yield f"the loop may call its agent {cap} times, and called it {count} times"


@LAWS.law("told-whole", "Every agent is told all of the prompt.", needs=Capability.PROMPT)
def told_whole(evidence: LoopEvidence) -> Iterator[str]:
    """Bug class 60."""
    wanted = evidence.job.prompt.strip()
    refused = {call.said: call for call in reversed(evidence.last.calls) if not call.prompt}
    for said, call in refused.items():
        if said:
            told = f"call {call.number} was told nothing: {call.program} refused to begin, and said"
            yield f"{told}: {said.strip()[:200]}"
    for call in evidence.last.calls:
        if (call.prompt or not call.said) and wanted not in call.prompt:
            missing = next(n for n in range(len(wanted), -1, -1) if wanted[:n] in call.prompt)
            yield (
                f"call {call.number} was told {missing} of the prompt's {len(wanted)} characters; "
                f"what comes next is missing: {wanted[missing : missing + 40]!r}"
            )


@LAWS.law(
    "own-words", "An engine tells of what goes wrong in its own words, not its interpreter's."
)
def own_words(evidence: LoopEvidence) -> Iterator[str]:
    """A shell's complaint of the engine's own line, a traceback, an error that nobody caught."""
    run, program = evidence.last, evidence.adapter.program
    for line in dict.fromkeys((run.stdout + run.stderr).splitlines()):
        is_clear = NO_PROGRAM.search(line) and program in line
        if not run.fault and INTERPRETER.search(line) and not JOB.search(line) and not is_clear:
            yield f"it printed: {line.strip()[:200]}"


@LAWS.law("tries-again", "After an agent that failed, an engine goes on, or stops, as it promises.")
def tries_again(evidence: LoopEvidence) -> Iterator[str]:
    """Bug classes 9, 44 and 46: nobody is there at night to start it again, or to stop it."""
    run, promised = evidence.last, evidence.adapter.retries
    if run.fault or promised is None:
        return
    if promised == 0:
        failed = next((call.number for call in run.calls[:-1] if has_failed(call)), None)
        if failed is not None:
            yield f"it promises to stop after an agent that failed, and went on after call {failed}"
        return
    failed = len(list(takewhile(has_failed, reversed(run.calls))))
    if len(run.calls) < evidence.job.cap and 0 < failed <= promised:
        said = "to go on" if promised == math.inf else f"{promised:g} retries"
        yield f"it gave up after {failed} failed calls in a row, and promises {said}"


@LAWS.law("told-nothing-else", "No agent is told what lies on the engine's own input.")
def told_nothing_else(evidence: LoopEvidence) -> Iterator[str]:
    """A terminal or a pipe is the user's, and what is typed there meant for nobody else."""
    other = evidence.job.input
    for call in evidence.last.calls:
        if other and other.strip() in call.prompt:
            yield f"call {call.number} was told what lay on the engine's standard input"


@LAWS.law(
    "task-is-told",
    "An agent is told which task is its own, as it is called.",
    needs=Capability.TASK_LIST,
)
def task_is_told(evidence: LoopEvidence) -> Iterator[str]:
    """Where the engine hands tasks out, or says what it tells of them: whatever the title holds."""
    job, tasks = evidence.job, evidence.adapter.tasks(Path(), evidence.job)
    if tasks is None or not job.steps or (tasks.ticks and not any(tasks.told.values())):
        return
    told = {title: tasks.told.get(title) or (title,) for title in job.steps}
    for call in evidence.last.calls:
        if not any(all(text in call.prompt for text in texts) for texts in told.values()):
            named = "; ".join(" and ".join(map(repr, texts)) for texts in told.values())
            yield f"call {call.number} was told all of none of these: {named}"


@LAWS.law("as-configured", "Only the configured agent and model are called.")
def as_configured(evidence: LoopEvidence) -> Iterator[str]:
    """Bug classes 20, 52 and 54."""
    wanted = evidence.adapter.wanted_model(evidence.job)
    for call in evidence.last.calls:
        if call.program != evidence.adapter.program:
            yield f"call {call.number} is of {call.program}, not of {evidence.adapter.program}"
        elif wanted and call.model != wanted:
            yield f"call {call.number} asks for the model {call.model}, not {wanted}"


@LAWS.law("work-is-kept", "What an agent has finished is still there when the run has ended.")
def work_is_kept(evidence: LoopEvidence) -> Iterator[str]:
    """Bug classes 6, 31 and 36."""
    for call in evidence.calls:
        task = task_of(call)
        wrote = f"{task}, in call {call.number}\n"
        if call.ended_well and task and wrote not in evidence.last.files.get(_path(task), ""):
            yield f"what call {call.number} wrote for {task} is not in the project any more"


def _path(task: str) -> str:
    return f"steps/{task}.txt"


@LAWS.law(
    "task-once", "No task is done twice, unless it was cut short.", needs=Capability.TASK_LIST
)
def task_once(evidence: LoopEvidence) -> Iterator[str]:
    """Bug classes 14, 23 and 40."""
    done = Counter(task_of(call) for call in evidence.calls if call.ended_well)
    excuse = Counter(
        task_of(run.calls[-1]) for run in evidence.runs if run.fault and run.calls
    )  # finished just before the run was cut short: ticked or not, both are true
    for task, count in done.items():
        if task and count > 1 + excuse[task]:
            yield f"the task {task} was done {count} times"


@LAWS.law(
    "ticked-is-done",
    "A task that the engine ticks was done by an agent.",
    needs=Capability.TASK_LIST,
)
def ticked_is_done(evidence: LoopEvidence) -> Iterator[str]:
    """Bug classes 5 and 7: whoever looks at the list alone believes in work that nobody did."""
    tasks = evidence.adapter.tasks(Path(), evidence.job)
    if tasks is None or tasks.ticks:
        return
    done = {task_of(call) for call in evidence.calls if call.ended_well}
    for title in sorted(evidence.last.ticked - done - set(evidence.job.done)):
        yield f"the list tells that {title} is done, but no agent that ended well has done it"


@LAWS.law(
    "state-agrees",
    "The engine's own state tells what its calls and its exit tell.",
    trusts_files=True,
)
def state_agrees(evidence: LoopEvidence) -> Iterator[str]:
    """Bug classes 1, 8, 11 and 25."""
    run, can = evidence.last, evidence.adapter.capabilities
    problems = {r.problem for r in (*run.at_calls, run.state) if r.problem}
    yield from (f"the state cannot be read: {problem}" for problem in sorted(problems))
    if Capability.STATE_DURING in can:
        yield from _counts(evidence)
    stated, reported = run.state.state and run.state.state.ending, evidence.endings(run)
    if Capability.STATE in can and stated and reported and stated not in reported and not run.fault:
        words = " or ".join(sorted(reported))
        yield f"the exit tells {words}, the state tells {stated}"


def _counts(evidence: LoopEvidence) -> Iterator[str]:
    run = evidence.last
    for number, (call, snapshot) in enumerate(zip(run.calls, run.at_calls, strict=True), 1):
        started = snapshot.state and snapshot.state.started
        if started is not None and len(evidence.runs) == 1 and started != number:
            yield f"call {call.number} found a state that counts {started} calls, itself included"
