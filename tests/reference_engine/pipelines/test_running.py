"""Runs from their start to their end."""

import json
import subprocess

import pytest

from reference_engine.pipelines.prompts import VARIABLES
from tests.reference_engine.pipelines.conftest import PROMPT, Bench, is_released

OPUS = "claude --model opus --dangerously-skip-permissions -p"


def test_a_stage_runs_all_its_iterations(bench: Bench) -> None:
    bench.stage("iterations: 3")
    done = bench.run_stage()
    assert done.returncode == 0
    assert "stage-00-demo iteration 2/3: claude opus → continue\n" in done.stdout
    assert bench.calls == [OPUS] * 3
    assert bench.history == [(0, 1, "continue"), (0, 2, "continue"), (0, 3, "continue")]
    state = bench.state
    del state["history"]
    assert state.pop("started_at") <= state.pop("ended_at")
    assert state == {
        "session": "s",
        "pipeline": "demo",
        "status": "complete",
        "current_stage": 0,
        "gate": None,
        "iteration": 3,
        "iteration_started": None,
        "iteration_completed": 3,
        "agents": [],
        "settled": True,
        "stages": [{"name": "demo", "status": "complete"}],
        "error": None,
        "resumed_at": None,
        "completion_reason": "3 of 3 iterations ran",
    }


def test_history_tells_what_the_agent_said(bench: Bench) -> None:
    bench.stage("iterations: 1")
    bench.agent(
        """echo '{"decision": "stop", "reason": "fine", "summary": "all", "errors": [], "work":
        {"items_completed": ["i", 2], "files_touched": ["f"]}}' > "$status" """
    )
    assert bench.run_stage().returncode == 0
    (entry,) = bench.state["history"]
    assert entry.pop("started_at") <= entry.pop("completed_at")
    assert entry == {
        "stage": 0,
        "stage_name": "demo",
        "iteration": 1,
        "task": None,
        "decision": "stop",
        "reason": "fine",
        "summary": "all",
        "items_completed": ["i", 2],
        "files_touched": ["f"],
        "agents": [],
        "provider": "claude",
        "model": "opus",
    }


def test_state_tells_each_step_while_it_happens(bench: Bench) -> None:
    bench.stage("iterations: 2")
    bench.agent('cp "${status%/stage*}/state.json" "seen-$iteration"; decide continue')
    bench.run_stage()
    for number in (1, 2):
        seen = json.loads((bench.root / f"seen-{number}").read_text())
        assert (seen["iteration"], seen["iteration_completed"]) == (number, number - 1)
        assert seen["status"] == "running"
        assert seen["iteration_started"]
        assert len(seen["history"]) == number - 1


def test_user_never_sees_the_run_in_git(bench: Bench) -> None:
    bench.stage("iterations: 1")
    git = ["git", "-C", str(bench.project)]
    subprocess.run([*git, "init", "-q"], check=True)
    status = [*git, "status", "--porcelain", "--untracked-files=all"]
    bench.agent(f"git -C '{bench.project}' {' '.join(status[3:])} > during; decide stop")
    bench.run_stage()
    after = subprocess.run(status, check=True, capture_output=True, text=True).stdout
    assert after == (bench.root / "during").read_text()
    assert "runs" not in after
    assert "locks" not in after


def test_an_ignore_file_that_a_kill_tore_is_mended(bench: Bench) -> None:
    bench.stage("iterations: 1")
    ignore = bench.project / ".pipelines" / "runs" / ".gitignore"
    ignore.parent.mkdir()
    ignore.touch()
    bench.run_stage()
    assert ignore.read_text() == "*\n"


def test_stages_follow_each_other_and_read_their_inputs(bench: Bench) -> None:
    bench.stage("iterations: 2", PROMPT + "In: ${INPUTS}\n")
    pipeline = bench.pipeline("""\
name: both
stages:
  - {name: demo, stage: demo}
  - name: last
    prompt: "Stage: ${STAGE}\\nIteration: ${ITERATION}\\nStatus: ${STATUS}\\nIn: ${INPUTS}"
    inputs: {from: demo}
  - {name: demo, stage: demo, termination: {iterations: 1}, inputs: {from: demo, select: all}}
""")
    bench.agent('cp prompt "prompt-$stage-$iteration"; decide continue')
    done = bench.engine("run", pipeline, "--session", "s")
    assert done.returncode == 0
    assert [entry[:2] for entry in bench.history] == [(0, 1), (0, 2), (1, 1), (2, 1)]
    assert [stage["status"] for stage in bench.state["stages"]] == ["complete"] * 3
    assert (bench.state["current_stage"], bench.state["iteration_completed"]) == (2, 1)
    outputs = [bench.run_folder / f"stage-00-demo/iterations/00{n}/output.md" for n in (1, 2)]
    latest = (bench.root / "prompt-stage-01-last-1").read_text()
    assert latest.endswith(f"In: {outputs[1]}")
    every = (bench.root / "prompt-stage-02-demo-1").read_text()
    assert every.endswith(f"In: {outputs[0]}\n{outputs[1]}\n")


def test_all_variables_are_filled_in_once(bench: Bench) -> None:
    lines = "".join(f"{name}=${{{name}}}\n" for name in VARIABLES)
    bench.stage("iterations: 2", PROMPT + lines + "${lower} $HOME")
    assert bench.run_stage("--context", "see ${STAGE}").returncode == 0
    stage = bench.run_folder / "stage-00-demo"
    second = stage / "iterations" / "002"
    assert (second / "prompt.md").read_text().split("status.json\n", 1)[1] == (
        f"SESSION_NAME=s\nSTAGE=stage-00-demo\nITERATION=2\nMAX_ITERATIONS=2\n"
        f"PROGRESS={stage}/progress.md\nSTATUS={second}/status.json\n"
        f"OUTPUT={second}/output.md\nCONTEXT=see ${{STAGE}}\nCTX={second}/context.json\n"
        f"INPUTS=\nPREVIOUS={stage}/iterations/001/output.md\nTASK=\nTASK_TITLE=\nAGENT=\n"
        "${lower} $HOME"
    )
    assert "PREVIOUS=\n" in (stage / "iterations/001/prompt.md").read_text()
    assert json.loads((second / "context.json").read_text()) == {
        "session": "s",
        "stage": "stage-00-demo",
        "iteration": 2,
        "max_iterations": 2,
        "context": "see ${STAGE}",
        "paths": {
            "progress": f"{stage}/progress.md",
            "status": f"{second}/status.json",
            "output": f"{second}/output.md",
        },
        "inputs": [],
        "files": [],
        "previous": f"{stage}/iterations/001/output.md",
        "task": None,
        "agent": None,
    }


def test_iterations_share_a_progress_file(bench: Bench) -> None:
    bench.stage("iterations: 2", PROMPT + "Progress: ${PROGRESS}\n")
    bench.agent('echo "$iteration" >> "$(field Progress)"; decide continue')
    bench.run_stage()
    progress = bench.run_folder / "stage-00-demo" / "progress.md"
    assert progress.read_text() == "# Progress of stage-00-demo\n1\n2\n"


def test_long_and_odd_output_is_kept_byte_by_byte(bench: Bench) -> None:
    bench.stage("iterations: 1")
    bench.agent("head -c 8000000 /dev/zero; printf '\\377'; printf '\\376oops' >&2; decide stop")
    assert bench.run_stage().returncode == 0
    folder = bench.run_folder / "stage-00-demo/iterations/001"
    assert (folder / "output.md").read_bytes() == bytes(8_000_000) + b"\xff"
    assert (folder / "stderr.log").read_bytes() == b"\xfeoops"


def test_an_agent_may_write_its_output_file_itself(bench: Bench) -> None:
    bench.stage("iterations: 1")
    bench.agent('echo one; echo two > "${status%status.json}output.md"; echo three; decide stop')
    bench.run_stage()
    output = bench.run_folder / "stage-00-demo/iterations/001/output.md"
    assert output.read_text() == "two\nthree\n"


def test_an_agent_may_tidy_up_its_folder(bench: Bench) -> None:
    bench.stage("iterations: 1")
    bench.agent('rm "${status%/*}"/prompt.md "${status%/iterations*}"/progress.md; decide stop')
    assert bench.run_stage().returncode == 0


@pytest.mark.parametrize(
    ("termination", "votes", "code", "reason"),
    [
        ("iterations: 3", "stop", 0, "the agent decided to stop"),
        ("", "continue", 0, "1 of 1 iterations ran"),
        ("type: judgment", "continue stop stop", 0, "2 decisions in a row to stop"),
        ("type: judgment", "stop continue stop stop", 0, "2 decisions in a row to stop"),
        ("type: judgment, consensus: 1", "stop", 0, "1 decisions in a row to stop"),
        (
            "type: judgment, consensus: 1, min_iterations: 3",
            "stop continue stop",
            0,
            "1 decisions in a row to stop",
        ),
        ("type: judgment, iterations: 2", "continue stop", 3, "no consensus within 2 iterations"),
        ("type: judgment", "continue " * 25, 3, "no consensus within 25 iterations"),
    ],
)
def test_a_stage_ends_when_it_should(
    bench: Bench, termination: str, votes: str, code: int, reason: str
) -> None:
    bench.stage(termination)
    bench.agent(f'set -- {votes}; shift $((iteration - 1)); decide "$1"')
    assert bench.run_stage().returncode == code
    assert [entry[2] for entry in bench.history] == votes.split()
    state = bench.state
    assert state["completion_reason"] == reason
    ending = "capped" if code else "complete"
    assert (state["status"], state["stages"][0]["status"]) == (ending, ending)


def test_a_capped_stage_keeps_later_ones_from_running(bench: Bench) -> None:
    bench.stage("type: judgment, iterations: 1")
    pipeline = bench.pipeline("name: p\nstages: [{name: a, stage: demo}, {name: b, stage: demo}]")
    assert bench.engine("run", pipeline, "--session", "s").returncode == 3
    assert [stage["status"] for stage in bench.state["stages"]] == ["capped", "pending"]


@pytest.mark.parametrize(
    "termination", ["iterations: 0", "type: queue, tasks: {type: program, program: 'true'}"]
)
def test_zero_iterations_are_a_failure(bench: Bench, termination: str) -> None:
    bench.stage(termination)
    pipeline = bench.pipeline("name: p\nstages: [{name: a, stage: demo}, {name: b, stage: demo}]")
    done = bench.engine("run", pipeline, "--session", "s")
    assert done.returncode == 1
    state = bench.state
    assert (state["status"], state["error"]["type"]) == ("failed", "zero_iterations")
    assert "stage-00-a ended with zero iterations" in state["error"]["message"]
    assert state["error"]["message"] in done.stdout
    assert [stage["status"] for stage in state["stages"]] == ["failed", "pending"]
    assert bench.calls == []


@pytest.mark.parametrize(
    ("agent", "kind", "message"),
    [
        ("decide continue; exit 7", "agent_crash", "claude exited with code 7"),
        ("decide continue; kill -KILL $$", "agent_crash", "claude was ended by SIGKILL"),
        ("decide continue; kill -40 $$", "agent_crash", "claude was ended by signal 40"),
        ("true", "no_decision", "the agent left no decision file"),
        ('mkdir "$status"', "no_decision", "the agent left no decision file"),
        ('echo "{" > "$status"', "malformed_decision", "in the decision file: Invalid JSON: "),
        ('echo "[]" > "$status"', "malformed_decision", "in the decision file: Input should be "),
        ("decide maybe", "malformed_decision", "decision: Input should be 'continue', 'stop' or"),
        ("decide error", "agent_error", "the agent gave up: because error"),
    ],
)
def test_a_failed_iteration_fails_the_session(
    bench: Bench, agent: str, kind: str, message: str
) -> None:
    bench.stage("iterations: 3")
    bench.agent(f"test $iteration = 1 && decide continue && exit 0\n{agent}")
    done = bench.run_stage()
    assert done.returncode == 1
    state = bench.state
    assert state["status"] == state["stages"][0]["status"] == "failed"
    error = state["error"]
    assert (error["type"], error["stage"], error["iteration"]) == (kind, 0, 2)
    assert error["message"].startswith("stage-00-demo iteration 2: ")
    assert message in error["message"]
    assert error["message"] in done.stdout
    assert (state["iteration"], state["iteration_completed"]) == (2, 1)
    assert bench.history == [(0, 1, "continue")]
    assert state["ended_at"]


def test_a_missing_agent_is_named(bench: Bench) -> None:
    bench.stage("iterations: 1")
    (bench.bin / "claude").unlink()
    assert bench.run_stage(PATH=str(bench.bin)).returncode == 1
    error = bench.state["error"]
    assert error["type"] == "agent_not_found"
    assert "cannot start claude: No such file or directory; is it on PATH?" in error["message"]


def test_an_agent_that_takes_too_long_is_ended(bench: Bench) -> None:
    latch = bench.latch("never")
    bench.stage("iterations: 1", more="timeout: 0.2\n")
    bench.agent(f"trap '' TERM; read _ < '{latch}'; decide continue")
    assert bench.run_stage().returncode == 1
    error = bench.state["error"]
    assert error["type"] == "agent_timeout"
    assert "claude took more than 0.2 seconds" in error["message"]


def test_what_an_agent_leaves_running_ends_with_it(bench: Bench) -> None:
    bench.latch("ready")
    held = bench.latch("held")
    bench.stage("iterations: 1")
    bench.agent("(exec 3<>held; echo > ready; read _ <&3) & read _ < ready; decide stop")
    assert bench.run_stage().returncode == 0
    assert is_released(held)


@pytest.mark.parametrize(
    ("flags", "stage", "pipeline", "env", "call"),
    [
        ("", "", "", "", OPUS),
        ("", "", "", "claude/haiku", OPUS.replace("opus", "haiku")),
        ("", "", "claude/sonnet", "codex/haiku", OPUS.replace("opus", "sonnet")),
        ("", "claude/fable", "codex/sonnet", "", OPUS.replace("opus", "fable")),
        ("claude/own", "codex/fable", "codex/sonnet", "", OPUS.replace("opus", "own")),
        (
            "codex/",
            "claude/",
            "",
            "",
            "codex exec --dangerously-bypass-approvals-and-sandbox -m gpt-5.5 -",
        ),
    ],
)
@pytest.mark.parametrize("single", [True, False])
def test_provider_and_model_are_chosen_the_same_way_on_every_path(
    bench: Bench, flags: str, stage: str, pipeline: str, env: str, call: str, *, single: bool
) -> None:
    def keys(said: str) -> list[str]:
        provider, _, model = said.partition("/")
        return [f"provider: {provider}"] * bool(provider) + [f"model: {model}"] * bool(model)

    bench.stage("iterations: 1", more="\n".join(keys(stage)))
    entries = ["{name: a, stage: demo}", "{name: b, stage: demo}"][: 1 if single else 2]
    file = bench.pipeline(
        "\n".join(["name: p", *keys(pipeline), f"stages: [{', '.join(entries)}]"])
    )
    given = [f"--{word.replace(': ', '=')}" for word in keys(flags)]
    provider, _, model = env.partition("/")
    environment = {"PIPELINES_PROVIDER": provider, "PIPELINES_MODEL": model}
    bench.engine("run", file, "--session", "s", *given, **environment)
    assert bench.calls == [call] * len(entries)
