"""Complaints about YAML files: the line, what is wrong, and what to do."""

from pathlib import Path

import pytest

from proving_ground.errors import InputError
from proving_ground.language.yaml_lines import load_model
from proving_ground.pipelines.pipeline import Pipeline

GOOD = "name: p\nstages:\n  - name: a\n    termination: {iterations: 2}\n"


def test_a_good_file_becomes_its_model(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(GOOD)
    assert load_model(path, Pipeline).stages[0].termination.iterations == 2


@pytest.mark.parametrize(
    ("text", "place", "problem", "fix"),
    [
        (
            GOOD + "  - nam: b\n",
            ":5",
            "unknown key 'nam' of entry 2 of stages",
            "Did you mean 'name'?",
        ),
        (GOOD + "backend: gpt\n", ":5", "backend is 'gpt'", "'claude' or 'codex'"),
        (
            GOOD.replace("2", "-1"),
            ":4",
            "termination.iterations of entry 1 of stages is -1",
            "Write 0 or more.",
        ),
        (
            GOOD + "  - termination: {}\n",
            ":5",
            "the key 'name' of entry 2 of stages is missing",
            "Add it.",
        ),
        (GOOD + "    inputs: {from: z}\n", ":1", "stage 'a' reads from 'z'", "Correct it."),
        (GOOD + "name: q\n", ":5", "'name' stands here twice", "Remove one."),
        (GOOD + "  - name: [\n", ":6", "not YAML", "Correct it."),
        ("name: p\n", ":1", "the key 'stages' is missing", "Add it."),
        ("stages: []\n", ":1", "stages is a list of 0", "Write 1 or more."),
        (
            "stages: {a: b}\n",
            ":1",
            "stages holds names with values",
            "Write a list, as [one, two].",
        ),
        ("stages: [[a]]\n", ":1", "entry 1 of stages is a list of 1", "Write names with values."),
        ("[a]\n", ":1", "the file is a list of 1", "Write names with values."),
        ("", ":1", "the file is empty", "Write names with values."),
    ],
)
def test_a_bad_file_is_told_by_line(
    tmp_path: Path, text: str, place: str, problem: str, fix: str
) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        load_model(path, Pipeline)
    found, todo = str(error.value).split("\n  What to do: ")
    assert found.startswith(f"{path}{place}: {problem}")
    assert fix in todo


def test_a_missing_file_and_odd_bytes_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the file is not there"):
        load_model(tmp_path / "p.yaml", Pipeline)
    (tmp_path / "p.yaml").write_bytes(b"name: \xff")
    with pytest.raises(InputError, match="not UTF-8"):
        load_model(tmp_path / "p.yaml", Pipeline)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
@pytest.mark.parametrize("count", [400, 100_000])
def test_what_is_nested_too_deep_is_told(tmp_path: Path, opening: str, count: int) -> None:
    path = tmp_path / "deep.yaml"
    path.write_text(opening * count)
    with pytest.raises(InputError, match=r"deep\.yaml"):
        load_model(path, Pipeline)
