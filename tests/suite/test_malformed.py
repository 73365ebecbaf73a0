"""What people type and write wrongly: told where, and in words that nobody needs Python for."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from behave.configuration import Configuration

from proving_ground.cli import main
from proving_ground.errors import ProvingError, refuse
from proving_ground.limits import set_limits
from proving_ground.report.known import known_of
from proving_ground.suite.checks import options
from proving_ground.suite.context import SuiteContext
from proving_ground.suite.order import put_in_order
from proving_ground.suite.parallel.workers import jobs_asked_for
from proving_ground.suite.selection import shard_asked_for

PYTHON = re.compile(
    r"Traceback|\w+Error\b|Exception|NoneType|PosixPath|Errno|pydantic|dictionary|tuple|instance of"
    r"|<class|object at 0x|raised at|lambda|\bNone\b|\bTrue\b|\bFalse\b"
)
"""Words that no reader is to meet."""
FILES = {
    "empty.yaml": "",
    "list.yaml": "- x\n",
    "text.yaml": "just words\n",
    "open.yaml": "a: [\n",
    "tab.yaml": "\t",
    "twice.yaml": "name: a\nname: b\n",
    "other.yaml": "nam: mine\n",
    "number.yaml": "name: 3\nrun: 7\n",
    "known-number.yaml": "known: 3\n",
    "known-text.yaml": "known: all\n",
    "known-names.yaml": "known: {a: b}\n",
    "known-empty.yaml": "known:\n",
    "known-without-reason.yaml": "known:\n  - scenario: x\n    only: a word\n",
    "known-without-only.yaml": "known:\n  - scenario: x\n    reason: y\n",
    "known-empty-reason.yaml": "known:\n  - scenario: x\n    reason: ''\n    only: a word\n",
    "known-no-only.yaml": "known:\n  - scenario: x\n    reason: y\n    only: []\n",
    "known-misspelt.yaml": "known:\n  - scenario: x\n    raeson: y\n    only: a word\n",
    "known-word.yaml": "known:\n  - {scenario: x, reason: y, only: a word, sometimes: often}\n",
    "known-twice.yaml": "known:\n" + 2 * "  - scenario: x\n    reason: y\n    only: a word\n",
    "open.json": "{",
    "list.json": "[]",
    "names.json": "{}",
    "null.json": "null",
    "half.json": json.dumps({"version": 1, "origin": 3}),
}
NO_FILES = ("nowhere/x.yaml", "nowhere.json")
READ = [name for name in (*FILES, *NO_FILES) if name.endswith(".json")]
PROFILES = [name for name in (*FILES, *NO_FILES) if name.endswith(".yaml")]
COMMANDS = {
    **{f"compare {name}": name for name in READ},
    **{f"tally {name}": name for name in READ},
    **{f"engines check {name}": name for name in PROFILES if not name.startswith("known")},
    **{f"merge {name} --report out": name for name in ("nowhere", "list.json")},
    "": "COMMAND",
    "nonsense": "'nonsense'",
    "prove --jobs 0": "'0'",
    "prove --jobs many": "'many'",
    "prove --sample -1": "'-1'",
    "prove --sample 1.5": "'1.5'",
    "prove --seed x": "'x'",
    "prove no-such-defect": "'no-such-defect'",
    "prove --json names.json/x": "names.json/x",
    "prove --recorded --update": "--update",
    "prove --recorded --tags @resume": "--tags",
    "mutate --jobs 0": "'0'",
    "mutate --sample x": "'x'",
    "mutate --json names.json/x": "names.json/x",
    "compare nobody": "nobody",
    "compare names.json --json names.json/x": "names.json/x",
    "compare names.json --badge .": "--badge",
    "run --engine nobody": "nobody",
    "run --engine nowhere/x.yaml": "nowhere/x.yaml",
    "run --engine list.yaml": "list.yaml:1",
    "run --nonsense": "--nonsense",
    "engines new": "NAME",
    "engines new /": "without a slash",
    "engines new ../x": "'../x'",
    "engines check nobody": "nobody",
    "docs --report nowhere": "nowhere/report.json",
    "record": "no call of an agent",
    "record -- ls": "no call of an agent",
    "fidelity no-such-case": "no-such-case",
    "tally nowhere.xml": "nowhere.xml",
    "merge": "DIR",
    "init /proc/x": "/proc/x",
}
OPTIONS = {
    **{f"-Dknown={name}": name for name in FILES if name.startswith("known")},
    "-Dknown=nowhere.yaml": "nowhere.yaml",
    "-Dknown=list.yaml": "list.yaml:1",
    "-Denigne=reference": "did you mean -D engine=reference?",
    "-Dengine=refrence": "did you mean 'reference'?",
    "-Dengine=": "-D engine",
    "-Dengine=nowhere/x.yaml": "nowhere/x.yaml",
    "-Dengine=list.yaml": "list.yaml:1",
    "-Dengine_home=nowhere": "nowhere",
    "-Djobs=0": "-D jobs=0",
    "-Djobs=-3": "-D jobs=-3",
    "-Djobs=all": "cores",
    "-Djobs": "-D jobs",
    "-Dshard=0/4": "1/4 for the first of four",
    "-Dshard=5/4": "-D shard=5/4",
    "-Dshard=1": "-D shard=1",
    "-Dshard=a/b": "-D shard=a/b",
    "-Dorder=sorted": "-D order=sorted",
    "-Dorder=random:x": "-D order=random:x",
    "-Dorder=likelest": "random:NUMBER or likeliest",
    "-Dorder=likeliest:3": "-D order=likeliest:3",
    "-Dpoints=0": "-D points=0",
    "-Dpoints=some": "or all",
    "-Dpoint=first": "-D point=first",
    "-Dlimit.files=-3": "-D limit.files=-3",
    "-Dlimit.files=many": "-D limit.files=many",
    "-Dlimit.files=nan": "-D limit.files=nan",
    "-Dlimit.patience_s=inf": "-D limit.patience_s=inf",
    "-Dlimit.pateince_s=3": "did you mean -D limit.patience_s=3?",
    "-Dlimit.=3": "-D limit.",
    "-Dsandbox=maybe": "write on or off",
    "-Dreport=names.json": "no folder",
    "-Dreport=/proc/x": "/proc/x",
    "-Dverdicts=.": "this is a folder",
    "-Dverdicts=names.json/x": "names.json/x",
    "-Drerun=": "-D rerun",
    "--lang=xx": "--lang=xx",
    "--outfile=/proc/x": "--outfile=/proc/x: nothing can be written there",
    "--outfile=.": "--outfile=.: this is a folder",
    "--outfile=names.json/x": "names.json/x",
    "--logging-format=%(q": "write it like --logging-format=",
    "--stage=late": "--stage=late",
    "--tags=@crahses": "did you mean @crashes",
    "--tags=not @reusme": "did you mean @resume",
    "--tags=@flow-99": "@flow-99",
    "--tags=@a or @b": "2 mistakes",
}


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with files of all kinds, in which whoever types is."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).write_text(text)


@pytest.fixture
def says(capsys: pytest.CaptureFixture[str]) -> Callable[[str], tuple[int, str]]:
    def run(words: str) -> tuple[int, str]:
        try:
            code = main(words.split())
        except SystemExit as end:
            code = int(end.code or 0)
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


def said_of(argument: str) -> str:
    """What is said of an argument of behave's before anything runs."""
    config = Configuration([argument], load_config=False)
    try:
        refuse(options.unknown_options(config.userdata, ()))
        refuse((*options.unknown_language(config), *options.unusable_settings(config)))
        refuse((*options.unusable_places(config.userdata), *options.unknown_tags(config)))
        jobs_asked_for(config.userdata)
        known_of(Path(), "reference", config.userdata.get("known"))
        shard_asked_for(config.userdata)
        put_in_order([], config.userdata.get("order", "random"))
        SuiteContext(config.userdata).close()
    except ProvingError as error:
        return str(error)
    finally:
        set_limits({})
    return ""


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_that_cannot_be_is_told(
    words: str, says: Callable[[str], tuple[int, str]]
) -> None:
    code, said = says(words)
    assert code == 2, said
    assert COMMANDS[words] in said
    assert not PYTHON.search(said), said


@pytest.mark.parametrize("argument", OPTIONS)
def test_an_option_that_cannot_be_is_told(argument: str) -> None:
    said = said_of(argument)
    assert OPTIONS[argument] in said
    assert not PYTHON.search(said), said


def test_there_are_as_many_as_people_make() -> None:
    assert len(COMMANDS) + len(OPTIONS) >= 100


@pytest.mark.parametrize("name", ["", " ", "a/b", "../../x", "a\nb"])
def test_an_engine_without_a_proper_name_is_not_written(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = set(Path().rglob("*"))
    assert main(["engines", "new", name]) == 2
    assert "this is no name of an engine" in capsys.readouterr().err
    assert set(Path().rglob("*")) == before
