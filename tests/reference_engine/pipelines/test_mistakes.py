"""What people get wrong, and what they are told."""

import pytest

from tests.reference_engine.pipelines.conftest import Bench

KNOWN = "SESSION_NAME, STAGE, ITERATION, MAX_ITERATIONS, PROGRESS, STATUS, OUTPUT, CONTEXT, CTX"


@pytest.mark.parametrize(
    ("yaml", "complaint"),
    [
        (
            "name: p\nstages:\n  - name: a\n    prompt: x\n    termination:\n      type: fixd\n",
            "6: stages[0].termination.type: 'fixd' is not allowed; allowed: fixed, judgment, queue",
        ),
        ("name: p\nstages: [{name: a, prompt: x}]\nmodle: x", "3: modle: is no known key"),
        ("stages: [{name: a, prompt: x}]", "1: name: is missing"),
        (
            "name: p\nstages:\n- name: a\n  prompt: x\n- prompt: x\n",
            "5: stages[1].name: is missing",
        ),
        ("name: p\nstages:\n- {name: a}\n", "3: stages[0]: needs either 'stage' or 'prompt'"),
        (
            "name: p\nstages:\n- {name: a, prompt: x, stage: demo}\n",
            "3: stages[0]: needs either 'stage' or 'prompt'",
        ),
        (
            "name: p\nstages:\n- name: a\n  prompt: x\n  termination: {iterations: -1}\n",
            "5: stages[0].termination.iterations: -1 is not allowed: "
            "Input should be greater than or equal to 0",
        ),
        (
            "name: p\nstages:\n- name: a\n  prompt: x\n  inputs: {from: b}\n",
            "5: stages[0].inputs.from: 'b' is no earlier stage",
        ),
        (
            "name: p\nstages:\n- name: a\n  prompt: x\n  inputs: {from: a}\n",
            "5: stages[0].inputs.from: 'a' is no earlier stage",
        ),
        (
            "name: p\nstages:\n- name: a\n  prompt: |\n    x\n    ${NOPE}\n",
            f"4: stages[0].prompt: unknown variable ${{NOPE}}; known: {KNOWN}, INPUTS, PREVIOUS, "
            "TASK, TASK_TITLE",
        ),
        ("- a\n", "1: ['a'] is not allowed: Input should be a valid dictionary"),
        ("name: p\nstages: [\n", "3: did not find expected node content"),
        ("name: \x07", "1: unacceptable character #x0007"),
    ],
)
def test_a_mistake_in_a_pipeline_is_told_with_its_line(
    bench: Bench, yaml: str, complaint: str
) -> None:
    file = bench.pipeline(yaml)
    done = bench.engine("run", file, "--session", "s")
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {file}:{complaint}")
    assert bench.files() == {}


def test_all_mistakes_are_told_at_once(bench: Bench) -> None:
    file = bench.pipeline("name: 1\nstages: []\n")
    done = bench.engine("run", file, "--session", "s")
    assert [line.split(": ")[-2] for line in done.stderr.splitlines()] == [
        "1 is not allowed",
        "[] is not allowed",
    ]


def test_a_stage_that_is_not_there(bench: Bench) -> None:
    stages = bench.project / ".pipelines" / "stages"
    done = bench.run_stage()
    assert done.returncode == 2
    assert done.stderr == f"error: no stage 'demo' in {stages}; there are: none\n"
    bench.stage("")
    file = bench.pipeline("name: p\nstages: [{name: a, stage: demon}]")
    done = bench.engine("run", file, "--session", "s")
    assert done.stderr == (
        f"error: {file}:2: stages[0].stage: no stage 'demon' in {stages}; there are: demo\n"
    )


def test_a_mistake_in_a_stage(bench: Bench) -> None:
    bench.stage("", "one\n${NOPE}\n")
    prompt = bench.project / ".pipelines" / "stages" / "demo" / "prompt.md"
    done = bench.run_stage()
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {prompt}:2: unknown variable ${{NOPE}}; known: ")
    prompt.write_bytes(b"\xff")
    assert bench.run_stage().stderr == f"error: {prompt}:1: this is not UTF-8 text\n"
    prompt.unlink()
    assert bench.run_stage().stderr == f"error: {prompt}: No such file or directory\n"
    bench.stage("", more="timeout: 0\n")
    yaml = prompt.with_name("stage.yaml")
    assert bench.run_stage().stderr.startswith(f"error: {yaml}:3: timeout: 0 is not allowed: ")
    assert not bench.run_folder.exists()


@pytest.mark.parametrize(
    ("argv", "complaint"),
    [
        (["run", "--session", "s"], "one of the arguments PIPELINE.yaml --stage is required"),
        (["run", "--stage", "a b", "--session", "s"], "'a b' is no name: use 1 to 64 of"),
        (["run", "--stage", "demo", "--session", "a/b"], "'a/b' is no name: use 1 to 64 of"),
        (["run", "--stage", "demo", "--session", "a" * 65], "is no name"),
        (["run", "--stage", "demo", "--session", "s", "--iterations", "-1"], "'-1' is no number"),
        (["run", "--stage", "demo", "--session", "s", "--provider", "gpt"], "invalid choice"),
        (["run", "--stage", "demo", "--session", "s", "--project", "no"], "no is no folder"),
        (["run", "--stage", "demo", "--session", "s", "--model", "\udcff"], "is not UTF-8 text"),
        (["run", "gone.yaml", "--session", "s"], "gone.yaml: No such file or directory"),
    ],
)
def test_a_mistake_on_the_command_line(bench: Bench, argv: list[str], complaint: str) -> None:
    bench.stage("")
    before = bench.files()
    done = bench.engine(*argv)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert bench.files() == before


def test_iterations_are_for_a_single_stage(bench: Bench) -> None:
    bench.stage("")
    file = bench.pipeline("name: p\nstages: [{name: a, stage: demo}, {name: b, stage: demo}]")
    done = bench.engine("run", file, "--session", "s", "--iterations", "2")
    assert done.returncode == 2
    assert done.stderr == "error: --iterations needs a single stage; the pipeline has 2\n"


def test_a_provider_in_the_environment_that_is_none(bench: Bench) -> None:
    bench.stage("")
    done = bench.run_stage(PIPELINES_PROVIDER="gpt")
    assert done.returncode == 2
    assert done.stderr == (
        "error: PIPELINES_PROVIDER: 'gpt' is not allowed; allowed: claude, codex\n"
    )


def test_help_tells_all(bench: Bench) -> None:
    done = bench.engine("--help")
    assert done.returncode == 0
    assert "Exit codes\n" in done.stdout


def test_the_longest_session_name_and_another_project(bench: Bench) -> None:
    bench.stage("")
    argv = ["--session", "a" * 64, "--project", str(bench.project)]
    assert bench.engine("run", "--stage", "demo", *argv).returncode == 0
