"""Each act of a script, as a process that an engine starts."""

import json
import os
import select
import signal

import pytest

from proving_ground.agents import script
from proving_ground.agents.standin.agent import PROBLEM_EXIT
from tests.agents.conftest import CLAUDE, CODEX, Bench


def test_a_decision_is_written_with_the_iteration_in_its_texts(bench: Bench) -> None:
    bench.play(script.decide("stop", summary="Finalized iteration ${N}"))
    assert bench.run(prompt=bench.prompt(iteration=7))[0] == 0
    decision = json.loads(bench.decision_file.read_text())
    assert decision["summary"] == "Finalized iteration 7"
    assert bench.call.decision == decision
    assert bench.call.ended_well


def test_a_scribble_is_no_decision(bench: Bench) -> None:
    bench.play(script.decide("stop"), script.write_raw('{"decision": '))
    bench.run()
    assert bench.decision_file.read_text() == '{"decision": '
    assert bench.call.decision is None
    assert not bench.call.ended_well


def test_an_error_decision_is_no_good_end(bench: Bench) -> None:
    bench.play(script.decide("error"))
    bench.run()
    assert not bench.call.ended_well


def test_files_are_written_where_the_agent_works(bench: Bench) -> None:
    bench.play(script.write_file("src/new/file.txt", "Grüße\n"))
    bench.run()
    assert (bench.project / "src/new/file.txt").read_text(encoding="utf-8") == "Grüße\n"


def test_notes_add_up(bench: Bench) -> None:
    bench.play(script.note("one"), script.note("two"))
    bench.run()
    assert bench.progress_file.read_text() == "one\ntwo\n"


def test_a_commit_holds_what_the_agent_wrote_and_nothing_else(bench: Bench) -> None:
    bench.git("init", "--quiet")
    (bench.project / "mine.txt").write_text("staged by the user")
    bench.git("add", "mine.txt")
    bench.play(script.write_file("a.txt", "a"), script.commit("Add a"), script.answer("Done"))
    assert bench.run()[0] == 0
    assert bench.git("log", "--format=%an %ae %s").strip() == "Agent agent@example.com Add a"
    assert bench.git("show", "--name-only", "--format=").split() == ["a.txt"]
    assert bench.run()[0] == 0, "to write the same again leaves nothing to commit, and is no error"


def test_a_command_that_fails_is_told_and_not_fatal(bench: Bench) -> None:
    bench.play(script.run("sh", "-c", "touch ran; exit 3"), script.run("no-such-program"))
    code, out, _ = bench.run(*CLAUDE, "--output-format", "stream-json", "--verbose")
    assert code == 0
    assert (bench.project / "ran").exists()
    assert "Exit code 3" in out
    assert "Exit code 127" in out


def test_stderr_and_exit(bench: Bench) -> None:
    bench.play(script.answer("lost"), script.write_stderr("no such model"), script.exit_with(4))
    assert bench.run() == (4, "", "no such model\n")
    assert bench.call.exit == 4
    assert bench.call.after is not None


@pytest.mark.parametrize(
    ("argv", "name", "code"),
    [
        (CLAUDE, "SIGKILL", -signal.SIGKILL),
        (CLAUDE, "SIGTERM", 143),
        (CLAUDE, "SIGSEGV", -signal.SIGSEGV),
        (CODEX, "SIGTERM", -signal.SIGTERM),
        (CODEX, "SIGINT", 1),
        (CODEX, "SIGPIPE", -signal.SIGPIPE),
    ],
)
def test_a_scripted_death_is_the_real_one_and_recorded(
    bench: Bench, argv: tuple[str, ...], name: str, code: int
) -> None:
    bench.play(script.raise_signal(name))
    assert bench.run(*argv)[0] == code
    assert bench.call.exit == code


@pytest.mark.parametrize(
    ("act", "prompt", "problem"),
    [
        (script.decide("stop"), "Stage: a\n", "the prompt names no decision file"),
        (script.note("x"), "Stage: a\n", "the prompt names no progress file"),
        ({"juggle": 3}, "go", "unknown act {'juggle': 3}"),
        (script.raise_signal("SIGNONE"), "go", "unknown signal SIGNONE"),
        (script.commit("x"), "go", "a commit without a file written before it"),
    ],
)
def test_what_the_stand_in_cannot_do_is_a_problem(
    bench: Bench, act: script.Act, prompt: str, problem: str
) -> None:
    bench.play(act)
    code, _, error = bench.run(prompt=prompt)
    assert code == PROBLEM_EXIT
    assert problem in error
    assert problem in (bench.call.problem or "")


def test_a_latch_that_no_trial_holds_is_a_problem(bench: Bench) -> None:
    bench.play(script.wait("given up")).close()
    assert bench.run(*CLAUDE)[0] == PROBLEM_EXIT
    assert "no trial holds the latch 'given up'" in (bench.call.problem or "")


def test_an_unreadable_script_is_a_problem_of_a_recorded_call(bench: Bench) -> None:
    (bench.agents.folder / "script.json").write_text("{")
    assert bench.run()[0] == PROBLEM_EXIT
    assert "script.json is unreadable" in (bench.call.problem or "")
    assert bench.call.prompt == bench.prompt()


def test_the_state_is_kept_as_it_stood_before_and_after(bench: Bench) -> None:
    state = bench.project / "runs/state.json"
    state.parent.mkdir()
    state.write_text("before")
    bench.play(script.write_file("runs/state.json", "after"), state_files=("runs/state.json", "b"))
    bench.run()
    assert (bench.call.before / "runs/state.json").read_text() == "before"
    assert bench.call.after is not None
    assert (bench.call.after / "runs/state.json").read_text() == "after"
    assert not (bench.call.before / "b").exists()


def test_a_running_command_ends_with_an_agent_that_is_told_to_stop(bench: Bench) -> None:
    os.mkfifo(bench.project / "started")
    bench.play(script.run("sh", "-c", "echo $$ > started; exec sleep 60"))
    process = bench.start(*CLAUDE)
    child = os.pidfd_open(int((bench.project / "started").read_text()))
    process.terminate()
    process.communicate()
    assert process.returncode == 143
    assert select.select([child], [], [], 10)[0]
    os.close(child)
