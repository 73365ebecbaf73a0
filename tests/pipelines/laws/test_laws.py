"""Every law must reject evidence that is false in just the way that it speaks of."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from proving_ground.evidence.run_state import Ending, ErrorState, HistoryEntry, StageState
from proving_ground.pipelines.contract import Flags
from proving_ground.pipelines.evidence import Evidence, Snapshot
from proving_ground.pipelines.laws import LAWS, broken
from tests.pipelines.laws import evidence_factory as make

TRUE: dict[str, Evidence] = {
    "a whole run": make.evidence(make.whole_run()),
    "a killed run": make.evidence(make.killed_run()),
    "a killed run, resumed": make.evidence(make.killed_run(), make.resumed_run()),
    "a complete session, resumed": make.evidence(make.whole_run(), make.idle_run()),
    "a block": make.block(make.block_run()),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_evidence_breaks_no_law(name: str) -> None:
    assert broken(TRUE[name]) == []


def repeated_without_a_crash() -> Evidence:
    run = make.whole_run()
    extra = make.call(5, 0, 1)
    return make.evidence(
        replace(run, calls=(*run.calls, extra), at_calls=(*run.at_calls, run.at_calls[0]))
    )


def repeated_after_the_crash_of_another() -> Evidence:
    resumed = make.resumed_run()
    extra = make.call(9, 0, 1)
    found = (resumed.at_calls[0], *resumed.at_calls)
    again = replace(resumed, calls=(extra, *resumed.calls), at_calls=found)
    return make.evidence(make.killed_run(), again)


def repeated_although_recorded_before_the_crash() -> Evidence:
    whole, killed = make.whole_run(), make.killed_run()
    idle = Snapshot("after", make.state(0, 1, 1, make.KEYS[:1]))
    killed = replace(killed, calls=whole.calls[:1], at_calls=whole.at_calls[:1])
    killed = replace(killed, snapshots=(*whole.snapshots[:2], idle))
    again = replace(whole, action="resume", snapshots=(idle, *whole.snapshots[1:]))
    return make.evidence(killed, again)


def history_left_empty() -> Evidence:
    run = make.whole_run()
    return make.evidence(make.after(run, make.complete([])))


def history_twice() -> Evidence:
    keys = [make.KEYS[0], *make.KEYS]
    return make.evidence(make.after(make.whole_run(), make.complete(keys)))


def history_out_of_order() -> Evidence:
    return make.evidence(make.after(make.whole_run(), make.complete(make.KEYS[::-1])))


def history_with_another_decision() -> Evidence:
    told = make.complete(make.KEYS)
    wrong = (*told.history[:-1], HistoryEntry(2, "stop", 1))
    return make.evidence(make.after(make.whole_run(), replace(told, history=wrong)))


def counter_ahead() -> Evidence:
    told = make.complete(make.KEYS)
    return make.evidence(make.after(make.whole_run(), replace(told, started=3, completed=3)))


def folder_missing() -> Evidence:
    return make.evidence(make.whole_run(artifacts=make.folders(*make.KEYS[:-1])))


def folder_nobody_made() -> Evidence:
    return make.evidence(make.whole_run(artifacts=make.folders(*make.KEYS, (1, 3))))


def stage_went_back() -> Evidence:
    run = make.whole_run()
    back = Snapshot("as call 4 began", make.state(0, 2, 2, make.KEYS[:2]))
    return make.evidence(replace(run, snapshots=(*run.snapshots[:4], back, run.snapshots[-1])))


def completed_without_start() -> Evidence:
    told = make.complete(make.KEYS)
    return make.evidence(make.after(make.whole_run(), replace(told, started=1)))


def completed_more_than_it_started() -> Evidence:
    told = make.complete(make.KEYS)
    return make.evidence(make.after(make.whole_run(), replace(told, completed=3)))


def counted_back(started: int, completed: int) -> Evidence:
    run = make.whole_run()
    back = Snapshot("as call 2 ended", make.state(0, started, completed, make.KEYS[:1]))
    return make.evidence(replace(run, snapshots=(*run.snapshots[:3], back, *run.snapshots[3:])))


def started_counted_back() -> Evidence:
    return counted_back(1, 1)


def completed_counted_back() -> Evidence:
    return counted_back(2, 0)


def killed_with_a_code_of_nobodys() -> Evidence:
    return make.evidence(make.killed_run(exit_code=99))


def state_stood_still() -> Evidence:
    run = make.whole_run()
    still = Snapshot("as call 2 began", make.state(0, 0, 0, []))
    return make.evidence(replace(run, at_calls=(run.at_calls[0], still, *run.at_calls[2:])))


def no_state_during_a_call() -> Evidence:
    run = make.whole_run()
    return make.evidence(replace(run, at_calls=(Snapshot("none", None), *run.at_calls[1:])))


def exit_tells_failure() -> Evidence:
    return make.evidence(make.whole_run(exit_code=1))


def undocumented_exit() -> Evidence:
    return make.evidence(make.whole_run(exit_code=77))


def success_without_work() -> Evidence:
    run = make.whole_run(calls=(), at_calls=(), artifacts=())
    told = make.complete([])
    return make.evidence(make.after(run, replace(told, started=0, completed=0)))


def success_of_a_failed_agent() -> Evidence:
    run = make.whole_run()
    crashed = make.call(4, 1, 2, exit=1, decision=None)
    told = make.complete(make.KEYS[:3])
    told = replace(told, completed=1)
    changed = replace(run, calls=(*run.calls[:3], crashed), artifacts=make.folders(*make.KEYS[:3]))
    return make.evidence(make.after(changed, told))


def success_of_an_unfinished_stage() -> Evidence:
    told = make.complete(make.KEYS)
    stages = (told.stages[0], StageState("build", "running"))
    return make.evidence(make.after(make.whole_run(), replace(told, stages=stages)))


def success_without_a_state() -> Evidence:
    return make.evidence(make.after(make.whole_run(), None))


def torn_state() -> Evidence:
    run = make.whole_run()
    torn = Snapshot("as call 2 ended", None, "state.json is empty")
    return make.evidence(replace(run, snapshots=(*run.snapshots[:3], torn, *run.snapshots[3:])))


def rewritten_artifact() -> Evidence:
    rewritten = replace(make.folders((0, 1))[0], files={"output.md": "other bytes"})
    resumed = make.resumed_run(artifacts=(rewritten, *make.folders(*make.KEYS[1:])))
    return make.evidence(make.killed_run(), resumed)


def removed_artifact() -> Evidence:
    resumed = make.resumed_run(artifacts=make.folders(*make.KEYS[1:]))
    return make.evidence(make.killed_run(), resumed)


def another_model() -> Evidence:
    run = make.whole_run()
    cheap = replace(run.calls[2], argv=("claude", "--model", "sonnet", "-p"))
    return make.evidence(replace(run, calls=(*run.calls[:2], cheap, run.calls[3])))


def another_backend() -> Evidence:
    run = make.whole_run()
    other = replace(run.calls[0], program="codex")
    return make.evidence(replace(run, calls=(other, *run.calls[1:])))


def replayed_when_done() -> Evidence:
    run = make.whole_run()
    again = make.idle_run(calls=(make.call(5, 1, 2),), at_calls=run.at_calls[-1:])
    return make.evidence(run, again)


def changed_when_done() -> Evidence:
    told = make.complete(make.KEYS, error=ErrorState("oops", "rewritten"))
    return make.evidence(make.whole_run(), make.after(make.idle_run(), told))


def agent_in_anothers_session() -> Evidence:
    run = make.whole_run()
    told = replace(run.calls[0], env={"CLAUDE_CODE_SSE_PORT": "1"})
    return make.evidence(replace(run, calls=(told, *run.calls[1:])))


def agent_outlives_the_engine() -> Evidence:
    return make.evidence(make.killed_run(survivors=("process 7: claude -p",)))


def left(*paths: str) -> Evidence:
    run = make.whole_run()
    return make.evidence(replace(run, files=run.files | set(paths)))


def lock_left() -> Evidence:
    return left(".pipelines/locks/session-1.lock")


def temporary_file_left() -> Evidence:
    return left(".pipelines/runs/session-1/state.json.tmp.4711")


def git_lock_left() -> Evidence:
    return left(".git/index.lock")


def rebase_left() -> Evidence:
    git = replace(make.GIT, unfinished=frozenset({".git/rebase-merge"}))
    return make.evidence(make.whole_run(git=git))


def worktree_left() -> Evidence:
    return make.evidence(make.whole_run(git=replace(make.GIT, worktrees=("codex",))))


def branch_left() -> Evidence:
    refs = {**make.GIT.refs, "refs/heads/codex": "c0"}
    return make.evidence(make.whole_run(git=replace(make.GIT, refs=refs)))


def commit_lost() -> Evidence:
    git = replace(make.GIT, refs={"HEAD": "c1"}, commits=frozenset({"c1"}))
    return make.evidence(make.whole_run(git=git))


def untracked_file_committed() -> Evidence:
    git = replace(make.GIT, uncommitted=(" M README.md",))
    return make.evidence(make.whole_run(git=git))


def changed_file_reset() -> Evidence:
    belongings = {**make.BELONGINGS, "README.md": "As committed"}
    return make.evidence(make.whole_run(belongings=belongings))


def untracked_file_removed() -> Evidence:
    belongings = {**make.BELONGINGS, "notes.txt": None}
    return make.evidence(make.killed_run(belongings=belongings))


def agent_lost_by_an_update() -> Evidence:
    run = make.block_run()
    return make.block(make.after(run, make.merged("continue", "continue")))


def agent_without_a_folder() -> Evidence:
    return make.block(make.block_run(artifacts=make.block_run().artifacts[:1]))


def agent_called_twice() -> Evidence:
    run = make.block_run()
    calls, found = (*run.calls, replace(run.calls[1], number=3)), (*run.at_calls, run.at_calls[1])
    return make.block(replace(run, calls=calls, at_calls=found))


def agent_with_the_model_of_another() -> Evidence:
    run = make.block_run()
    return make.block(replace(run, calls=(run.calls[0], make.call(2, 0, 1, agent=1))))


def agents_of_whom_one_failed() -> Evidence:
    run = make.block_run()
    return make.block(replace(run, calls=(replace(run.calls[0], exit=1), run.calls[1])))


def conflict_taken_for_consent() -> Evidence:
    run = make.block_run()
    return make.block(make.after(run, make.merged("stop", "continue", "stop")))


def decision_of_too_few() -> Evidence:
    return make.block(make.after(make.block_run(), make.merged("continue", "continue")))


def decision_of_nobody() -> Evidence:
    return make.block(make.after(make.block_run(), make.merged("continue")))


FALSE: list[tuple[str, Callable[[], Evidence]]] = [
    ("calls-once", repeated_without_a_crash),
    ("calls-once", repeated_after_the_crash_of_another),
    ("calls-once", repeated_although_recorded_before_the_crash),
    ("history-in-order", history_left_empty),
    ("history-in-order", history_twice),
    ("history-in-order", history_out_of_order),
    ("history-in-order", history_with_another_decision),
    ("count-agrees", counter_ahead),
    ("count-agrees", folder_missing),
    ("count-agrees", folder_nobody_made),
    ("never-backwards", stage_went_back),
    ("never-backwards", completed_without_start),
    ("never-backwards", completed_more_than_it_started),
    ("never-backwards", started_counted_back),
    ("never-backwards", completed_counted_back),
    ("outcome-agrees", killed_with_a_code_of_nobodys),
    ("stage-agrees", state_stood_still),
    ("stage-agrees", no_state_during_a_call),
    ("outcome-agrees", exit_tells_failure),
    ("outcome-agrees", undocumented_exit),
    ("outcome-agrees", success_without_work),
    ("outcome-agrees", success_of_a_failed_agent),
    ("outcome-agrees", success_of_an_unfinished_stage),
    ("outcome-agrees", success_without_a_state),
    ("always-readable", torn_state),
    ("finished-is-frozen", rewritten_artifact),
    ("finished-is-frozen", removed_artifact),
    ("as-configured", another_model),
    ("as-configured", another_backend),
    ("done-is-done", replayed_when_done),
    ("done-is-done", changed_when_done),
    ("nothing-left-alive", agent_outlives_the_engine),
    ("own-session", agent_in_anothers_session),
    ("nothing-left-behind", lock_left),
    ("nothing-left-behind", temporary_file_left),
    ("nothing-left-behind", git_lock_left),
    ("nothing-left-behind", rebase_left),
    ("nothing-left-behind", worktree_left),
    ("nothing-left-behind", branch_left),
    ("stays-inside", lambda: make.evidence(replace(make.whole_run(), strays=("/tmp/x appeared",)))),
    ("yours-is-yours", commit_lost),
    ("yours-is-yours", untracked_file_committed),
    ("yours-is-yours", changed_file_reset),
    ("yours-is-yours", untracked_file_removed),
    ("history-in-order", agent_lost_by_an_update),
    ("count-agrees", agent_without_a_folder),
    ("calls-once", agent_called_twice),
    ("as-configured", agent_with_the_model_of_another),
    ("outcome-agrees", agents_of_whom_one_failed),
    ("merge-agrees", conflict_taken_for_consent),
    ("merge-agrees", decision_of_too_few),
    ("merge-agrees", decision_of_nobody),
]


@pytest.mark.parametrize(("law", "falsify"), FALSE, ids=[f"{i}-{f.__name__}" for i, f in FALSE])
def test_false_evidence_breaks_its_law(law: str, falsify: Callable[[], Evidence]) -> None:
    assert law in {found.partition(":")[0] for found in broken(falsify())}


def test_every_law_has_false_evidence() -> None:
    assert {law.id for law in LAWS} == {law for law, _ in FALSE}


def test_what_the_trial_destroyed_is_not_held_against_the_engine() -> None:
    torn = Snapshot("as call 2 ended", None, "state.json is empty")
    run = make.whole_run(damage="its state was emptied", artifacts=())
    snapshots = (*run.snapshots[:3], torn, *run.snapshots[3:])
    assert broken(make.evidence(replace(run, snapshots=snapshots))) == []


def test_neither_is_a_success_without_work_believed_then() -> None:
    run = make.whole_run(damage="its state was emptied", calls=(), at_calls=())
    assert {found.partition(":")[0] for found in broken(make.evidence(run))} == {"outcome-agrees"}


def test_a_killed_run_may_leave_its_lock_for_the_resume() -> None:
    run = make.killed_run()
    files = run.files | {".pipelines/locks/session-1.lock"}
    assert broken(make.evidence(replace(run, files=files))) == []


def test_an_unfinished_session_may_keep_its_worktrees() -> None:
    git = replace(make.GIT, worktrees=("codex",))
    assert broken(make.evidence(make.killed_run(git=git))) == []


def test_a_name_that_only_begins_like_a_lock_is_none() -> None:
    assert broken(left("docs/tmpfs.md", "lockfile.txt", "src/templates/a.py")) == []


def test_a_killed_session_may_say_that_it_runs() -> None:
    assert make.evidence(make.killed_run()).state.ending is Ending.RUNNING


def lost_beyond_the_cap(cap: int | None) -> Evidence:
    """The last iteration is killed; who resumes the session asks for so many, and calls nobody."""
    whole, told = make.whole_run(), replace(make.complete(make.KEYS[:3]), completed=1)
    run = replace(
        whole,
        exit_code=-9,
        calls=(*whole.calls[:3], make.killed(4, 1, 2)),
        snapshots=(*whole.snapshots[:5], Snapshot("after", make.state(1, 2, 1, make.KEYS[:3]))),
        artifacts=make.folders(*make.KEYS[:3]),
        fault="killed in iteration 2",
    )
    idle = make.idle_run(
        snapshots=(run.after, Snapshot("after", told)),
        artifacts=run.artifacts,
        flags=Flags(iterations=cap),
    )
    return make.evidence(run, idle)


def test_an_agent_that_was_lost_beyond_the_cap_is_no_failure() -> None:
    assert broken(lost_beyond_the_cap(1)) == []
    for cap in (None, 2):
        (told,) = broken(lost_beyond_the_cap(cap))
        assert "its last agent failed" in told


def test_what_a_failed_agent_left_may_lie_there_after_a_resume_that_called_nobody() -> None:
    left = make.folders(*make.KEYS[:2])
    failed = make.killed_run(artifacts=left)
    idle = replace(failed, action="resume", calls=(), at_calls=(), snapshots=(failed.after,) * 2)
    assert broken(make.evidence(failed, idle)) == []
    more = replace(idle, artifacts=make.folders(*make.KEYS[:3]))
    assert "count-agrees" in {
        found.partition(":")[0] for found in broken(make.evidence(failed, more))
    }


def test_what_was_done_as_a_run_was_killed_may_stay_unrecorded_until_the_next_call() -> None:
    whole = make.whole_run()
    done = make.killed_run(calls=(whole.calls[0], replace(whole.calls[1], number=2)))
    refused = replace(done, action="resume", calls=(), at_calls=(), snapshots=(done.after,) * 2)
    failed = replace(done.after, state=replace(done.after.state, ending=Ending.FAILED))
    told = replace(refused, exit_code=1, fault=None, snapshots=(done.after, failed))
    assert "count-agrees" not in {
        found.partition(":")[0] for found in broken(make.evidence(done, told))
    }
    over = replace(done.after, state=replace(done.after.state, ending=Ending.COMPLETE))
    complete = replace(refused, fault=None, exit_code=0, snapshots=(done.after, over))
    assert "count-agrees" in {
        found.partition(":")[0] for found in broken(make.evidence(done, complete))
    }
