"""The adapter of agent-pipelines, as far as it can be tried without a checkout."""

import json
import os
from pathlib import Path

import pytest

from proving_ground.engines.agent_pipelines import AgentPipelines
from proving_ground.errors import PrerequisiteError
from proving_ground.evidence.run_state import Ending, SessionStatus
from proving_ground.pipelines.contract import Capability, Flags, Settings
from proving_ground.pipelines.pipeline import Inputs, Pipeline, Stage, Termination

LOOP = Pipeline(stages=(Stage(name="work", termination=Termination(iterations=3)),), context="Hm.")
SEVERAL = Pipeline(
    model="haiku",
    stages=(
        Stage(name="plan", termination=Termination(type="judgment", iterations=0, consensus=3)),
        Stage(name="build", backend="codex", inputs=Inputs.model_validate({"from": "plan"})),
    ),
)
NEWER = {
    "engine.sh": "stage.yaml compile.sh",
    "run.sh": "events_print_status --foreground PIPELINE_CLI_MODEL",
    "lib/compile.sh": "jq .nodes",
    "lib/stage.sh": "${CLAUDE_PIPELINE_MODEL:-}",
    "lib/resolve.sh": r"${resolved//\$\{CONTEXT\}/$context}",
}
OLDER = {"engine.sh": "jq .stages stage.yaml", "run.sh": "", "lib/resolve.sh": r"\$\{STATUS\}"}


def adapter(folder: Path, scripts: dict[str, str]) -> AgentPipelines:
    for name, text in scripts.items():
        path = folder / "home" / "scripts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "home/scripts/stages").mkdir(exist_ok=True)
    return AgentPipelines(folder / "home", folder / "workshop")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "the project – ünïcode"
    folder.mkdir()
    return folder


def configuration(project: Path, name: str) -> dict[str, object]:
    content: dict[str, object] = json.loads((project / ".claude" / name).read_text())
    return content


def test_a_missing_home_is_refused_with_the_way_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(PrerequisiteError) as refusal:
        AgentPipelines(None, tmp_path).check()
    for part in ("scripts/run.sh", "no folder was named", "git clone", "-D engine_home="):
        assert part in str(refusal.value)


def test_a_home_that_is_no_checkout_is_refused_by_its_path(tmp_path: Path) -> None:
    engine = AgentPipelines(tmp_path / "elsewhere", tmp_path / "workshop")
    with pytest.raises(PrerequisiteError, match="elsewhere"):
        engine.check()
    with pytest.raises(PrerequisiteError, match="elsewhere"):
        engine.prepare(tmp_path, LOOP)


LAYOUTS = {
    "older": (["run.sh", "engine.sh", "lib", "loops"], ["no scripts/stages", "but scripts/loops"]),
    "another file": (["run.sh", "lib", "stages"], ["no stage.yaml that it reads"]),
    "no front door": (["engine.sh", "lib", "stages"], ["no scripts/run.sh"]),
    "newer": ([], ["no scripts/run.sh, no scripts/engine.sh", "but go.mod"]),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_that_is_not_known_is_refused_with_what_was_looked_for(
    tmp_path: Path, layout: str
) -> None:
    names, told = LAYOUTS[layout]
    for name in ("scripts", *(f"scripts/{each}" for each in names)):
        (tmp_path / "home" / name).mkdir(parents=True, exist_ok=True)
    if layout == "another file":
        (tmp_path / "home/scripts/engine.sh").write_text("cat loop.yaml")
    if layout == "newer":
        (tmp_path / "home/go.mod").write_text("module pipelines")
    with pytest.raises(PrerequisiteError) as refusal:
        AgentPipelines(tmp_path / "home", tmp_path / "workshop").check()
    for part in ("unsupported version of agent-pipelines", "scripts/lib", *told):
        assert part in str(refusal.value)


def test_the_checkout_decides_what_the_engine_can_do(tmp_path: Path) -> None:
    older = adapter(tmp_path / "older", OLDER).capabilities
    newer = adapter(tmp_path / "newer", NEWER).capabilities
    assert newer - older == {Capability.CONTEXT, Capability.SETTINGS, Capability.STATUS}
    assert not newer & {Capability.CLOCK, Capability.INTERRUPT}


def test_a_newer_checkout_reads_nodes_with_ids(tmp_path: Path, project: Path) -> None:
    adapter(tmp_path, NEWER).prepare(project, SEVERAL)
    written = configuration(project, "pipelines/trial.yaml")
    assert written == {
        "name": "trial",
        "defaults": {"model": "haiku"},
        "nodes": [
            {"stage": "stage-00-plan", "runs": 0, "id": "stage-00-plan"},
            {
                "stage": "stage-01-build",
                "runs": 1,
                "provider": "codex",
                "inputs": {"from": "stage-00-plan", "select": "latest"},
                "id": "stage-01-build",
            },
        ],
    }


def test_an_older_checkout_reads_stages_with_names(tmp_path: Path, project: Path) -> None:
    adapter(tmp_path, OLDER).prepare(project, SEVERAL)
    stages = configuration(project, "pipelines/trial.yaml")["stages"]
    assert isinstance(stages, list)
    assert [stage["name"] for stage in stages] == ["stage-00-plan", "stage-01-build"]


def test_a_stage_says_how_it_ends_but_not_after_how_many(tmp_path: Path, project: Path) -> None:
    adapter(tmp_path, NEWER).prepare(project, SEVERAL)
    assert configuration(project, "../scripts/stages/stage-00-plan/stage.yaml") == {
        "name": "plan",
        "termination": {"type": "judgment", "min_iterations": 1, "consensus": 3},
        "delay": 0,
    }


def test_prompts_name_stage_and_inputs_and_leave_the_rest_to_the_engine(
    tmp_path: Path, project: Path
) -> None:
    adapter(tmp_path, NEWER).prepare(project, SEVERAL)
    prompt = (project / "scripts/stages/stage-01-build/prompt.md").read_text()
    assert "Stage: stage-01-build\n" in prompt
    assert "Iteration: ${ITERATION}\n" in prompt
    assert prompt.endswith("\nInputs: ${CTX}\n")
    adapter(tmp_path, NEWER).prepare(project, LOOP)
    assert "${CONTEXT}" in (project / "scripts/stages/stage-00-work/prompt.md").read_text()


def test_an_older_checkout_never_sees_a_variable_it_does_not_know(
    tmp_path: Path, project: Path
) -> None:
    stage = Stage(name="work", prompt="Told: ${CONTEXT}.")
    adapter(tmp_path, OLDER).prepare(project, Pipeline(stages=(stage,), context="Hm."))
    assert (project / "scripts/stages/stage-00-work/prompt.md").read_text() == "Told: ."


def test_one_stage_is_run_as_a_loop(tmp_path: Path, project: Path) -> None:
    engine = adapter(tmp_path, NEWER)
    start = engine.command("start", project, LOOP, "s1", Flags())
    assert start.argv[:3] == ("./scripts/run.sh", "loop", "stage-00-work")
    assert start.argv[3:] == ("s1", "3", "--foreground")
    resume = engine.command("resume", project, LOOP, "s1", Flags(model="haiku", iterations=5))
    assert resume.argv[3:] == ("s1", "5", "--resume", "--model=haiku", "--foreground")


def test_an_older_checkout_is_always_in_the_foreground(tmp_path: Path, project: Path) -> None:
    command = adapter(tmp_path, OLDER).command("start", project, LOOP, "s1", Flags())
    assert command.argv[3:] == ("s1", "3")


def test_an_engine_that_compiles_nothing_yet_reads_stages(tmp_path: Path, project: Path) -> None:
    adapter(tmp_path, {**OLDER, "lib/compile.sh": "jq .nodes"}).prepare(project, SEVERAL)
    assert "stages" in configuration(project, "pipelines/trial.yaml")


def test_several_stages_are_run_from_their_file(tmp_path: Path, project: Path) -> None:
    command = adapter(tmp_path, NEWER).command("start", project, SEVERAL, "s1", Flags("codex"))
    file = ".claude/pipelines/trial.yaml"
    assert command.argv[1:] == ("pipeline", file, "s1", "--provider=codex", "--foreground")


def test_each_project_has_its_own_stages_and_the_home_is_left_alone(
    tmp_path: Path, project: Path
) -> None:
    engine = adapter(tmp_path, OLDER)
    other = tmp_path / "other"
    for folder in (project, other):
        engine.prepare(folder, LOOP)
    for folder in (project, other):
        assert (folder / "scripts/engine.sh").read_text() == OLDER["engine.sh"]
        assert (folder / "scripts/stages/stage-00-work/stage.yaml").is_file()
        assert not (folder / "scripts/stages").is_symlink()
    assert not list((tmp_path / "home/scripts/stages").iterdir())
    engine.close()
    assert not list((tmp_path / "workshop").iterdir())


def test_the_commands_of_the_suite_come_first_on_path(tmp_path: Path, project: Path) -> None:
    engine = adapter(tmp_path, NEWER)
    engine.prepare(project, LOOP)
    path = engine.command("start", project, LOOP, "s1", Flags()).env["PATH"]
    first, _, rest = path.partition(os.pathsep)
    assert {each.name for each in Path(first).iterdir()} == {"yq", "sleep"}
    assert rest == os.environ["PATH"]


def test_the_environment_wins_over_the_pipeline(tmp_path: Path) -> None:
    engine = adapter(tmp_path, NEWER)
    plan, build = SEVERAL.stages
    assert engine.environment(Settings(model="")) == {"CLAUDE_PIPELINE_MODEL": ""}
    asked = Settings(model="sonnet")
    assert engine.expected_call(SEVERAL, plan, asked, Flags()) == ("claude", "sonnet")
    assert engine.expected_call(SEVERAL, build, asked, Flags(model="x")) == ("codex", "x")
    assert engine.expected_call(LOOP, LOOP.stages[0], Settings(), Flags()) == ("claude", "opus")


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("Compiling…\nError: Unknown Codex model: gpt-9\n", "Error: Unknown Codex model: gpt-9"),
        ('{\n "message": "Stage \'x\' not found",\n', '"message": "Stage \'x\' not found",'),
        ("Error: Stage 'work' completed zero iterations\n", None),
        ("Session complete\n", None),
    ],
)
def test_what_the_engine_does_not_take_is_told_in_its_words(
    tmp_path: Path, printed: str, words: str | None
) -> None:
    assert adapter(tmp_path, NEWER).refusal(printed) == words


def test_a_planted_lock_is_one_of_the_engines_own(tmp_path: Path, project: Path) -> None:
    adapter(tmp_path, NEWER).plant_lock(project, "s", 4711)
    planted = configuration(project, "locks/s.lock")
    assert (planted["session"], planted["pid"]) == ("s", 4711)


@pytest.mark.parametrize(
    ("printed", "standing"),
    [
        ("Session: s\nStatus: running\nHealth: ok\n", SessionStatus(Ending.RUNNING)),
        ("Session: s\nStatus: unknown\nHealth: ok\n", None),
        ("No events found: s\n", None),
    ],
)
def test_a_status_of_three_words_is_understood(
    tmp_path: Path, printed: str, standing: SessionStatus | None
) -> None:
    assert adapter(tmp_path, NEWER).parse_status(printed) == standing


def test_the_status_is_asked_of_the_runner(tmp_path: Path, project: Path) -> None:
    engine = adapter(tmp_path, NEWER)
    engine.prepare(project, LOOP)
    command = engine.status_command(project, "s")
    assert (command.argv, command.cwd) == (("./scripts/run.sh", "status", "s"), project)
