"""Sessions that go on after an ending, and those that must not."""

import json
import signal

import pytest

from tests.reference_engine.pipelines.conftest import PROMPT, Bench, is_released

TWO = "name: p\nstages: [{name: a, stage: demo}, {name: b, stage: demo}]"


def test_a_resume_runs_what_is_missing_and_nothing_else(bench: Bench) -> None:
    bench.stage("iterations: 2")
    bench.agent('echo first; test "$stage $iteration" = "stage-01-b 2" && exit 1; decide continue')
    assert bench.engine("run", bench.pipeline(TWO), "--session", "s").returncode == 1
    failed = bench.state
    assert failed["status"] == "failed"
    bench.agent("echo second; decide continue")
    done = bench.resume()
    assert done.returncode == 0
    assert "session s: resuming from stage b, iteration 2 (stage-01-b)\n" in done.stdout
    assert len(bench.calls) == 5
    assert [entry[:2] for entry in bench.history] == [(0, 1), (0, 2), (1, 1), (1, 2)]
    state = bench.state
    assert [stage["status"] for stage in state["stages"]] == ["complete", "complete"]
    assert (state["status"], state["error"]) == ("complete", None)
    assert failed["started_at"] == state["started_at"] <= state["resumed_at"] <= state["ended_at"]


def test_a_resumed_session_runs_without_an_ending(bench: Bench) -> None:
    bench.stage("iterations: 1")
    bench.agent("exit 1")
    bench.run_stage()
    bench.agent('cp "${status%/stage*}/state.json" seen; decide stop')
    bench.resume()
    seen = json.loads((bench.root / "seen").read_text())
    assert (seen["status"], seen["stages"][0]["status"]) == ("running", "running")
    assert (seen["error"], seen["ended_at"], seen["completion_reason"]) == (None, None, None)


def test_every_failed_attempt_stays_readable(bench: Bench) -> None:
    bench.stage("iterations: 1", PROMPT + "Progress: ${PROGRESS}\n")
    bench.agent('echo note >> "$(field Progress)"; wc -l < calls; decide continue; exit 1')
    bench.run_stage()
    bench.resume()
    bench.agent("echo last; decide stop")
    assert bench.resume().returncode == 0
    stage = bench.run_folder / "stage-00-demo"
    assert (stage / "attempts/001-1/output.md").read_text().split() == ["1"]
    assert (stage / "attempts/001-2/output.md").read_text().split() == ["2"]
    assert (stage / "iterations/001/output.md").read_text() == "last\n"
    assert (stage / "progress.md").read_text().endswith("note\nnote\n")


def test_a_decision_of_an_earlier_attempt_does_not_count(bench: Bench) -> None:
    bench.stage("iterations: 1")
    bench.agent("decide continue; exit 1")
    bench.run_stage()
    bench.agent("true")
    bench.resume()
    assert bench.state["error"]["type"] == "no_decision"


def test_consensus_survives_a_crash(bench: Bench) -> None:
    bench.stage("type: judgment, consensus: 2")
    bench.agent("test $iteration = 2 && exit 1; decide stop")
    bench.run_stage()
    bench.agent("decide stop")
    assert bench.resume().returncode == 0
    assert bench.history == [(0, 1, "stop"), (0, 2, "stop")]


def test_a_complete_session_is_left_alone(bench: Bench) -> None:
    bench.stage("iterations: 1")
    bench.run_stage()
    before = bench.files()
    done = bench.resume("--iterations", "5")
    assert (done.returncode, done.stdout) == (0, "session s is complete already\n")
    assert bench.files() == before
    assert len(bench.calls) == 1


def test_a_capped_session_needs_a_higher_cap(bench: Bench) -> None:
    bench.stage("type: judgment, iterations: 1")
    assert bench.engine("run", bench.pipeline(TWO), "--session", "s").returncode == 3
    before = bench.files()
    done = bench.resume()
    assert done.returncode == 3
    assert "still at its cap of 1" in done.stdout
    assert bench.files() == before
    assert bench.resume("--iterations", "2").returncode == 3
    assert bench.history == [(0, 1, "continue"), (0, 2, "continue")]
    bench.agent("decide stop")
    assert bench.resume("--iterations", "4").returncode == 3
    assert bench.history[2:] == [(0, 3, "stop"), (0, 4, "stop"), (1, 1, "stop")]


def test_the_plan_is_the_one_that_was_started(bench: Bench) -> None:
    bench.stage("iterations: 2", "From ${CONTEXT}\n" + PROMPT)
    bench.agent("test $iteration = 2 && exit 1; decide continue")
    bench.run_stage("--model", "haiku", "--context", "there", "--iterations", "3")
    bench.stage("iterations: 9", "Changed")
    bench.agent("cp prompt last; decide continue")
    assert bench.resume(PIPELINES_MODEL="sonnet").returncode == 0
    assert [call.split()[2] for call in bench.calls] == ["haiku"] * 4
    assert (bench.root / "last").read_text().startswith("From there\n")


def test_flags_of_a_resume_win(bench: Bench) -> None:
    bench.stage("iterations: 2")
    bench.agent("exit 1")
    bench.run_stage()
    bench.agent("decide continue")
    plan = (bench.run_folder / "plan.json").read_bytes()
    assert bench.resume("--provider", "codex", "--iterations", "1").returncode == 0
    assert bench.calls[1].startswith("codex exec")
    assert bench.calls[1].endswith("-m gpt-5.5 -")
    assert len(bench.calls) == 2
    assert (bench.run_folder / "plan.json").read_bytes() == plan


def test_an_engine_that_is_killed_takes_its_agent_along(bench: Bench) -> None:
    latch, held = bench.latch("latch"), bench.latch("held")
    bench.stage("iterations: 2")
    bench.agent("(exec 3<>held; echo > latch; read _ <&3) & exec 4<>held; read _ <&4")
    engine = bench.popen("run", "--stage", "demo", "--session", "s")
    latch.read_text()
    assert bench.engine("show", "--session", "s").stdout.startswith(
        f"session s is run by process {engine.pid}\n"
    )
    engine.kill()
    engine.communicate(timeout=30)  # its end of file says that the agents are gone, too
    assert is_released(held)
    shown = bench.engine("show", "--session", "s").stdout
    assert shown.startswith("session s interrupted (engine gone); resume with: ")
    assert bench.lock.exists()
    bench.agent("decide continue")
    assert bench.resume().returncode == 0
    assert bench.history == [(0, 1, "continue"), (0, 2, "continue")]
    assert not bench.lock.exists()


def test_a_start_that_was_killed_before_it_had_a_state_can_be_repeated(bench: Bench) -> None:
    bench.stage("iterations: 1")
    bench.run_folder.mkdir(parents=True)
    (bench.run_folder / "plan.json").write_text("{")
    (bench.run_folder / "state.json.tmp").write_text("{")
    assert bench.resume().returncode == 2
    assert bench.run_stage().returncode == 0
    assert not list(bench.project.rglob("*.tmp"))


def test_a_session_is_not_started_twice(bench: Bench) -> None:
    bench.stage("iterations: 1")
    bench.run_stage()
    before = bench.files()
    done = bench.run_stage()
    assert done.returncode == 2
    assert done.stderr == "error: session s exists; resume it, or choose another name\n"
    assert bench.files() == before


@pytest.mark.parametrize("command", ["resume", "show"])
def test_a_session_that_is_not_there_is_a_usage_error(bench: Bench, command: str) -> None:
    done = bench.engine(command, "--session", "s")
    assert done.returncode == 2
    assert done.stderr == f"error: there is no session s in {bench.project}\n"
    assert bench.files() == {}


@pytest.mark.parametrize("name", ["state.json", "plan.json"])
@pytest.mark.parametrize("damage", ["", "{", "[]", "{}", '{"status": "running"}', None], ids=repr)
def test_a_damaged_file_is_named_and_left_alone(
    bench: Bench, name: str, damage: str | None
) -> None:
    bench.stage("iterations: 2")
    bench.agent("exit 1")
    bench.run_stage()
    file = bench.run_folder / name
    if damage is None:
        file.unlink()
        file.mkdir()
    else:
        file.write_text(damage)
    before = bench.files()
    done = bench.resume()
    assert done.returncode == 1
    assert done.stderr.startswith(f"error: {file} is damaged (")
    assert "restore it, or start another session\n" in done.stderr
    assert bench.files() == before
    assert len(bench.calls) == 1


def test_a_state_that_points_nowhere_is_damaged(bench: Bench) -> None:
    bench.stage("iterations: 1")
    bench.agent("exit 1")
    bench.run_stage()
    for index in (1, -1):
        state = {**bench.state, "current_stage": index}
        (bench.run_folder / "state.json").write_text(json.dumps(state))
        done = bench.resume()
        assert done.returncode == 1
        assert "current_stage is no index of stages" in done.stderr


def test_show_tells_how_a_session_stands(bench: Bench) -> None:
    bench.stage("type: judgment, iterations: 2")
    bench.engine("run", bench.pipeline(TWO), "--session", "s")
    before = bench.files()
    done = bench.engine("show", "--session", "s")
    assert done.returncode == 0
    assert done.stdout == (
        "session s stopped at its cap: no consensus within 2 iterations; "
        "resume with: reference-pipelines resume --session s --iterations N\n"
        f"pipeline p, started {bench.state['started_at']}\n"
        "  stage-00-a  capped  continue  continue\n"
        "  stage-01-b  pending\n"
    )
    assert json.loads(bench.engine("show", "--session", "s", "--json").stdout) == bench.state
    assert bench.files() == before


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_agent_and_the_session_resumes(
    bench: Bench, number: signal.Signals, code: int
) -> None:
    latch, held = bench.latch("latch"), bench.latch("held")
    bench.stage("iterations: 2")
    bench.agent(
        "[ $iteration = 1 ] || { exec 3<>held; echo > latch; read _ <&3; }; decide continue"
    )
    engine = bench.popen("run", "--stage", "demo", "--session", "s")
    latch.read_text()
    engine.send_signal(number)
    out, err = engine.communicate(timeout=30)
    assert (engine.returncode, err) == (code, "")
    assert f"session s interrupted ({number.name}); resume with: reference-pipelines" in out
    assert is_released(held)
    assert not bench.lock.exists()
    state = bench.state
    assert (state["status"], state["error"]) == ("interrupted", None)
    assert (state["iteration"], state["iteration_completed"]) == (2, 1)
    assert state["iteration_started"]
    bench.agent("decide continue")
    assert bench.resume().returncode == 0
    assert bench.history == [(0, 1, "continue"), (0, 2, "continue")]


def test_an_agent_may_tidy_up_when_it_is_ended(bench: Bench) -> None:
    latch, held = bench.latch("latch"), bench.latch("held")
    bench.stage("iterations: 1")
    bench.agent("exec 3<>held; trap 'echo bye; exit' TERM; echo > latch; read _ <&3")
    engine = bench.popen("run", "--stage", "demo", "--session", "s")
    latch.read_text()
    engine.terminate()
    engine.communicate(timeout=30)
    output = bench.run_folder / "stage-00-demo/iterations/001/output.md"
    assert (output.read_text(), is_released(held)) == ("bye\n", True)


def test_a_second_signal_cuts_the_grace_short(bench: Bench) -> None:
    latch, ended = bench.latch("latch"), bench.latch("ended")
    bench.stage("iterations: 1")
    bench.agent(
        "trap 'echo > ended' TERM; exec 3<>held; echo > latch; while :; do read _ <&3; done"
    )
    bench.latch("held")
    engine = bench.popen("run", "--stage", "demo", "--session", "s")
    latch.read_text()
    engine.terminate()
    ended.read_text()
    engine.send_signal(signal.SIGINT)
    engine.communicate(timeout=30)
    assert engine.returncode == 130
    assert bench.state["status"] == "interrupted"


def test_a_signal_while_a_tracker_is_asked_counts_too(bench: Bench) -> None:
    latch, held = bench.latch("latch"), bench.latch("held")
    bench.stage("type: queue")
    (bench.bin / "bd").write_text('#!/bin/sh\ncd "$BENCH"; exec 3<>held; echo > latch; read _ <&3')
    (bench.bin / "bd").chmod(0o755)
    engine = bench.popen("run", "--stage", "demo", "--session", "s")
    latch.read_text()
    engine.terminate()
    engine.communicate(timeout=30)
    assert engine.returncode == 143
    assert is_released(held)
    assert (bench.state["status"], bench.state["iteration"]) == ("interrupted", 0)
    assert bench.calls == []
