"""A script as the turns of a model behind a real CLI."""

from pathlib import Path

import pytest

from proving_ground.agents.real.surroundings import arguments
from proving_ground.agents.real.turns import turns
from proving_ground.agents.standin.call import Call, Problem


@pytest.fixture
def call(tmp_path: Path) -> Call:
    """A call whose prompt names the files of its iteration."""
    (tmp_path / "calls").mkdir()
    made = Call(str(tmp_path), "claude", "")
    made.iteration = 2
    made._files = {"decision_file": "/it/status.json", "progress_file": "/it/progress.md"}  # noqa: SLF001
    return made


def test_the_answer_is_said_last_and_a_decision_is_written(call: Call) -> None:
    wrote, said = turns([{"text": "Done ${N}."}, {"decision": {"decision": "stop"}}], call)
    assert said.message
    assert said.message.blocks == ({"text": "Done 2."},)
    assert wrote.message
    assert wrote.message.blocks[0]["write"] == "/it/status.json"
    assert (wrote.decides, wrote.decision) == (True, {"decision": "stop"})


def test_what_befalls_the_agent_stays_where_it_was(call: Call) -> None:
    acts = [{"latch": "moment"}, {"text": "I"}, {"stderr": "Oh"}, {"exit": 1}]
    found = turns(acts, call)
    assert [turn.act or "said" for turn in found] == [acts[0], "said", acts[2], acts[3]]


def test_a_note_and_a_commit_are_commands(call: Call) -> None:
    note, _, commit = turns(
        [{"note": "it's"}, {"write": "a b", "content": "x"}, {"commit": "Do it"}], call
    )
    assert note.message
    assert note.message.blocks[0]["run"] == "printf '%s\\n' 'it'\"'\"'s' >> /it/progress.md"
    assert commit.message
    assert commit.message.blocks[0]["run"].startswith("git add -- 'a b' && git -c user.name=Agent")


@pytest.mark.parametrize("act", [{"ignore": "SIGTERM"}, {"step": {}}, {"server": "dies"}])
def test_what_no_real_agent_can_be_made_to_do_is_told(call: Call, act: dict[str, object]) -> None:
    with pytest.raises(Problem, match="no real agent can be made to do"):
        turns([act], call)


def test_codex_is_told_of_its_model_before_all_else() -> None:
    told = arguments("codex", ["exec", "-"], "http://127.0.0.1:1")
    assert told[-2:] == ["exec", "-"]
    assert 'model_providers.scripted.base_url="http://127.0.0.1:1/v1"' in told
    assert arguments("claude", ["-p"], "http://127.0.0.1:1") == ["-p"]
