"""The command itself, whatever it is asked for."""

from importlib.metadata import version

import pytest

from proving_ground.cli import main


def test_it_tells_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"{version('proving-ground')}\n"
