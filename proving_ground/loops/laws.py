"""The laws of this family: what must hold after every run of a loop, whatever the scenario."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from fnmatch import fnmatch

from proving_ground.evidence.run_state import Ending
from proving_ground.laws.law import STAYS_INSIDE, Law, violations
from proving_ground.loops.contract import Capability
from proving_ground.loops.evidence import LoopEvidence, says_done, task_of

Check = Callable[[LoopEvidence], Iterator[str]]
LAWS: list[Law[LoopEvidence]] = []
NEEDS: dict[str, Capability] = {}
"""The laws that need something declared; all others need what is always there."""
LITTER = re.compile(r"(\.(lock|lck|pid|tmp|temp|part|swp)|~)([.-]\w+)?$|(^|/)(tmp\.|tmp\w{8}$|\.#)")


def law(identity: str, sentence: str, needs: Capability | None = None) -> Callable[[Check], Check]:
    """Enter a check into the book; it says nothing where the engine lacks what it `needs`."""

    def enter(check: Check) -> Check:
        LAWS.append(Law(identity, sentence, check))
        if needs:
            NEEDS[identity] = needs
        return check

    return enter


def broken(evidence: LoopEvidence) -> list[str]:
    """Every violation in the evidence, as `law-id: what was found`."""
    can = evidence.adapter.capabilities
    valid = (each for each in LAWS if NEEDS.get(each.id) is None or NEEDS[each.id] in can)
    return violations(valid, evidence)


@law("success-is-earned", "A run that tells of success had an agent that was done, at last.")
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


@law("exit-documented", "The exit is one that the engine documents.")
def exit_documented(evidence: LoopEvidence) -> Iterator[str]:
    """Bug class 3: an exit that nobody knows the meaning of tells nothing."""
    run = evidence.last
    if not run.fault and not evidence.told(run):
        yield f"the exit {run.exit_code} is none that the profile tells the meaning of"


@law("done-signal-obeyed", "When an agent is done, no other is called.")
def done_signal_obeyed(evidence: LoopEvidence) -> Iterator[str]:
    """Bug classes 4 and 10: what goes on after the end costs, and may spoil it."""
    run = evidence.last
    done = [call.number for call in run.worked if says_done(call)]
    needed = evidence.adapter.voice.signals
    later = [call for call in run.calls if done[needed - 1 :] and call.number > done[needed - 1]]
    if later:
        yield f"the agent was done in call {done[needed - 1]}, but {len(later)} more were made"


@law("a-stop-is-a-stop", "Who ends the engine gets it ended: soon, without more calls or success.")
def a_stop_is_a_stop(evidence: LoopEvidence) -> Iterator[str]:
    """Bug classes 41 and 42."""
    run = evidence.last
    if run.struck is None:
        return
    if later := [call for call in run.calls if call.started > run.struck]:
        yield f"{run.fault}, and {len(later)} more calls of the agent were made"
    if run.late:
        yield f"{run.fault}, and it went on for as long as its agent did"
    if evidence.is_success(run) and not evidence.adapter.lacks(Capability.OUTCOME):
        yield f"{run.fault}, and the run tells of success"


@law("stays-inside", STAYS_INSIDE)
def stays_inside(evidence: LoopEvidence) -> Iterator[str]:
    """Neither settings in HOME, nor what lies beside the project, nor the suite itself."""
    own = [f"*/{pattern} *" for pattern in evidence.adapter.own_changes]
    yield from (each for each in evidence.last.strays if not any(fnmatch(each, p) for p in own))


@law("nothing-left-alive", "No process of a run survives it.")
def nothing_left_alive(evidence: LoopEvidence) -> Iterator[str]:
    """Bug class 43: an orphaned agent goes on writing, and goes on costing."""
    for process in evidence.last.survivors:
        yield f"the engine has ended, but this lives on: {process}"


@law("nothing-left-behind", "Neither locks nor temporary files are left where nobody was killed.")
def nothing_left_behind(evidence: LoopEvidence) -> Iterator[str]:
    """Bug classes 26, 27 and 37."""
    run = evidence.last
    if run.fault and "SIGKILL" in run.fault:
        return
    yield from (f"{path} is left behind" for path in sorted(run.files) if LITTER.search(path))
    if Ending.COMPLETE in evidence.told(run):
        for worktree in sorted(set(run.git.worktrees) - set(evidence.at_start.worktrees)):
            yield f"the worktree {worktree} is left behind by a run that tells of success"


@law("yours-is-yours", "What the user has committed stays reachable, the rest stays untouched.")
def yours_is_yours(evidence: LoopEvidence) -> Iterator[str]:
    """Bug classes 31 and 32: neither reset, nor committed in passing."""
    run, start = evidence.last, evidence.at_start
    for commit in sorted(start.commits - run.git.commits):
        yield f"the user's commit {commit} can be reached from no branch"
    for name, text in evidence.belongings.items():
        now = run.belongings[name]
        if now != text and not any(fnmatch(name, p) for p in evidence.adapter.own_changes):
            yield f"the user's own {name} was " + ("removed" if now is None else "changed")
    for line in start.uncommitted:
        path = line[3:]
        if line not in run.git.uncommitted and run.belongings.get(path) == evidence.belongings.get(
            path
        ):
            yield f"git status told of `{line}` before the run, and does so no more"


@law("cap-holds", "No more calls are made than the user allows.", Capability.CAP)
def cap_holds(evidence: LoopEvidence) -> Iterator[str]:
    """Bug class 10."""
    count, cap = len(evidence.last.calls), evidence.job.cap
    if count > cap:
        yield f"the loop may call its agent {cap} times, and called it {count} times"


@law("told-whole", "Every agent is told all of the prompt.", Capability.PROMPT)
def told_whole(evidence: LoopEvidence) -> Iterator[str]:
    """Bug class 60."""
    wanted = evidence.job.prompt.strip()
    for call in evidence.last.calls:
        if wanted not in call.prompt:
            missing = next(n for n in range(len(wanted), -1, -1) if wanted[:n] in call.prompt)
            yield (
                f"call {call.number} was told {missing} of the prompt's {len(wanted)} characters; "
                f"what comes next is missing: {wanted[missing : missing + 40]!r}"
            )


@law("as-configured", "Only the configured agent and model are called.")
def as_configured(evidence: LoopEvidence) -> Iterator[str]:
    """Bug classes 20, 52 and 54."""
    for call in evidence.last.calls:
        if call.program != evidence.adapter.program:
            yield f"call {call.number} is of {call.program}, not of {evidence.adapter.program}"
        elif evidence.job.model and call.model != evidence.job.model:
            yield f"call {call.number} asks for the model {call.model}, not {evidence.job.model}"


@law("work-is-kept", "What an agent has finished is still there when the run has ended.")
def work_is_kept(evidence: LoopEvidence) -> Iterator[str]:
    """Bug classes 6, 31 and 36."""
    for call in evidence.calls:
        task = task_of(call)
        wrote = f"{task}, in call {call.number}\n"
        if call.ended_well and task and wrote not in evidence.last.files.get(_path(task), ""):
            yield f"what call {call.number} wrote for {task} is not in the project any more"


def _path(task: str) -> str:
    return f"steps/{task}.txt"


@law("task-once", "No task is done twice, unless it was cut short.", Capability.TASK_LIST)
def task_once(evidence: LoopEvidence) -> Iterator[str]:
    """Bug classes 14, 23 and 40."""
    done = Counter(task_of(call) for call in evidence.calls if call.ended_well)
    excuse = Counter(
        task_of(run.calls[-1]) for run in evidence.runs if run.fault and run.calls
    )  # finished just before the run was cut short: ticked or not, both are true
    for task, count in done.items():
        if task and count > 1 + excuse[task]:
            yield f"the task {task} was done {count} times"


@law("state-agrees", "The engine's own state tells what its calls and its exit tell.")
def state_agrees(evidence: LoopEvidence) -> Iterator[str]:
    """Bug classes 1, 8, 11 and 25."""
    run, can = evidence.last, evidence.adapter.capabilities
    problems = {r.problem for r in (*run.found, run.state) if r.problem}
    yield from (f"the state cannot be read: {problem}" for problem in sorted(problems))
    if Capability.STATE_DURING in can:
        yield from _counts(evidence)
    stated, told = run.state.account and run.state.account.ending, evidence.told(run)
    if Capability.STATE in can and stated and told and stated not in told and not run.fault:
        words = " or ".join(sorted(told))
        yield f"the exit tells {words}, the state tells {stated}"


def _counts(evidence: LoopEvidence) -> Iterator[str]:
    run = evidence.last
    for number, (call, snapshot) in enumerate(zip(run.calls, run.found, strict=True), 1):
        started = snapshot.account and snapshot.account.started
        if started is not None and len(evidence.runs) == 1 and started != number:
            yield f"call {call.number} found a state that counts {started} calls, itself included"
