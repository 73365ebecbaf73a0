"""Which rule a call plays, and what is recorded of it."""

import pytest

from proving_ground.agents.prompts import Judge, PromptPatterns
from proving_ground.agents.script import Rule, answer, decide
from tests.agents.conftest import CLAUDE, CODEX, Bench


def said(bench: Bench, *argv: str, **prompt: object) -> str:
    code, out, _ = bench.run(*(argv or CLAUDE), prompt=bench.prompt(**prompt))  # type: ignore[arg-type]
    assert code == 0
    return out.strip()


def test_the_first_rule_that_matches_wins(bench: Bench) -> None:
    rules = (
        Rule((answer("third"),), iteration=3),
        Rule((answer("codex"),), backend="codex"),
        Rule((answer("any"),)),
    )
    bench.play(answer("otherwise"), rules=rules)
    assert said(bench) == "any"
    assert said(bench, iteration=3) == "third"
    assert said(bench, *CODEX) == "codex"
    bench.play(answer("otherwise"), rules=rules[:1])
    assert said(bench) == "otherwise"


@pytest.mark.parametrize(
    ("rule", "prompt", "same"),
    [
        ("stage-00-work", "stage-00-work", True),
        ("work", "stage-00-work", True),
        ("stage-00-work", "work", True),
        ("stage-00-work", "stage-02-work", False),
        ("work", "stage-00-homework", False),
        ("stage-work", "work", False),
    ],
)
def test_a_stage_goes_by_its_key_or_its_name(
    bench: Bench, rule: str, prompt: str, *, same: bool
) -> None:
    bench.play(answer("no"), rules=(Rule((answer("yes"),), stage=rule),))
    assert said(bench, stage=prompt) == ("yes" if same else "no")


def test_agents_of_a_block_go_by_their_numbers(bench: Bench) -> None:
    rules = (Rule((answer("zero"),), agent=0), Rule((answer("second"),), attempt=2))
    bench.play(answer("first"), rules=rules)
    told = [bench.prompt() + f"Agent: {agent}\n" for agent in (0, 1, 1)]
    assert [bench.run(prompt=each)[1] for each in told] == ["zero\n", "first\n", "second\n"]
    assert [call.agent for call in bench.agents.calls()] == [0, 1, 1]


def test_attempts_count_per_session_stage_and_iteration(bench: Bench) -> None:
    rules = tuple(Rule((answer(str(n)),), attempt=n) for n in (1, 2, 3))
    bench.play(rules=rules)
    assert [said(bench), said(bench)] == ["1", "2"]
    assert said(bench, iteration=2) == "1"
    assert said(bench, stage="other") == "1"
    assert said(bench, session="other") == "1"
    bench.play(answer("-"), rules=rules[2:])
    assert said(bench) == "3", "a new script does not start the count again"
    assert [call.attempt for call in bench.agents.calls()] == [1, 2, 1, 1, 1, 3]


def test_parallel_calls_share_neither_number_nor_attempt(bench: Bench) -> None:
    processes = [bench.start(*CLAUDE) for _ in range(20)]
    for process in processes:
        process.communicate()
    calls = bench.agents.calls()
    assert [call.number for call in calls] == list(range(1, 21))
    assert sorted(call.attempt for call in calls) == list(range(1, 21))
    assert {call.pid for call in calls} == {process.pid for process in processes}


def test_the_record_tells_the_whole_call(bench: Bench) -> None:
    bench.run(*CLAUDE, "--model", "haiku", prompt=bench.prompt(iteration=2))
    call = bench.call
    assert call.program == "claude"
    assert call.argv[1:] == (*CLAUDE[1:], "--model", "haiku")
    assert (call.cwd, call.model) == (bench.project, "haiku")
    assert call.env["PATH"].startswith(str(bench.agents.bin))
    assert (call.key, call.session) == (("stage-00-work", 2), "s")
    assert call.ended is not None
    assert call.started <= call.ended


def test_bytes_that_are_no_utf8_reach_the_model_as_a_sign_for_them(bench: Bench) -> None:
    bench.play(answer("fine"))
    prompt = b"Stage: caf\xe9\nSession: a/b,c\nIteration: 2 of 3\n"
    assert bench.run(prompt=prompt)[0] == 0
    assert bench.call.prompt == prompt.decode(errors="replace")
    assert (bench.call.session, bench.call.iteration) == ("a/b,c", 2)


def test_a_prompt_that_names_nothing_is_recorded_all_the_same(bench: Bench) -> None:
    bench.play(answer("fine"))
    assert bench.run(prompt="hello")[0] == 0
    assert (bench.call.key, bench.call.session) == ((None, None), None)


JUDGE = Judge("Is it done?", ("{stop}", "```{stop}```"))


def test_a_judge_agrees_with_the_agent_that_decided_last_in_one_form_or_another(
    bench: Bench,
) -> None:
    stop = Rule((decide("stop"),), iteration=2)
    bench.play(rules=(stop,), patterns=PromptPatterns(judge=JUDGE))
    asked = []
    for iteration in (1, 2, 2):
        bench.run(prompt=bench.prompt(iteration=iteration))
        asked.append(bench.run(prompt=f"{JUDGE.opening}\n\nStage: work\n")[1].strip())
    assert asked == ["false", "```true```", "true"]
    judges = [call.judges for call in bench.agents.calls()]
    assert judges == [False, True] * 3
    assert [call.stage for call in bench.agents.calls() if call.judges] == [None] * 3
