"""Profiles: what is wrong in one is told with file and line, and the rest is translated."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from proving_ground.engines.profile.adapter import ProfileAdapter, make
from proving_ground.engines.profile.model import Profile
from proving_ground.errors import InputError, PrerequisiteError, StateUnreadable
from proving_ground.evidence.run_state import Ending
from proving_ground.loops.contract import Capability, EngineState, Job
from proving_ground.processes.command import Command
from proving_ground.root import ROOT

SMALLEST = """\
engine: mine
run: bash loop.sh
project:
  PROMPT.md: "{prompt}"
agent:
  says: {done: DONE}
exit: {0: complete, 1: failed}
"""
JOB = Job(("one", "two"), "Do it.", cap=7, model="opus", done=("one",))


def adapter(tmp_path: Path, text: str = SMALLEST, home: Path | None = None) -> ProfileAdapter:
    path = tmp_path / "mine.yaml"
    path.write_text(text, "utf-8")
    made = make(path, home)
    assert isinstance(made, ProfileAdapter)
    return made


def prepared(tmp_path: Path, text: str, job: Job = JOB) -> Path:
    project = tmp_path / "project"
    project.mkdir()
    adapter(tmp_path, text).prepare(project, job)
    return project


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("engine: mine", "engin: mine", r"mine.yaml:1: unknown key 'engin'\n.*'engine'"),
        ("engine: mine\n", "", r"mine.yaml:1: the key 'engine' is missing"),
        ("engine: mine", "engine: my loop", r"mine.yaml:1: engine is 'my loop'"),
        ("run: bash loop.sh", "run: ''", r"mine.yaml:2: run"),
        ("run: bash loop.sh", "run: bash {hom}/loop.sh", r"mine.yaml:2: .*{hom}(.|\n)*{home}"),
        ('"{prompt}"', '"{promt}"', r"mine.yaml:4: (.|\n)*did you mean {prompt}"),
        ("{done: DONE}", "{don: DONE}", r"mine.yaml:6: unknown key 'agent.says.don'\n.*'done'"),
        ("{done: DONE}", "{}", r"mine.yaml:1: nothing tells when the work is done"),
        ("1: failed", "1: fail", r"mine.yaml:7: (.|\n)*'failed'"),
        ("0: complete, ", "", r"mine.yaml:1: no exit means complete"),
        ("0: complete", "zero: complete", r"mine.yaml:7: "),
        ("exit:", "limits: {calls: 2}\nexit:", r"mine.yaml:7: limits.calls is 2"),
        ("exit:", "state: {from: s.json, ending: 'a['}\nexit:", r"mine.yaml:7: (.|\n)*JMESPath"),
        ("exit:", "outcome: {complete: '('}\nexit:", r"mine.yaml:7: (.|\n)*regular expression"),
        ("exit:", "votes: 2\nexit:", r"mine.yaml:7: unknown key 'votes'\n.*agent.signals"),
        ("exit:", "ask: {agree: a, refuse: b}\nexit:", r"mine.yaml:7: (.|\n)*question(.|\n)*file"),
        (
            "exit:",
            "ask: {question: a, file: b, agree: a, refuse: b}\nexit:",
            r"mine.yaml:7: (.|\n)*one thing",
        ),
        (
            "exit:",
            "ask: {question: a, agree: yes, refuse: b}\nexit:",
            r"mine.yaml:7: ask.agree is true\n.*quotes",
        ),
        ("exit:", "ask: {question: a, agree: a, refuse: a}\nexit:", r"mine.yaml:7: (.|\n)*same"),
        (
            "exit:",
            "ask: {question: '(', agree: a, refuse: b}\nexit:",
            r"mine.yaml:7: (.|\n)*regular expression",
        ),
        (
            "exit:",
            "ask: {question: a, answer: /etc/passwd, agree: a, refuse: b}\nexit:",
            r"mine.yaml:7: (.|\n)*outside of the project",
        ),
        (
            "exit:",
            "ask: {question: a, answer: command, agree: '{hom}/a', refuse: b}\nexit:",
            r"mine.yaml:7: (.|\n)*{hom}",
        ),
        ("exit:", "python: nonsense\nexit:", r"mine.yaml:7: python is 'nonsense'"),
        ("exit:", "python: no_such:Class\nexit:", r"mine.yaml:7: No module named 'no_such'"),
        ("exit:", "work: {file: T, open: a, done: {b: 1}}\nexit:", r"both be lines, or both objec"),
        ("exit:", "work: {file: T, open: a, done: b}\nexit:", r"project does not write it"),
        ("exit:", "exit: {0: complete}\nexit:", r"mine.yaml:8: 'exit' stands here twice"),
        ("PROMPT.md", "../PROMPT.md", r"mine.yaml:[34]: (.|\n)*outside of the project"),
        ("PROMPT.md", "/etc/motd", r"mine.yaml:[34]: (.|\n)*outside of the project"),
        ("exit:", "state: {from: /proc/x}\nexit:", r"mine.yaml:7: (.|\n)*outside of the project"),
        ("exit:", "env: [A]\nexit:", r"mine.yaml:7: env"),
        ("exit:", "on_agent_failure: retry\nexit:", r"mine.yaml:7: (.|\n)*stop, go_on .*{retries"),
        ("exit:", "on_agent_failure: {retrys: 2}\nexit:", r"mine.yaml:7: (.|\n)*N from 1 on"),
        ("exit:", "on_agent_failure: {retries: 0}\nexit:", r"mine.yaml:7: (.|\n)*N from 1 on"),
        ("exit:", "retries: 2\nexit:", r"mine.yaml:7: unknown key 'retries'"),
        ("exit:", "resumes: steps\nexit:", r"mine.yaml:7: (.|\n)*'iteration' or 'task'"),
        ("exit:", "sessions: two\nexit:", r"mine.yaml:7: (.|\n)*'one'"),
        ("exit:", "zero_cap: none\nexit:", r"mine.yaml:7: (.|\n)*'unlimited'"),
        ("exit:", "settings: [flags]\nexit:", r"mine.yaml:7: (.|\n)*'flag', 'environment' or"),
        ("exit:", "settings: [flags]\nexit:", r"mine.yaml:7: entry 1 of settings is 'flags'"),
        ("exit:", "settings: {a: on}\nexit:", r"mine.yaml:7: settings holds names(.|\n)*as \[one"),
        ("1: failed", "1: [failed, x]", r"mine.yaml:7: entry 2 of exit.1 is 'x'"),
        ("exit:", "settings: [flag]\nexit:", r"mine.yaml:7: (.|\n)*no text of run holds {model}"),
        (
            "exit:",
            "env: {M: '{model}'}\nsettings: [environment, environment]\nexit:",
            r"mine.yaml:8: (.|\n)*a place stands here twice",
        ),
        ("exit:", "history: {each: a}\nexit:", r"mine.yaml:7: the key 'history.from' is missing"),
        ("exit:", "history: {from: h, each: 'a['}\nexit:", r"mine.yaml:7: (.|\n)*JMESPath"),
        ("exit:", "answers: /tmp/a\nexit:", r"mine.yaml:7: (.|\n)*outside of the project"),
        ("bash loop.sh", "bash loop.sh {sesion}", r"mine.yaml:2: (.|\n)*did you mean {session}"),
    ],
)
def test_a_mistake_is_told_where_it_stands(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    with pytest.raises(InputError, match=complaint):
        adapter(tmp_path, SMALLEST.replace(old, new))


@pytest.mark.parametrize("text", ["", "[]", "just words", "a: [", "\t"])
def test_what_is_no_profile_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"mine\.yaml"):
        adapter(tmp_path, text)


def test_a_profile_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not there"):
        make(tmp_path / "none.yaml", None)


def test_five_keys_are_enough(tmp_path: Path) -> None:
    made = adapter(tmp_path)
    assert made.command(tmp_path, JOB, again=False).argv == ("bash", "loop.sh")
    assert made.endings_of(0, "") == {Ending.COMPLETE}
    assert made.endings_of(143, "") == {Ending.INTERRUPTED}
    assert made.endings_of(9, "") == frozenset()


def test_what_is_written_unlocks_what_it_shows(tmp_path: Path) -> None:
    assert adapter(tmp_path).capabilities == {
        Capability.DONE_SIGNAL,
        Capability.LONG_PROMPT,
        Capability.OUTCOME,
        Capability.PROMPT,
        Capability.WORK_SIGNAL,
    }
    more = SMALLEST.replace("loop.sh", "loop.sh {cap} --model={model}").replace(
        "exit:", "state: {from: s.json, ending: a, started: n}\nexit:"
    )
    assert adapter(tmp_path, more).capabilities - adapter(tmp_path).capabilities == {
        Capability.CAP,
        Capability.MODEL,
        Capability.STATE,
        Capability.STATE_DURING,
        Capability.STATE_FILE,
        Capability.ZERO_CAP,
    }


@pytest.mark.parametrize(
    ("key", "unlocked"),
    [
        ("on_agent_failure: stop", Capability.FAILURE_POLICY),
        ("on_agent_failure: go_on", Capability.FAILURE_POLICY),
        ("on_agent_failure: {retries: 2}", Capability.FAILURE_POLICY),
        ("resumes: task", Capability.RESUMES),
        ("sessions: one", Capability.ONE_SESSION),
        ("env: {SESSION: '{session}'}", Capability.NAMED_SESSIONS),
        ("history: {from: h.jsonl}", Capability.HISTORY),
        ("answers: stdout", Capability.ANSWERS),
        ("ends_agents: true", Capability.ENDS_AGENTS),
        ("ask: {file: q, agree: a, refuse: b}", Capability.ASK),
        ("ask: {file: q, agree: a, refuse: b, kept: true}", Capability.KEPT_ANSWER),
        ("env: {M: '{model}'}\nsettings: [environment]", Capability.MODEL_ENVIRONMENT),
    ],
)
def test_each_key_unlocks_what_it_shows(tmp_path: Path, key: str, unlocked: Capability) -> None:
    capped = SMALLEST.replace("loop.sh", "loop.sh {cap}")
    assert unlocked not in adapter(tmp_path, capped).capabilities
    assert unlocked in adapter(tmp_path, f"{capped}{key}\n").capabilities


def test_a_person_answers_by_a_command_with_its_words_filled_in(tmp_path: Path) -> None:
    told = "{question: q, answer: command, agree: '{home}/loop \"say yes\"', refuse: b, run: [c]}"
    made = adapter(tmp_path, f"{SMALLEST}ask: {told}\n")
    said = made.answer(tmp_path, JOB, agrees=True)
    assert isinstance(said, Command)
    assert said.argv == (f"{tmp_path}/loop", "say yes")
    assert made.command(tmp_path, Job((), "", asks=True), again=False).argv == ("c",)
    assert made.command(tmp_path, JOB, again=False).argv == ("bash", "loop.sh")


@pytest.mark.parametrize(
    ("ask", "own"),
    [
        ("{question: q, agree: a, refuse: b}", False),
        ("{question: q, answer: stdin, agree: a, refuse: b}", False),
        ("{question: q, answer: stdin, agree: a, refuse: b, run: [c]}", True),
        ("{question: q, answer: plan.md, agree: a, refuse: b}", True),
    ],
)
def test_whose_standard_input_it_is(tmp_path: Path, ask: str, own: bool) -> None:  # noqa: FBT001
    made = adapter(tmp_path, f"{SMALLEST}ask: {ask}\n")
    assert made.lacks(Capability.OWN_INPUT) is not own


def test_what_follows_a_failure_is_a_number_of_calls(tmp_path: Path) -> None:
    told = {"stop": 0, "go_on": math.inf, "{retries: 3}": 3}
    for policy, calls in told.items():
        assert adapter(tmp_path, f"{SMALLEST}on_agent_failure: {policy}\n").retries == calls
    assert adapter(tmp_path).retries is None


def test_a_model_is_told_where_it_is_asked_for(tmp_path: Path) -> None:
    text = SMALLEST.replace("bash loop.sh", '[loop, [--model, "{model}"]]')
    text = text.replace("agent:", "  conf: |\n    a=1\n    model={model}\nagent:")
    made = adapter(tmp_path, f"{text}env: {{M: '{{model}}'}}\nsettings: [flag, file]\n")
    job = Job((), "Do it.", asked={"file": "opus", "environment": "haiku"})
    made.prepare(tmp_path, job)
    command = made.command(tmp_path, job, again=False)
    assert (tmp_path / "conf").read_text() == "a=1\nmodel=opus\n"
    assert (command.argv, dict(command.env)) == (("loop",), {"M": "haiku"})
    assert made.wanted_model(job) == "opus"
    made.prepare(tmp_path, Job((), "Do it."))
    assert (tmp_path / "conf").read_text() == "a=1\n"


def test_a_history_is_a_list_of_lines_or_within_json(tmp_path: Path) -> None:
    lines = adapter(tmp_path, f"{SMALLEST}history: {{from: h.jsonl, each: '[].n'}}\n")
    assert lines.history(tmp_path) is None
    (tmp_path / "h.jsonl").write_text('{"n": 1}\n{"n": 2}\n')
    assert lines.history(tmp_path) == [1, 2]
    (tmp_path / "h.jsonl").write_text('{"n": 1}\n{"n"')
    with pytest.raises(StateUnreadable):
        lines.history(tmp_path)
    whole = adapter(tmp_path, f"{SMALLEST}history: {{from: h.json, each: calls}}\n")
    (tmp_path / "h.json").write_text('{"calls": 3}')
    with pytest.raises(StateUnreadable, match="no list"):
        whole.history(tmp_path)


def test_answers_are_read_from_files_or_from_what_was_printed(tmp_path: Path) -> None:
    (tmp_path / "a1.log").write_bytes(b"one\xff")
    (tmp_path / "a2.log").write_text("two")
    kept = adapter(tmp_path, f"{SMALLEST}answers: a*.log\n").kept_answers(tmp_path, "printed")
    assert ("one" in kept, "two" in kept, "printed" in kept) == (True, True, False)
    assert adapter(tmp_path, f"{SMALLEST}answers: stdout\n").kept_answers(tmp_path, "p") == "p"


def test_a_cap_that_is_reached_may_be_success_by_its_exit(tmp_path: Path) -> None:
    both = adapter(tmp_path, SMALLEST.replace("0: complete", "0: [complete, capped]"))
    assert Capability.OUTCOME in both.capabilities


def test_a_list_that_is_ticked_by_the_engine_hears_no_agent(tmp_path: Path) -> None:
    text = SMALLEST.replace("{done: DONE}", "{}").replace('PROMPT.md: "{prompt}"', "T: '{tasks}'")
    work = "work: {file: T, open: '- {title}', done: 'x {title}', ticked_by: %s}\n"
    assert Capability.WORK_SIGNAL not in adapter(tmp_path, text + work % "engine").capabilities
    assert Capability.WORK_SIGNAL in adapter(tmp_path, text + work % "agent").capabilities


def test_an_exit_that_means_success_and_failure_tells_neither(tmp_path: Path) -> None:
    vague = SMALLEST.replace("0: complete", "0: [complete, failed]")
    assert Capability.OUTCOME not in adapter(tmp_path, vague).capabilities
    printed = adapter(tmp_path, f"{vague}outcome: {{complete: All done, failed: Gave up}}\n")
    assert Capability.OUTCOME in printed.capabilities
    assert printed.endings_of(0, "All done!") == {Ending.COMPLETE}
    assert printed.endings_of(0, "Gave up.") == {Ending.FAILED}


def test_a_group_without_a_value_is_left_out(tmp_path: Path) -> None:
    made = adapter(
        tmp_path, SMALLEST.replace("bash loop.sh", '[loop, "{cap}", [--model, "{model}"]]')
    )
    without = Job((), "Do it.", cap=3)
    assert made.command(tmp_path, JOB, again=False).argv == ("loop", "7", "--model", "opus")
    assert made.command(tmp_path, without, again=False).argv == ("loop", "3")


def test_numbers_are_words_of_a_command(tmp_path: Path) -> None:
    made = adapter(tmp_path, SMALLEST.replace("bash loop.sh", "[loop, 3, [--n, 4]]"))
    assert made.command(tmp_path, JOB, again=False).argv == ("loop", "3", "--n", "4")


def test_an_earlier_run_is_resumed_where_there_is_a_command_for_it(tmp_path: Path) -> None:
    made = adapter(tmp_path, f"{SMALLEST}resume: bash loop.sh --resume\n")
    assert made.command(tmp_path, JOB, again=False).argv == ("bash", "loop.sh")
    assert made.command(tmp_path, JOB, again=True).argv == ("bash", "loop.sh", "--resume")


def test_lines_of_tasks_are_written_with_their_ticks(tmp_path: Path) -> None:
    text = SMALLEST.replace(
        "exit:", 'work: {file: T, open: "- [ ] {title}", done: "- [x] {title}"}\nexit:'
    )
    project = prepared(tmp_path, text.replace("PROMPT.md:", 'T: "# To do\\n{tasks}\\n"\n  P:'))
    assert (project / "T").read_text("utf-8") == "# To do\n- [x] one\n- [ ] two\n"


def test_objects_of_tasks_are_written_with_what_changes(tmp_path: Path) -> None:
    item = '{id: "{n}", as: "{n}. {title}", ok: false}'
    work = f"work: {{file: T, each: all, open: {item}, done: {{ok: true}}}}"
    text = SMALLEST.replace("exit:", f"{work}\nexit:")
    project = prepared(tmp_path, text.replace("PROMPT.md:", "T: '{\"all\": {tasks}}'\n  P:"))
    assert json.loads((project / "T").read_text("utf-8")) == {
        "all": [{"id": 1, "as": "1. one", "ok": True}, {"id": 2, "as": "2. two", "ok": False}]
    }


def test_files_and_folders_are_copied_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "go").write_text("#!/bin/sh\n")
    (tmp_path / "bin" / "go").chmod(0o755)
    text = SMALLEST.replace(
        "PROMPT.md:", 'all: "copy: {home}/bin"\n  go: "copy: {home}/bin/go"\n  P:'
    )
    project = prepared(tmp_path, text)
    assert (project / "all" / "go").stat().st_mode & 0o111
    assert (project / "go").stat().st_mode & 0o111


def test_a_file_that_is_not_there_to_copy_is_told(tmp_path: Path) -> None:
    text = SMALLEST.replace("PROMPT.md:", 'go: "copy: {home}/nowhere"\n  P:')
    with pytest.raises(InputError, match=r"mine.yaml:4: there is no .*/nowhere to copy"):
        prepared(tmp_path, text)


def test_braces_that_are_doubled_are_text(tmp_path: Path) -> None:
    project = prepared(tmp_path, SMALLEST.replace('"{prompt}"', '"{{prompt}} ${cap} {prompt}"'))
    assert (project / "PROMPT.md").read_text("utf-8") == "{prompt} ${cap} Do it."


def test_a_program_that_is_missing_is_told_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(PrerequisiteError, match="no-such-program"):
        adapter(tmp_path, f"{SMALLEST}needs: [no-such-program]\n").check()


def test_a_home_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(PrerequisiteError, match="no folder"):
        adapter(tmp_path, home=tmp_path / "nowhere").check()


def stateful(tmp_path: Path, state: Any) -> ProfileAdapter:
    (tmp_path / "s.json").write_text(state if isinstance(state, str) else json.dumps(state))
    told = "{from: s.json, ending: status, endings: {finished: complete}, started: turns.now}"
    return adapter(tmp_path, SMALLEST.replace("exit:", f"state: {told}\nexit:"))


def test_the_state_is_read_by_expressions(tmp_path: Path) -> None:
    made = stateful(tmp_path, {"status": "finished", "turns": {"now": 3}})
    assert made.read_state(tmp_path) == EngineState(Ending.COMPLETE, 3)
    assert made.state_files() == ("s.json",)


def test_a_state_that_is_not_there_tells_nothing(tmp_path: Path) -> None:
    made = stateful(tmp_path, {})
    assert made.read_state(tmp_path) == EngineState(None, None)
    (tmp_path / "s.json").unlink()
    assert made.read_state(tmp_path) is None


@pytest.mark.parametrize("state", ['{"status": "fin', {"status": "odd"}, {"turns": {"now": "x"}}])
def test_a_state_that_makes_no_sense_is_unreadable(tmp_path: Path, state: Any) -> None:
    with pytest.raises(StateUnreadable):
        stateful(tmp_path, state).read_state(tmp_path)


def test_a_class_beside_the_profile_overrides_one_method(tmp_path: Path) -> None:
    (tmp_path / "beside_mine.py").write_text(
        "from proving_ground.engines.profile.adapter import ProfileAdapter\n"
        "class Mine(ProfileAdapter):\n"
        "    def endings_of(self, exit_code, printed):\n"
        "        return frozenset()\n"
        "class Other: pass\n"
    )
    assert (
        adapter(tmp_path, f"{SMALLEST}python: beside_mine:Mine\n").endings_of(0, "") == frozenset()
    )
    with pytest.raises(InputError, match="Other is no adapter"):
        adapter(tmp_path, f"{SMALLEST}python: beside_mine:Other\n")


def test_the_schema_for_editors_is_up_to_date() -> None:
    kept = json.loads((ROOT / "docs" / "profile.schema.json").read_text("utf-8"))
    assert kept == Profile.model_json_schema(by_alias=True)


@pytest.mark.parametrize("path", sorted((ROOT / "fixtures" / "engines").glob("*.yaml")))
def test_every_profile_that_ships_here_is_sound(path: Path) -> None:
    if ".known" not in path.name:
        assert make(path, None).name == path.stem
