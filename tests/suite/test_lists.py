"""Lists of features with a wrong line, and lines of a feature that behave would drop in silence."""

from pathlib import Path

import pytest
from behave.runner_util import collect_feature_locations

from proving_ground.errors import ProvingError
from proving_ground.suite import reading
from tests.suite.conftest import Complaints
from tests.suite.test_amounts import DONE, RUN, WORK, feature

GOOD = "@pipelines\n" + feature(WORK, RUN, DONE)
FILES = {
    "good.feature": GOOD,
    "sub/good.feature": GOOD,
    "glob.txt": "good.feature\nzz*.feature\n",
    "others.txt": "*.txt\n",
    "sub/path.txt": "# all\n\nsub/good.feature\n",
    "near.txt": "god.feature\n",
    "folder.txt": "good.feature\nsub/\n",
    "zero.txt": "good.feature:0\n",
    "late.txt": "good.feature:99\n",
    "bytes.txt": "good.feature\n\udcff\n",
    "sound.txt": "# all\n\ngood.feature:2\nsub/*.feature\n",
    "empty.txt": "# nothing\n",
}
ASKED = {
    "@glob.txt": "glob.txt:2: nothing is there that matches zz*.feature",
    "@others.txt": "others.txt:1: this names no feature file: *.txt",
    "@sub/path.txt": "sub/path.txt:3: there is no such file: sub/good.feature",
    "@near.txt": "near.txt:1: there is no such file: god.feature -> Did you mean 'good.feature'?",
    "@folder.txt": "folder.txt:2: this names a folder: sub/ -> write: sub/*.feature",
    "@zero.txt": "good.feature: there is no line 0, the file has 6",
    "@late.txt": "good.feature: there is no line 99, the file has 6",
    "@bytes.txt": "bytes.txt:2: byte 0xff is no UTF-8",
    "@empty.txt": "@empty.txt: no feature file is found there",
    "@sub": "@sub: this is a folder, and no list -> write it without @",
    "@nowhere.txt": "nowhere.txt: there is no such file or folder",
    "good.feature:0": "good.feature: there is no line 0",
    "@sound.txt": "",
}


def said_of(path: str) -> str:
    """What is said of a path that somebody asks behave to run."""
    try:
        reading.located([path], lambda: collect_feature_locations([path]))
    except ProvingError as error:
        return str(error).replace("\n  What to do:", " ->")
    return ""


@pytest.mark.parametrize("path", ASKED)
def test_a_list_that_cannot_be_is_told_with_its_line(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sub").mkdir()
    for name, text in FILES.items():
        Path(name).write_bytes(text.encode(errors="surrogateescape"))
    found = said_of(path)
    assert found.startswith(ASKED[path])
    assert bool(ASKED[path]) == bool(found)


def test_a_list_says_where_its_paths_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/path.txt").write_text("sub/good.feature\n")
    assert f"begins in the list's own folder, {tmp_path}/sub" in said_of("@sub/path.txt")


SCENARIO = feature(WORK, RUN, DONE).partition("\n")[2]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            feature(WORK, RUN, DONE, '"""', "never ends"),
            "6: the text that begins here does not end",
        ),
        (
            feature(WORK, RUN, DONE, "'''", "never ends"),
            "6: the text that begins here does not end",
        ),
        (feature(WORK, RUN, DONE, '"""', "'''"), "6: the text that begins here does not end"),
        (feature(WORK, RUN, DONE, "@late"), "6: nothing stands under this tag: @late"),
        (feature(WORK, RUN, DONE, "@late", "# why"), "6: nothing stands under this tag: @late"),
        (
            f"Feature: F\n Rule: R\n  then the session is failed\n{SCENARIO}",
            "3: this step belongs to no scenario: then the session is failed",
        ),
        (
            f"Feature: F\n  given the pipeline has run\n{SCENARIO}",
            "2: this step belongs to no scenario: given the pipeline has run",
        ),
        (f"Feature: F\n  Then as now, it matters.\n{SCENARIO}", ""),
        (f'Feature: F\n  """\n  Words of a description.\n{SCENARIO}', ""),
    ],
)
def test_what_would_be_dropped_is_told(complaints: Complaints, text: str, told: str) -> None:
    found = complaints(text)
    assert told in found
    assert bool(told) == bool(found)
