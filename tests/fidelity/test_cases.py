"""How the cases are read, and what is said of those that are malformed."""

from pathlib import Path

import pytest

from proving_ground.cli import main
from proving_ground.errors import InputError
from proving_ground.fidelity import cases, corpus, tolerance


def test_every_case_was_recorded_and_nothing_else() -> None:
    known = [name for agent in cases.AGENTS for name in corpus.load(agent).cases]
    assert sorted(known) == sorted(case.case for case in cases.load())


def test_an_unknown_case_is_told_of() -> None:
    with pytest.raises(InputError, match="no case begins with codxe"):
        cases.load(["codxe"])


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("cases:\n- {case: a, calls: [claude]}\n", "1: .*steps.*|2: unknown key"),
        ("cases:\n- {case: a, call: claude}\n", "Write a list"),
        ("cases:\n- {case: a, call: [claude], signal: {send: SIGFOO}}\n", "SIGFOO"),
        ("cases:\n- {case: a, call: [claude]}\n- {case: a, call: [claude]}\n", "two cases"),
    ],
)
def test_a_malformed_case_is_told_of_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, complaint: str
) -> None:
    monkeypatch.setattr(cases, "FOLDER", tmp_path)
    (tmp_path / "claude.yaml").write_text(text)
    with pytest.raises(InputError, match=complaint):
        cases.load()


def test_what_is_tolerated_is_a_case_and_has_a_reason() -> None:
    told = tolerance.load()
    assert set(told.cases) <= {case.case for case in cases.load()}
    assert all(why for why in (*told.cases.values(), *(key.why for key in told.keys)))


def test_a_malformed_corpus_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "FOLDER", tmp_path)
    with pytest.raises(InputError, match="the corpus is not there"):
        corpus.load("claude")
    (tmp_path / "claude.recorded.json").write_text('{"version": 1')
    with pytest.raises(InputError, match="malformed"):
        corpus.load("claude")


def test_the_command_tells_what_differs(capsys: pytest.CaptureFixture[str]) -> None:
    """A stand-in and a real CLI that refuse alike match; the summary says so."""
    assert main(["fidelity", "codex-full-auto"]) == 0
    assert capsys.readouterr().out.startswith("1 cases: 1 match, 0 differ, 0 cannot be said")
