"""What behave is asked wrongly is told in plain words, be it by arguments or by its settings."""

from contextlib import chdir
from pathlib import Path

import pytest

from proving_ground.errors import InputError
from proving_ground.suite.behave_command import configuration

ARGUMENTS = {
    "--name=[": r"--name, --include or --exclude: '\[' is no pattern.*put a \\ before",
    "--name=(a": r"'\(a' is no pattern",
    "--name=*": r"'\*' is no pattern",
    "--include=(": r"'\(' is no pattern",
    "--exclude=a{2,1}": r"'a\{2,1\}' is no pattern",
    "--tags=(": "--tags: this cannot be read.*write it like",
    "--tags=@a and": "--tags: this cannot be read.*write it like",
    "--format=prety": "--format=prety: there is no such format.*Did you mean 'pretty'",
    "--format=no.such:Thing": "--format=no.such:Thing: there is no such format",
}


@pytest.mark.parametrize("argument", ARGUMENTS)
def test_an_argument_that_is_none(argument: str) -> None:
    with pytest.raises(InputError, match=f"(?s){ARGUMENTS[argument]}"):
        configuration([argument])


SETTINGS = {
    "[behave]\nname = [": "is no pattern",
    "[behave]\ninclude_re = (": "is no pattern",
    "[behave]\njobs = many": "many.*mend or remove.*behave.ini",
    "[behave]\nlogging_level = loud": "loud is unknown.*mend or remove.*behave.ini",
    "[behave]\nshow_timings = perhaps": "perhaps.*mend or remove.*behave.ini",
    "of behave, no settings": "no section headers.*mend or remove.*behave.ini",
}


@pytest.mark.parametrize("text", SETTINGS)
def test_a_setting_that_is_none(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "behave.ini").write_text(text)
    with chdir(tmp_path), pytest.raises(InputError, match=f"(?s){SETTINGS[text]}"):
        configuration([])


def test_all_else_is_behaves_own() -> None:
    assert configuration(["--name=a|b", "--tags=@a and not @b"]).name == ["a|b"]
