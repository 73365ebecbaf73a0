"""`engines check`, on engines that are what their profile says, and on others."""

import time
from pathlib import Path

import pytest

from proving_ground.cli import main
from proving_ground.limits import set_limits
from proving_ground.root import ROOT

HUNG_S = 30.0
"""Half of the time that a profile gives a run unless told."""
ALLOWS_ITSELF = "its agents work without the user's leave: agent: {allowed_by: engine}?"
LOOP = ROOT / "examples" / "ten-line-loop"
COUNTING = """\
#!/bin/bash
for ((i = 1; i <= $1; i++)); do
  echo "{\\"turn\\": {\\"now\\": $i}}" > state.json
  told=$(cat PROMPT.md)
  may=--dangerously-skip-permissions
  out=$(claude $may -p --append-system-prompt "Be brief" "$told") || exit 7
  [[ "$out" == *COMPLETE* ]] && exit 0
done
exit 1
"""


def check(
    folder: Path, capsys: pytest.CaptureFixture[str], script: str = "", more: str = ""
) -> tuple[int, str]:
    """The exit code and output of a check; `more` is added to what the profile says of agents."""
    profile = (LOOP / "engine.yaml").read_text().replace("agent:\n", f"agent:\n{more}")
    (folder / "engine.yaml").write_text(profile)
    (folder / "loop.sh").write_text(script or (LOOP / "loop.sh").read_text())
    code = main(["engines", "check", str(folder / "engine.yaml")])
    return code, capsys.readouterr().out


def test_an_engine_that_is_as_described_is_ready(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = check(tmp_path, capsys)
    assert code == 0
    assert "3 calls, exit 0: complete" in told
    assert "the prompt came by stdin" in told
    assert "add `work` to the profile" in told
    assert ALLOWS_ITSELF in told
    assert "Ready" in told


def test_what_was_seen_becomes_a_proposal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = check(tmp_path, capsys, COUNTING)
    assert code == 0
    assert "an argument and a system prompt" in told
    assert "`turn.now` is" in told
    assert "state: {from: state.json, started: turn.now}" in told
    assert "add 7 to `exit:`" in told


@pytest.mark.parametrize(
    ("script", "advice"),
    [
        (
            'echo "What\'s next: go on? [y/N]"; read -r word || exit 1',
            r"ask: {question: 'What''s next: go on\? \[y/N\]', agree: …, refuse: …}",
        ),
        ("echo 'Which one?'; exit 1", r"ask: {question: 'Which one\?'"),
        ("read -rp 'Go on? ' word || exit 1", "If it asks a person at a terminal"),
    ],
)
def test_who_seems_to_ask_a_person_is_told_how_to_say_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], script: str, advice: str
) -> None:
    code, told = check(tmp_path, capsys, script)
    assert code == 1
    assert advice in told


def test_an_engine_that_calls_nobody_is_told_of_loudly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = check(tmp_path, capsys, "echo I cannot find my way; exit 0")
    assert code == 1
    assert "! No scripted agent was called at all." in told
    assert "| I cannot find my way" in told


def test_an_engine_that_passes_no_permissions_is_ready(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = (LOOP / "loop.sh").read_text().replace("--dangerously-skip-permissions", "")
    code, told = check(tmp_path, capsys, plain)
    assert code == 0, told
    assert ALLOWS_ITSELF not in told


def test_a_loop_that_forgets_the_permissions_it_declares_is_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = (LOOP / "loop.sh").read_text().replace("--dangerously-skip-permissions", "")
    code, told = check(tmp_path, capsys, plain, more="  allowed_by: engine\n")
    assert code == 1
    assert "The agent was not allowed to work: Write" in told


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ("--permission-mode plan -p", "The agent was not allowed to work: Write"),
        ("--no-such-option -p", "claude ended with 1, and said: error: unknown option"),
    ],
)
def test_why_an_agent_cannot_work_is_told_and_there_is_no_verdict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: str, complaint: str
) -> None:
    loop = (LOOP / "loop.sh").read_text().replace("--dangerously-skip-permissions -p", options)
    code, told = check(tmp_path, capsys, loop)
    assert code == 1
    assert complaint in told
    assert main(["run", "--engine", str(tmp_path / "engine.yaml"), "@first"]) == 2
    seen = capsys.readouterr()
    assert complaint in seen.out
    assert "gets no agent to work" in seen.err


@pytest.mark.parametrize(
    ("more", "policy"),
    [("|| exit 1", "called once: on_agent_failure: stop?"), ("", "on_agent_failure: go_on?")],
)
def test_policies_that_were_seen_are_proposed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: str, policy: str
) -> None:
    loop = f"""\
        for i in $(seq $1); do
          out=$(claude -p < PROMPT.md) {more}
          [ "$(tail -n 1 <<< "$out")" = "<promise>COMPLETE</promise>" ] && exit 0
        done
        exit 0
    """
    _, told = check(tmp_path, capsys, loop)
    assert policy in told
    assert "a cap that is reached is exit 0; on purpose? exit: {0: [complete, capped]}" in told


def test_an_agent_that_is_not_heard_is_told_with_what_was_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deaf = (LOOP / "loop.sh").read_text().replace("COMPLETE", "FINISHED")
    code, told = check(tmp_path, capsys, deaf)
    assert code == 1
    assert "! 3 steps took 8 calls." in told
    assert "Does the agent say what the engine hears?" in told
    assert "| Gave up after 8 iterations" in told


def test_a_mistake_in_the_profile_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "engine.yaml").write_text("engine: mine\nruns: x\n")
    assert main(["engines", "check", str(tmp_path / "engine.yaml")]) == 2
    assert "engine.yaml:2: unknown key 'runs'" in capsys.readouterr().err


def test_new_asks_and_writes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "answers").write_text('\n\nIt\'s "done"\n\n2\n')
    with (tmp_path / "answers").open() as answers:
        monkeypatch.setattr("sys.stdin", answers)
        assert main(["engines", "new", "mine"]) == 0
    (tmp_path / "loop.sh").write_text((LOOP / "loop.sh").read_text())
    assert "exit: {0: complete, 2: [capped, failed]}" in (tmp_path / "mine.yaml").read_text()
    capsys.readouterr()
    main(["engines", "check", "mine.yaml"])
    assert "not in the profile" in capsys.readouterr().out
    assert main(["engines", "new", "mine"]) == 2


def test_the_engines_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["engines"]) == 0
    assert "reference" in capsys.readouterr().out


def test_the_limits_of_the_command_win_over_the_profile(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "engine.yaml").write_text((LOOP / "engine.yaml").read_text())
    (tmp_path / "loop.sh").write_text("kill -STOP $$")
    words = ["run", "--engine", str(tmp_path / "engine.yaml"), "-Dlimit.patience_s=1"]
    began = time.monotonic()
    try:
        assert main(words) == 2
    finally:
        set_limits({})
    assert time.monotonic() - began < HUNG_S
    assert "No verdict" in capsys.readouterr().err
