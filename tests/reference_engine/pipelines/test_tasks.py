"""Queues: what is handed out, what is ticked, and what a list may look like."""

import json
from pathlib import Path

import pytest

from reference_engine.pipelines.config import JsonTasks
from reference_engine.pipelines.errors import StageFailed
from reference_engine.pipelines.tasks import json_list, markdown
from reference_engine.pipelines.tasks.file import TaskFile
from tests.reference_engine.pipelines.conftest import PROMPT, Bench

TASK_PROMPT = PROMPT + "Task: ${TASK}\nTitle: ${TASK_TITLE}\n"
COMPLETE = """\
task=$(field Task); echo "$task/$(field Title)" >> given
printf '{"decision": "stop", "work": {"items_completed": ["%s"]}}' "$task" > "$status"
"""
TRACKER = """\
#!/bin/sh
cd "$BENCH"; echo "$SESSION_NAME $*" >> asked
case $1 in
  ready) cat open ;;
  close) grep -v "^$2" open > rest; mv rest open ;;
esac
"""


def queue(bench: Bench, tasks: str, more: str = "") -> None:
    bench.stage(f"type: queue, tasks: {{{tasks}}}{more}", TASK_PROMPT)
    bench.agent(COMPLETE)


def given(bench: Bench) -> list[str]:
    return (bench.root / "given").read_text().splitlines()


def tracker(bench: Bench, script: str = TRACKER, name: str = "tracker") -> Path:
    program = bench.bin / name
    program.write_text(script)
    program.chmod(0o755)
    (bench.root / "open").write_text("t-1 The first\nt-2\n")
    return program


def test_a_program_is_asked_and_told(bench: Bench) -> None:
    queue(bench, f"type: program, program: {tracker(bench)}")
    assert bench.run_stage().returncode == 0
    assert given(bench) == ["t-1/The first", "t-2/t-2"]
    asked = (bench.root / "asked").read_text().splitlines()
    one = ["s ready", "s ready", "s ready"]
    assert asked == [*one, "s close t-1", *one, "s close t-2", "s ready"]
    assert bench.state["completion_reason"] == "the queue is empty"
    assert [entry["task"] for entry in bench.state["history"]] == ["t-1", "t-2"]


def test_the_queue_is_bd_unless_said_otherwise(bench: Bench) -> None:
    issues = '[{"id": "bd-1", "title": "One", "status": "open"}]'
    script = '#!/bin/sh\necho "$*" >> "$BENCH/asked"; test -e "$BENCH/given" ||'
    tracker(bench, f"{script} echo '{issues}'\n", "bd")
    bench.stage("type: queue", TASK_PROMPT)
    bench.agent(COMPLETE)
    assert bench.run_stage().returncode == 0
    assert given(bench) == ["bd-1/One"]
    ready = "ready --label=pipeline/s --json"
    assert (bench.root / "asked").read_text().splitlines() == [ready] * 4


def test_what_an_agent_closed_itself_is_not_closed_again(bench: Bench) -> None:
    queue(bench, f"type: program, program: {tracker(bench)}")
    bench.agent(f'{COMPLETE}\ngrep -v "^$task" open > rest; mv rest open')
    assert bench.run_stage().returncode == 0
    assert "close" not in (bench.root / "asked").read_text()


@pytest.mark.parametrize(
    ("program", "complaint"),
    [
        ("exit 5", "exited with code 5"),
        ("echo sorry >&2; exit 5", "exited with code 5: sorry"),
        ("kill -9 $$", "was ended by SIGKILL"),
    ],
)
def test_a_program_that_fails_is_no_empty_queue(bench: Bench, program: str, complaint: str) -> None:
    path = tracker(bench, f"#!/bin/sh\n{program}\n")
    queue(bench, f"type: program, program: {path}")
    assert bench.run_stage().returncode == 1
    assert bench.calls == []
    assert bench.state["error"] == {
        "type": "queue_failed",
        "message": f"`{path} ready` {complaint}",
        "stage": 0,
        "iteration": 0,
    }


def test_a_program_that_is_not_there_is_named(bench: Bench) -> None:
    queue(bench, "type: program, program: gone")
    assert bench.run_stage().returncode == 1
    message = "`gone ready` cannot be started: No such file or directory"
    assert bench.state["error"]["message"] == message


@pytest.mark.parametrize("printed", ["{", "[1]", '[{"id": 1}]', "no issues"])
def test_beads_that_speak_otherwise_are_an_error(bench: Bench, printed: str) -> None:
    tracker(bench, f"#!/bin/sh\necho '{printed}'\n", "bd")
    bench.stage("type: queue")
    assert bench.run_stage().returncode == 1
    assert bench.state["error"]["message"].startswith("`bd ready` printed no list of issues")


def test_a_queue_that_stays_full_ends_at_the_cap(bench: Bench) -> None:
    queue(bench, "type: markdown, file: TODO.md", ", iterations: 3")
    (bench.project / "TODO.md").write_text("- [ ] one\n")
    bench.agent("decide continue")
    assert bench.run_stage().returncode == 3
    assert len(bench.calls) == 3
    assert bench.state["completion_reason"] == "the queue is not empty after 3 iterations"


def test_a_crash_before_the_tick_is_made_good_by_the_resume(bench: Bench) -> None:
    queue(bench, "type: markdown, file: TODO.md")
    todo = bench.project / "TODO.md"
    todo.write_text("- [ ] one\n- [ ] two\n")
    bench.agent(f"{COMPLETE}\nrm '{todo}'; mkdir '{todo}'")
    assert bench.run_stage().returncode == 1
    assert bench.state["error"]["message"] == "TODO.md: Is a directory"
    todo.rmdir()
    todo.write_text("- [ ] one\n- [ ] two\n")
    bench.agent(COMPLETE)
    assert bench.resume().returncode == 0
    assert given(bench) == ["one/one", "two/two"]
    assert todo.read_text() == "- [x] one\n- [x] two\n"


def test_a_task_that_was_opened_again_is_done_again(bench: Bench) -> None:
    queue(bench, "type: markdown, file: TODO.md")
    todo = bench.project / "TODO.md"
    todo.write_text("- [ ] one\n- [ ] two\n")
    bench.agent(f"{COMPLETE}\n[ $iteration != 2 ] || echo '- [ ] one' > '{todo}'")
    bench.run_stage()
    assert given(bench)[:3] == ["one/one", "two/two", "one/one"]


def test_a_list_keeps_its_permissions_and_its_links(bench: Bench) -> None:
    queue(bench, "type: markdown, file: TODO.md")
    real = bench.root / "real.md"
    real.write_text("- [ ] one\n")
    real.chmod(0o640)
    (bench.project / "TODO.md").symlink_to(real)
    assert bench.run_stage().returncode == 0
    assert real.read_text() == "- [x] one\n"
    assert real.stat().st_mode & 0o777 == 0o640
    assert (bench.project / "TODO.md").is_symlink()


def source(folder: Path, text: str, **keys: str) -> TaskFile:
    (folder / "tasks").write_bytes(text.encode())
    if text.lstrip()[:1] in ("{", "["):
        config = JsonTasks(type="json", file="tasks", **keys)
        return TaskFile(folder, "tasks", lambda text: json_list.read(text, config))
    return TaskFile(folder, "tasks", markdown.read)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- [ ] a\n", "- [x] a\n"),
        ("* [ ] a\r\n1. [ ] b\r\n", "* [x] a\r\n1. [ ] b\r\n"),
        ("- [x] a\n\t+ [ ]  a \n", "- [x] a\n\t+ [x]  a \n"),
        ("```\n- [ ] a\n~~~\n```\n2) [ ] a", "```\n- [ ] a\n~~~\n```\n2) [x] a"),
        ("- [x](a) [ ] a\n- [a] b\n- [ ] a", "- [x](a) [ ] a\n- [a] b\n- [x] a"),
        ('[{"id":"a","done":false}]', '[{"id":"a","done":true}]'),
        (
            '{"tasks" : [ {"done" : null ,"id":"a"} ] }',
            '{"tasks" : [ {"done" : true ,"id":"a"} ] }',
        ),
        ('[{"id":"a" }, {"id":1}]', '[{"id":"a", "done": true }, {"id":1}]'),
        (
            '{"x": [{"id": "a"}], "tasks": [\n{"id": "a", "n": "\\"done\\":0"}]}',
            '{"x": [{"id": "a"}], "tasks": [\n{"id": "a", "n": "\\"done\\":0", "done": true}]}',
        ),
        (
            '[{"id": "a", "done": false, "sub": {"done": false}}]',
            '[{"id": "a", "done": true, "sub": {"done": false}}]',
        ),
    ],
)
def test_only_the_tick_changes(tmp_path: Path, before: str, after: str) -> None:
    tasks = source(tmp_path, before)
    tasks.close({"a", "nobody"})
    assert (tmp_path / "tasks").read_bytes().decode() == after
    assert "a" not in [task.id for task in tasks.open()]


def test_nothing_to_tick_writes_nothing(tmp_path: Path) -> None:
    tasks = source(tmp_path, "- [x] a\n")
    before = (tmp_path / "tasks").stat()
    tasks.close({"a"})
    assert (tmp_path / "tasks").stat() == before


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- [ ] a\n- [ ] a\n", "tasks:2: 'a' is there twice; rename one"),
        ("- [x] a\n- [ ] a\n", None),
        ("\n- [] a\n", "tasks:2: [] is neither open, which is [ ], nor done, which is [x]"),
        ("- [xx] a", "tasks:1: [xx] is neither open, which is [ ], nor done, which is [x]"),
        ("- [ ]a", "tasks:1: write a space and the task's text after its box"),
        ("- [ ] \n", "tasks:1: write a space and the task's text after its box"),
        ("- [x]", None),
        ("[1,\n2", "tasks:2: Expecting ',' delimiter"),
        ('{"a": []}', "tasks:1: is no list of tasks, and has no 'tasks'"),
        ('{"tasks": {}}', "tasks:1: is no list of tasks, and has no 'tasks'"),
        ("[\n1]", "tasks:2: a task is an object, in braces"),
        ('[\n{"done": true}]', "tasks:2: a task needs an 'id', a text or a number"),
        ("[{}]", "tasks:1: a task needs an 'id', a text or a number"),
        ('[{"id": "a", "done": "no"}]', "tasks:1: 'done' is 'no', but may be true or false"),
        ('[{"id": 1},\n{"id": "1"}]', "tasks:2: '1' is there twice; rename one"),
    ],
)
def test_a_list_that_does_not_read_is_named_with_its_line(
    tmp_path: Path, text: str, complaint: str | None
) -> None:
    try:
        source(tmp_path, text).open()
        found = None
    except StageFailed as failure:
        found = str(failure)
    assert found == complaint


def test_a_list_that_is_no_text(tmp_path: Path) -> None:
    tasks = source(tmp_path, "- [ ] a")
    (tmp_path / "tasks").write_bytes(b"\xff")
    with pytest.raises(StageFailed, match="tasks: is not UTF-8 text"):
        tasks.open()


def test_fields_may_have_other_names(tmp_path: Path) -> None:
    text = json.dumps({"todo": [{"key": 7, "what": "Seven", "closed": False}]})
    tasks = source(tmp_path, text, list="todo", id="key", title="what", done="closed")
    assert [(task.id, task.title) for task in tasks.open()] == [("7", "Seven")]
    tasks.close({"7"})
    assert tasks.open() == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("\ufeff- [ ] a\n", ["a"]),
        ("* [ ] a\n+ [ ] b\n1. [ ] c\n2) [ ] d\n\t- [ ] e\n        - [ ] f\n", list("abcdef")),
        ("- [ ] a\r- [x] b\r\n- [ ] c", ["a", "c"]),
        ("~~~\n```\n- [ ] no\n```\n~~~\n- [ ] a\n", ["a"]),
        ("````\n- [ ] no\n```\n- [ ] no, too\n````\n- [ ] a\n", ["a"]),
        ("- one\n\n  ```\n  - [ ] no\n- [ ] a\n", ["a"]),
        ("```make``` it first\n- [ ] a\n", ["a"]),
        ("Say ``` and\n- [ ] a\n", ["a"]),
        ("<!--\n- [ ] no\n\n- [ ] no, too -->\n- [ ] a\n", ["a"]),
        ("- [ ] a\n  <!-- old:\n  - [ ] no\n  -->\n- [ ] b\n", ["a", "b"]),
        ("<!-- for now -->\n<details>\n- [ ] a\n</details>\n", ["a"]),
    ],
)
def test_a_list_as_people_write_it(tmp_path: Path, text: str, found: list[str]) -> None:
    tasks = source(tmp_path, text)
    assert [task.id for task in tasks.open()] == found
    tasks.close(found)
    ticked = text
    for name in found:
        ticked = ticked.replace(f"[ ] {name}", f"[x] {name}")
    assert (tmp_path / "tasks").read_bytes().decode() == ticked
