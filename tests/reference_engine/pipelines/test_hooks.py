"""Hooks and approvals: what they are told, and what becomes of the session."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reference_engine.pipelines.conftest import Bench

RECORD = '#!/bin/sh\n{ env | grep ^PIPELINES_ | sort; cat; } > "$BENCH/told-$PIPELINES_HOOK"\n'
TWO = "stages: [{name: a, stage: demo}, {name: b, stage: demo"


def hook(bench: Bench, name: str, text: str) -> Path:
    folder = bench.project / ".pipelines" / "hooks"
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return file


def approved(bench: Bench, more: str = "") -> Path:
    bench.stage("iterations: 1")
    return bench.pipeline(f"name: p\n{TWO}, approval: {{question: Sure?{more}}}}}]\n")


def told(bench: Bench, point: str) -> tuple[list[str], dict[str, object]]:
    env, _, text = (bench.root / f"told-{point}").read_text().partition("{")
    return env.split(), json.loads("{" + text)


@pytest.mark.parametrize("point", ["pre_iteration", "post_iteration", "between_stages"])
def test_a_hook_is_told_where_the_session_stands(bench: Bench, point: str) -> None:
    hook(bench, point, RECORD)
    bench.stage("iterations: 1")
    assert (
        bench.engine("run", bench.pipeline(f"name: p\n{TWO}}}]"), "--session", "s").returncode == 0
    )
    env, context = told(bench, point)
    state = str(bench.run_folder / "state.json")
    number = 0 if point == "between_stages" else 1
    assert env == [
        f"PIPELINES_HOOK={point}",
        f"PIPELINES_ITERATION={number}",
        "PIPELINES_SESSION=s",
        "PIPELINES_STAGE=stage-01-b",
        *f"PIPELINES_STATE={state}".split(),
    ]
    result = context.pop("result", None)
    assert context == {
        "hook": point,
        "session": "s",
        "pipeline": "p",
        "stage": "stage-01-b",
        "iteration": number,
        "state": state,
    }
    finished = {"pre_iteration": None, "post_iteration": 1, "between_stages": 0}[point]
    assert result == (None if finished is None else bench.state["history"][finished])


def test_a_hook_on_errors_is_told_the_error(bench: Bench) -> None:
    hook(bench, "on_error.sh", RECORD)
    bench.stage("iterations: 2")
    bench.agent("exit 7")
    assert bench.run_stage().returncode == 1
    _, context = told(bench, "on_error")
    assert (context["iteration"], context["error"]) == (1, bench.state["error"])


def test_what_a_hook_prints_is_shown(bench: Bench) -> None:
    hook(bench, "pre_iteration", "echo all quiet; echo trouble >&2")
    bench.stage("iterations: 1")
    done = bench.run_stage()
    assert "all quiet\n" in done.stdout
    assert "trouble" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("echo no money >&2; exit 3", "hook_abort", "exited with code 3: no money"),
        ("exit 127", "hook_abort", "exited with code 127"),
        ("kill -TERM $$", "hook_failed", "was ended by SIGTERM"),
    ],
)
def test_a_hook_that_ends_badly_is_named(bench: Bench, text: str, kind: str, message: str) -> None:
    hook(bench, "pre_iteration.sh", text)
    bench.stage("iterations: 1")
    assert bench.run_stage().returncode == 1
    assert bench.calls == []
    assert bench.state["error"] == {
        "type": kind,
        "message": f"hook .pipelines/hooks/pre_iteration.sh {message}",
        "stage": 0,
        "iteration": 0,
    }


def test_a_hook_without_an_interpreter_is_named(bench: Bench) -> None:
    hook(bench, "pre_iteration", "").write_text("#!/nowhere\n")
    bench.stage("iterations: 1")
    assert bench.run_stage().returncode == 1
    assert "cannot be started: No such file or directory" in bench.state["error"]["message"]


def test_the_hooks_are_those_of_the_start(bench: Bench) -> None:
    bench.stage("iterations: 2")
    bench.agent("exit 1")
    bench.run_stage()
    hook(bench, "pre_iteration", "exit 1")
    bench.agent("decide continue")
    assert bench.resume().returncode == 0


def test_an_unknown_hook_is_a_mistake_a_folder_is_not(bench: Bench) -> None:
    bench.stage("iterations: 1")
    file = hook(bench, "before_iteration.sh", "")
    done = bench.run_stage()
    assert done.returncode == 2
    assert done.stderr == (
        f"error: {file}: is no hook; there are: "
        "pre_iteration, post_iteration, between_stages, on_error\n"
    )
    file.unlink()
    (file.parent / "lib").mkdir()
    (file.parent / ".swp").touch()
    assert bench.run_stage().returncode == 0


@pytest.mark.parametrize(
    ("yaml", "complaint"),
    [
        ("hooks: {on_error: no.sh}", "2: hooks.on_error: no.sh: there is no such hook"),
        ("hooks: {on_eror: no.sh}", "2: hooks.on_eror: is no known key"),
        ("hooks: {timeout: 0}", "2: hooks.timeout: 0 is not allowed"),
    ],
)
def test_a_mistake_in_a_pipelines_hooks(bench: Bench, yaml: str, complaint: str) -> None:
    file = bench.pipeline(f"name: p\n{yaml}\nstages: [{{name: a, prompt: x}}]")
    done = bench.engine("run", file, "--session", "s")
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {file}:{complaint}")


@pytest.mark.parametrize(
    ("yaml", "complaint"),
    [
        (
            "name: p\nstages:\n- {name: a, prompt: x, approval: {}}\n",
            "3: stages[0].approval: there is no stage before the first",
        ),
        (
            "name: p\nstages:\n- {name: a, prompt: x}\n- name: b\n  prompt: x\n"
            "  approval: {timeout: 5}\n",
            "6: stages[1].approval: 'timeout' and 'default' need each other",
        ),
        (
            "name: p\nstages:\n- {name: a, prompt: x}\n- name: b\n  prompt: x\n"
            "  approval: {timeout: 5, default: maybe}\n",
            "6: stages[1].approval.default: 'maybe' is not allowed; allowed: yes, no",
        ),
    ],
)
def test_a_mistake_in_an_approval(bench: Bench, yaml: str, complaint: str) -> None:
    file = bench.pipeline(yaml)
    done = bench.engine("run", file, "--session", "s")
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {file}:{complaint}")


def test_a_paused_session_says_how_to_go_on(bench: Bench) -> None:
    file = approved(bench, ", timeout: 60, default: 'no'")
    done = bench.engine("run", file, "--session", "s")
    assert done.returncode == 5
    gate = bench.state["gate"]
    assert done.stdout.endswith(
        f"session s paused: Sure? (by {gate['deadline']}); resume with: "
        "reference-pipelines resume --session s --answer yes (or no)\n"
    )
    before = bench.files()
    again = bench.resume()
    assert (again.returncode, again.stdout) == (5, "session s is still paused: Sure?\n")
    assert bench.files() == before
    assert bench.resume("--answer", "yes").returncode == 0
    state = bench.state
    assert (state["gate"], state["completion_reason"]) == (None, "1 of 1 iterations ran")


def test_a_refusal_says_who_refused(bench: Bench) -> None:
    bench.engine("run", approved(bench), "--session", "s")
    assert bench.resume("--answer", "no").returncode == 1
    error = bench.state["error"]
    assert (error["type"], error["message"]) == (
        "approval_refused",
        "stage-01-b: a person said no",
    )


def test_an_answer_needs_a_question(bench: Bench) -> None:
    bench.stage("iterations: 1")
    bench.run_stage()
    done = bench.resume("--answer", "yes")
    assert done.returncode == 2
    assert done.stderr == "error: session s asks nothing; leave --answer out\n"


def test_whoever_interrupts_the_question_is_asked_again(bench: Bench) -> None:
    file = approved(bench)
    ours, theirs = pty.openpty()
    engine = subprocess.Popen(
        [sys.executable, "-m", "reference_engine.pipelines", "run", file, "--session", "s"],
        cwd=bench.project,
        env=bench.env,
        stdin=theirs,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert engine.stdout
    while "Sure? [yes/no]" not in engine.stdout.readline():
        pass
    assert bench.state["status"] == "paused"
    engine.terminate()
    engine.communicate(timeout=30)
    os.close(ours)
    os.close(theirs)
    assert engine.returncode == 143
    assert bench.state["status"] == "interrupted"
    assert bench.resume("--answer", "yes").returncode == 0


def test_a_claim_that_a_killed_engine_left_is_tidied_up(bench: Bench) -> None:
    bench.stage("iterations: 1")
    bench.run_stage()
    claim = bench.lock.parent / "tasks" / "x.lock"
    claim.parent.mkdir()
    claim.touch()
    bench.resume()
    assert not claim.exists()
