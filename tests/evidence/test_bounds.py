"""What is read to judge a run is bounded, whatever a few bytes on disk stand for."""

import sqlite3
from pathlib import Path

import git
import pytest

from proving_ground.engines.databases import copy_of
from proving_ground.errors import EvidenceUnreadable, GitFailed, LimitExceeded, StateUnreadable
from proving_ground.evidence import witness
from proving_ground.evidence.witness import Together, files_below, parsed, parsed_lines
from proving_ground.interception.ledger import Ledger
from proving_ground.limits import MIB
from proving_ground.repository.process import run_git
from proving_ground.repository.view import Objects, look_at_repository

LARGE = 9 * MIB


def test_json_of_very_many_values_is_not_read() -> None:
    assert len(parsed("[" + "0," * 400_000 + "0]")) == 400_001
    for text in ("[" + "{}," * 600_000 + "0]", b"[" + b"0," * 600_000 + b"0]"):
        with pytest.raises(EvidenceUnreadable, match="more than 500000 values"):
            parsed(text)
    with pytest.raises(EvidenceUnreadable):
        parsed_lines("{}\n" * 600_000)
    assert parsed_lines('{"n": 1}\n\n{"n": 2}\n') == [{"n": 1}, {"n": 2}]


def test_files_are_too_large_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness, "TOGETHER", 10)
    (tmp_path / "file").write_text("sixsix")
    together = Together("the files")
    assert together.text(tmp_path / "file") == "sixsix"
    with pytest.raises(EvidenceUnreadable, match="the files have more than"):
        together.text(tmp_path / "file")


def test_the_paths_of_files_are_too_long_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(witness.LIMITS, "file_mib", 200 / MIB)
    (tmp_path / ("a" * 99)).touch()
    assert len(list(files_below(tmp_path))) == 1
    (tmp_path / ("b" * 150)).touch()
    with pytest.raises(EvidenceUnreadable, match="MiB of paths"):
        list(files_below(tmp_path))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    run_git(tmp_path, "init", "--quiet", "--initial-branch=main")
    return tmp_path


AUTHOR = {
    f"GIT_{who}_{what}": "pat@example.com"
    for who in ("AUTHOR", "COMMITTER")
    for what in ("NAME", "EMAIL")
}


def test_an_object_of_git_that_unpacks_to_too_much_is_not_read(repository: Path) -> None:
    (repository / "zeros").write_bytes(bytes(LARGE))
    run_git(repository, "add", "zeros")
    run_git(repository, "commit", "--quiet", "--message", "x", **AUTHOR)
    assert max(p.stat().st_size for p in (repository / ".git").rglob("*")) < MIB
    with git.Repo(repository, odbt=Objects, expand_vars=False) as repo:
        (blob,) = repo.commit("main").tree
        with pytest.raises(EvidenceUnreadable, match="an object of 9 MiB"):
            blob.data_stream.read()


def test_more_refs_than_can_be_looked_for_are_not(repository: Path) -> None:
    run_git(repository, "commit", "--quiet", "--allow-empty", "--message", "x", **AUTHOR)
    assert set(look_at_repository(repository).refs) == {"HEAD", "refs/heads/main"}
    commit = run_git(repository, "rev-parse", "HEAD").strip()
    many = "".join(f"{commit} refs/heads/{n:06d}\n" for n in range(100_000))
    (repository / ".git" / "packed-refs").write_text(many)
    with pytest.raises(EvidenceUnreadable, match="more than 2000 refs"):
        look_at_repository(repository)


def test_git_takes_no_large_object_into_memory(repository: Path) -> None:
    (repository / "message").write_text("m" * (65 * MIB))
    commit = ("commit", "--quiet", "--allow-empty", "--file", "message")
    run_git(repository, *commit, **AUTHOR, GIT_ALLOC_LIMIT="0")
    with pytest.raises(GitFailed, match="over limit"):
        run_git(repository, "rev-list", "main")


def test_what_git_prints_is_bounded(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "many").write_text("many")
    assert run_git(repository, "status", "--porcelain") == "?? many\n"
    assert run_git(repository, "hash-object", "--stdin", told="x").startswith("c1b0730")
    monkeypatch.setattr("proving_ground.repository.process.MOST_PRINTED", 4)
    with pytest.raises(GitFailed, match="prints more than"):
        run_git(repository, "status", "--porcelain")
    monkeypatch.setattr("proving_ground.repository.process.GIT_TIMEOUT_S", 0.1)
    with pytest.raises(GitFailed, match="did not end within"):
        run_git(repository, "-c", "alias.wait=!sleep 60", "wait")


ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c"


@pytest.mark.parametrize("asked", ["SELECT x FROM endless", ENDLESS])
def test_a_database_answers_a_question_or_is_no_state(tmp_path: Path, asked: str) -> None:
    with sqlite3.connect(tmp_path / "state.db") as db:
        db.execute("CREATE TABLE run (x)")
        db.execute("INSERT INTO run VALUES (7)")
        db.execute(f"CREATE VIEW endless AS {ENDLESS}")
    with copy_of([tmp_path / "state.db"]) as copy:
        assert [tuple(row) for row in copy.execute("SELECT x FROM run")] == [(7,)]
    with pytest.raises(StateUnreadable), copy_of([tmp_path / "state.db"]) as copy:
        list(copy.execute(asked))


def test_a_sweep_keeps_no_file_that_is_too_large(tmp_path: Path) -> None:
    with (tmp_path / "large").open("wb") as file:
        file.truncate(LARGE)
    found = (tmp_path / "large").stat()
    ledger = Ledger(tmp_path)
    with pytest.raises(LimitExceeded, match="a file of more than 8 MiB"):
        ledger._keep((found.st_dev, found.st_ino), str(tmp_path / "large"))  # noqa: SLF001
