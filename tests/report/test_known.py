"""The list of known failures as a file that people write."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from proving_ground.engines import registry
from proving_ground.errors import InputError
from proving_ground.report.known import NONE, Known, check_known, known_of, read_known

ROOT = Path(__file__).parents[2]
ENTRY = "  - scenario: A / b\n    reason: because\n    only: found 2\n"


def write(root: Path, text: str) -> Path:
    path = root / "fixtures/engines/other.known.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return path


def test_no_list_knows_nothing(tmp_path: Path) -> None:
    assert known_of(tmp_path, "other") == {}


def test_another_list_or_none_takes_the_place_of_the_engines_own(tmp_path: Path) -> None:
    write(tmp_path, f"known:\n{ENTRY}")
    other = tmp_path / "old.yaml"
    other.write_text("known:\n  - {scenario: A / c, reason: it was so, only: all is lost}\n")
    assert set(known_of(tmp_path, "other")) == {"A / b"}
    assert set(known_of(tmp_path, "other", str(other))) == {"A / c"}
    assert known_of(tmp_path, "other", NONE) == {}
    with pytest.raises(InputError, match="known=gone: there is no such file"):
        known_of(tmp_path, "other", "gone")


def test_an_entry_is_read_with_its_place(tmp_path: Path) -> None:
    path = write(tmp_path, f"# ours\nknown:\n{ENTRY}")
    entry = read_known(path)["A / b"]
    assert (entry.reason, entry.only, entry.where) == ("because", (("found 2",),), f"{path}:3")


def test_a_list_may_be_written_in_any_way_that_yaml_has(tmp_path: Path) -> None:
    merged = "<<: {known: [{scenario: A / b, reason: x, only: all is lost}]}\n"
    block = "known:\n  - scenario: A / b\n    reason: x\n    only: |\n      all is lost\n"
    for number, text in enumerate((merged, block)):
        entry = read_known(write(tmp_path / str(number), text))["A / b"]
        assert entry.covers(["1: all is lost"], called=True)


def test_what_is_found_each_time_is_a_text_or_one_of_several(tmp_path: Path) -> None:
    entry = "  - {scenario: A / b, reason: x, only: [aaa, [bbb, ccc]], also: ddd}\n"
    known = read_known(write(tmp_path, f"known:\n{entry}"))["A / b"]
    assert (known.only, known.also) == ((("aaa",), ("bbb", "ccc")), ("ddd",))
    assert known.covers(["aaa", "ccc", "ddd"], called=True)


@pytest.mark.parametrize(
    ("findings", "differs"),
    [
        (["1 is lost", "2 is late"], ""),
        (["1 is lost", "2 is late", "2 is late again"], ""),
        (["1 is lost", "2 is late", "3 is new"], "not known: 3 is new"),
        (["1 is lost"], "known, but not found: late"),
        (["all is dead"], "not known: all is dead"),
    ],
)
def test_an_entry_accounts_for_every_finding(findings: list[str], differs: str) -> None:
    entry = Known("A / b", "because", "k.yaml:1", (("is lost",), ("late",)))
    assert entry.covers(findings, called=True) == (not differs)
    assert differs in entry.differs(findings, called=True)


@pytest.mark.parametrize(
    ("findings", "differs"),
    [
        (["1 is lost"], ""),
        (["1 is lost", "2 collides"], ""),
        (["2 collides", "3 is late"], ""),
        (["4 is odd"], "known, but not found: is lost"),
        (["2 collides", "4 is new"], "not known: 4 is new"),
    ],
)
def test_where_a_race_is_found_nothing_else_need_be(
    tmp_path: Path, findings: list[str], differs: str
) -> None:
    races = "races: {clash: [collides, is late]}\n"
    told = "{scenario: A / b, reason: x, only: is lost, race: clash}"
    entry = read_known(write(tmp_path, f"{races}known:\n  - {told}\n"))["A / b"]
    assert not entry.sometimes
    assert entry.covers(findings, called=True) == (not differs)
    assert differs in entry.differs(findings, called=True)


def test_what_a_race_alone_makes_fail_may_pass(tmp_path: Path) -> None:
    text = "races: {clash: collides}\nknown:\n  - {scenario: A / b, reason: x, race: clash}\n"
    entry = read_known(write(tmp_path, text))["A / b"]
    assert entry.sometimes
    assert entry.covers(["2 collides"], called=True)
    assert not replace(entry, also=("late",)).covers(["2 is late"], called=True)
    assert not entry.covers(["1 is lost"], called=True)


@pytest.mark.parametrize(
    ("findings", "differs"),
    [
        (["1 is lost"], ""),
        (["1 is gone", "2 is late"], ""),
        (["2 is late"], "known, but not found: is lost | is gone"),
        (["1 is lost", "3 is new"], "not known: 3 is new"),
    ],
)
@pytest.mark.parametrize("sometimes", [False, True])
def test_what_is_found_in_some_runs_alone_may_be_missing(
    findings: list[str], differs: str, *, sometimes: bool
) -> None:
    """A race excuses neither what is found without what it always does, nor what is new."""
    entry = Known("A / b", "a race", "k.yaml:1", (("is lost", "is gone"),), ("late",), sometimes)
    assert entry.covers(findings, called=True) == (not differs)
    assert differs in entry.differs(findings, called=True)


def test_what_an_engine_fails_that_calls_nobody_is_known_only_where_that_is_said() -> None:
    entry = Known("A / b", "because", "k.yaml:1", (("is lost",),))
    assert not entry.covers(["1 is lost"], called=False)
    assert "no agent was called" in entry.differs(["1 is lost"], called=False)
    assert replace(entry, uncalled=True).covers(["1 is lost"], called=False)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        (f"known:\n{ENTRY}{ENTRY}", 5, "'A / b' is listed twice"),
        ("known:\n  - {scenario: A / b, reason: x}\n", 2, "only"),
        ("known:\n  - scenario: A / b\n    reason: x\n    only: ''\n", 4, "only"),
        ("known:\n  - scenario: A / b\n    reason: x\n    only: []\n", 4, "only"),
        ("known:\n  - {scenario: A / b, reason: x, only: a word, also: []}\n", 2, "also"),
        ("known:\n  - {scenario: A / b, reason: x, also: a word}\n", 2, "only"),
        ("known:\n  - {scenario: A / b, reason: x, only: [a word, []]}\n", 2, "only"),
        ("known:\n  - {scenario: A / b, reason: x, only: [a word, [[z]]]}\n", 2, "only"),
        ("known:\n  - scenario: A / b\n    reason: ' '\n    only: a word\n", 3, "reason"),
        ("known:\n  - scenario: A / b\n", 2, "reason"),
        (f"known:\n{ENTRY}    why: x\n", 5, "why"),
        ("known:\n  - {scenario: A / b, reason: x, only: ' '}\n", 2, "found in nearly any"),
        ("known:\n  - {scenario: A / b, reason: x, only: 'Expected:'}\n", 2, "found in nearly"),
        ("known:\n  - {scenario: A / b, reason: x, only: a word, also: e}\n", 2, "found in nearly"),
        ("races: {clash: ': '}\nknown: []\n", 1, "found in nearly any"),
        ("races: {clash: collides}\nknown: []\n", 0, "no entry names the race 'clash'"),
        ("<<: {known: [{scenario: A / b, reason: x}]}\n", 1, "only"),
        (f"known:\n{ENTRY}    race: clash\n", 2, "there is no race 'clash'"),
        (f"races: {{clash: []}}\nknown:\n{ENTRY}    race: clash\n", 1, "clash"),
        ("known: {\n", 2, "YAML"),
    ],
)
def test_a_malformed_list_is_refused(tmp_path: Path, text: str, line: int, problem: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(InputError) as error:
        read_known(path)
    assert str(error.value).startswith(f"{path}:{line}: " if line else f"{path}: ")
    assert problem in str(error.value)


def test_an_entry_without_a_scenario_is_refused(tmp_path: Path) -> None:
    entries = read_known(write(tmp_path, f"known:\n{ENTRY}")).values()
    check_known(entries, {"A / b"})
    with pytest.raises(InputError, match="did you mean 'A / bb'"):
        check_known(entries, {"A / bb"})


LISTS = sorted((ROOT / "fixtures/engines").glob("*.known.yaml"))


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_a_list_that_ships_here_names_scenarios_that_there_are(path: Path) -> None:
    name = path.name.removesuffix(".known.yaml")
    own = f"features/{registry.families(name)[0]}"
    argv = ["--dry-run", "--format=null", "-D", f"engine={name}", own]
    ran = subprocess.run(
        [sys.executable, "-m", "behave", *argv], cwd=ROOT, capture_output=True, check=False
    )
    assert ran.returncode == 0, ran.stderr.decode()
