"""What `proving-ground run` has behave do, and says of doing it again."""

import shlex
from argparse import ArgumentParser

import pytest

from proving_ground.commands import run


def rerun(*argv: str) -> list[str]:
    """The words of the command that tries a scenario again."""
    parser = ArgumentParser()
    run.add_arguments(parser)
    words = list(run._options(parser.parse_args(argv)))  # noqa: SLF001
    (told,) = [each.removeprefix("rerun=") for each in words if each.startswith("rerun=")]
    return shlex.split(told)


@pytest.mark.parametrize(
    "kept",
    [
        ("--known", "none"),
        ("--known", "a list.yaml"),
        ("--unprobed",),
        ("--home", "an engine"),
        ("-Dsandbox=on",),
    ],
)
def test_what_decides_a_verdict_is_asked_for_again(kept: tuple[str, ...]) -> None:
    assert rerun("--jobs", "2", *kept, "@resume") == [
        *("proving-ground", "run", "--engine", "reference"),
        *kept,
    ]
