"""What a fixture set brings along besides its iterations, and what is said of broken ones."""

import json
import shutil
from pathlib import Path

import pytest

from proving_ground.errors import InputError
from proving_ground.pipelines.fixtures import load
from proving_ground.pipelines.scene import SCRIPTS, Scene
from proving_ground.pipelines.task_lists import ticked

TASK = '{"id": "a", "title": "A", "done": false}'


@pytest.fixture
def queue(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SCRIPTS / "json-task-source", tmp_path / "queue"))


@pytest.fixture
def hooked(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SCRIPTS / "with-hooks", tmp_path / "hooked"))


def test_hooks_are_the_projects_and_run_as_they_are_written() -> None:
    hooks = load(SCRIPTS / "with-hooks").pipeline.hooks
    told = {hook.point: (hook.origin, hook.text) for hook in hooks}
    assert set(told) == {"pre_iteration", "post_iteration", "between_stages", "on_error"}
    for point, (origin, text) in told.items():
        assert origin == "project"
        assert text == (SCRIPTS / "with-hooks/hooks" / f"{point}.sh").read_text()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("pre-iteration.sh", "exec hook pre_iteration project", "Did you mean 'pre_iteration.sh'"),
        (
            "pre_iteration.py",
            "exec hook pre_iteration project",
            "no hook is called",
        ),
        ("on_error.sh", "exit 0", "nothing would tell that this hook ran"),
        ("on_error.sh", "# exec hook on_error project", "nothing would tell that this hook ran"),
        ("on_error.sh", "exec hook pre_iteration project", "exec hook on_error project"),
        ("on_error.sh", "exec hook on_error pipeline", "exec hook on_error project"),
        ("on_error.sh", "", "nothing would tell that this hook ran"),
    ],
)
def test_a_hook_that_proves_nothing_is_told(hooked: Path, name: str, text: str, told: str) -> None:
    (hooked / "hooks" / name).write_text(text)
    with pytest.raises(InputError) as error:
        load(hooked)
    assert told in str(error.value)
    assert name in error.value.place[0]


def test_a_hook_that_is_no_text_is_told(hooked: Path) -> None:
    (hooked / "hooks/on_error.sh").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match=r"on_error\.sh: not UTF-8"):
        load(hooked)


def test_tasks_are_read_with_titles_and_ticks(queue: Path) -> None:
    text = TASK.replace("false", "true") + ', {"done": false, "size": 3, "id": "b"}'
    (queue / "tasks.json").write_text(f'{{"tasks": [{text}], "owner": "Zoe"}}')
    tasks = load(queue).tasks
    assert tasks
    assert (tasks.tasks, tasks.done, dict(tasks.titles)) == (("a", "b"), ("a",), {"a": "A"})
    assert [each["done"] for each in json.loads(tasks.text({"b"}))["tasks"]] == [True, True]
    assert tasks.text().replace("false", "true") == tasks.text({"b"})


def test_only_the_tick_of_that_task_is_changed() -> None:
    text = '[{"id":"a","note":"done: false","done" : false},{"done":false,"id":"ab"}]'
    assert ticked(text, "a", "done") == text.replace('"done" : false', '"done" : true')
    assert ticked(text, "ab", "done") == text.replace('"done":false', '"done":true')
    assert ticked(text, "b", "done") == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "tasks.json:1: not JSON"),
        ("{", "tasks.json:1: not JSON"),
        (f'{{"tasks": [{TASK},]}}', "not JSON"),
        ("[]", "tasks.json:1"),
        ("{}", "tasks.json:1"),
        ('{"tasks": []}', "tasks.json:1"),
        ('{"tasks": [\n{"id": 1, "done": false}]}', "tasks.json:2"),
        ('{"tasks": [\n{"id": "a b", "done": false}]}', "tasks.json:2"),
        ('{"tasks": [{"id": "a"}]}', "tasks.json:1"),
        ('{"tasks": [{"id": "a", "done": "no"}]}', "tasks.json:1"),
        (f'{{"tasks": [{TASK}, {TASK}]}}', "task 'a' stands there twice"),
        ('{"tasks": [{"id": "a", "more": {}, "done": false}]}', "how to tick task 'a'"),
    ],
)
def test_a_list_that_cannot_be_worked_off_is_told(queue: Path, text: str, told: str) -> None:
    (queue / "tasks.json").write_text(text)
    with pytest.raises(InputError) as error:
        load(queue)
    assert told in str(error.value)


def test_tasks_of_a_stage_that_is_no_queue_are_told(queue: Path) -> None:
    (queue / "stage.yaml").write_text("name: work\ntermination: {type: fixed, iterations: 2}\n")
    with pytest.raises(InputError, match=r"tasks\.json: stage 'work' works off no queue"):
        load(queue)


def test_a_scene_takes_over_all_that_a_set_says(tmp_path: Path) -> None:
    scene = Scene()
    scene.use("with-hooks")
    assert len(scene.pipeline.hooks) == 4
    scene.use("json-task-source")
    assert scene.pipeline.hooks == ()
    scene.lay_out(tmp_path)
    found = (tmp_path / "tasks.json").read_bytes()
    assert found == (SCRIPTS / "json-task-source/tasks.json").read_bytes()


def test_the_context_of_a_set_counts(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SCRIPTS / "multi-3-stages", tmp_path / "multi"))
    with (folder / "pipeline.yaml").open("a") as file:
        file.write("context: Keep the public names.\n")
    scene = Scene()
    scene.use(str(folder))
    assert scene.pipeline.context == "Keep the public names."
