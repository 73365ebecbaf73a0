"""What ruins a project is a failure in every family, as it is in that of the pipelines."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from proving_ground.backends.contract import Method
from proving_ground.processes import descendants
from proving_ground.suite.context import SuiteContext
from tests.hostile.conftest import (
    LIMITS,
    SHORT_S,
    must_have_ended,
    outcome,
    patience,
    write_engine,
)

RUNS: dict[str, Callable[[Any], None]] = {
    "orchestration": lambda trial: trial.run(),
    "backends": lambda trial: trial.ask(Method.INITIALIZE, prompt="Fix the typo"),
}
ATTACKS = {
    "no repository": ("shutil.rmtree('.git')", "yours-is-yours"),
    "a pipe in the repository": ("os.mkfifo('.git/refs/heads/more')", "yours-is-yours"),
    "no HEAD of the branch": ("os.remove('.git/refs/heads/main')", "yours-is-yours"),
    "a lock of git's": ("open('.git/config.lock', 'w')", "config.lock is left"),
    "a lock that is a folder": ("os.mkdir('.git/index.lock')", "index.lock is left"),
    "a merge begun": ("open('.git/MERGE_HEAD', 'w').write('x')", "MERGE_HEAD is left"),
    "a rebase begun": ("os.mkdir('.git/rebase-merge')", "rebase-merge is left"),
    "a bisection begun": ("open('.git/BISECT_LOG', 'w').write('a')", "BISECT_LOG is left"),
    "files ignored": (
        "os.mkdir('.git/info'); open('.git/info/exclude', 'w').write('*')",
        "info/exclude appeared",
    ),
    "objects elsewhere": (
        "open('.git/objects/info/alternates', 'w').write('/nonexistent')",
        "info/alternates appeared",
    ),
    "no project": ("shutil.rmtree(os.getcwd())", "yours-is-yours"),
    "the user's file is a pipe": (
        "os.remove('notes.txt'); os.mkfifo('notes.txt')",
        "yours-is-yours",
    ),
    "the user's file is huge": ("os.truncate('notes.txt', 99 << 20)", "yours-is-yours"),
    "prints for ever": ("while True: os.write(1, b'x' * 65536)", "printed more than"),
    "never ends": ("time.sleep(600)", "expected to end"),
    "kills the supervisor": ("os.kill(os.getppid(), 9); time.sleep(600)", "supervises"),
    "changes settings": (
        "open(os.path.expanduser('~/.gitconfig'), 'a').write('[alias] x = y')",
        "stays-inside",
    ),
    "leaves a lock": ("open(os.environ['TMPDIR'] + '/engine.lock', 'w')", "stays-inside"),
    "writes beside the project": ("open('../state', 'w')", "stays-inside"),
    "writes outside of the trial": ("open(OUT + '/left', 'w')", "stays-inside"),
    "no log of the agents": ("shutil.rmtree('../agents/calls')", "stays-inside"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    write_engine(home, "")
    return home


@pytest.fixture(scope="module")
def context(home: Path) -> Iterator[SuiteContext]:
    context = SuiteContext({"engine_home": str(home), **LIMITS})
    yield context
    context.close()


def attacked(context: SuiteContext, home: Path, family: str, program: str) -> str:
    """What is said of a run of that family whose engine is the program: it must be a FAIL."""
    write_engine(home, program)
    (home / "reference_engine" / "backends" / "call.py").write_text(
        (home / "reference_engine" / "backends" / "cli.py").read_text()
    )
    living = set(descendants.of(os.getpid()))
    trial = context.new_trial((family,))
    verdict, said = outcome(lambda: RUNS[family](trial))
    trial.facts()
    (home / "left").unlink(missing_ok=True)
    context.end(trial, keep=False)
    assert verdict == "FAIL", said
    must_have_ended(living)
    return said


@pytest.mark.parametrize("family", RUNS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_a_failure(
    context: SuiteContext, home: Path, attack: str, family: str
) -> None:
    program, word = ATTACKS[attack]
    with patience(SHORT_S if attack == "never ends" else None):
        assert word in attacked(context, home, family, program)


def test_an_object_of_git_that_unpacks_to_too_much_is_not_read(
    context: SuiteContext, home: Path
) -> None:
    program = (
        "open('zeros', 'wb').write(bytes(20 << 20)); "
        "subprocess.run('git add zeros && git commit -qm x', shell=True)"
    )
    assert "git keeps an object of 20 MiB" in attacked(context, home, "orchestration", program)


def test_a_commit_of_more_files_than_a_project_may_have_is_not_read(
    context: SuiteContext, home: Path
) -> None:
    program = (
        "told = b'commit refs/heads/main\\ncommitter x <x@y> 1 +0000\\ndata 1\\nm\\n'; "
        "told += b''.join(b'M 644 inline f%d\\ndata 1\\nx\\n' % n for n in range(2000)); "
        "subprocess.run(['git', 'fast-import', '--quiet', '--force'], input=told)"
    )
    assert "holds more than 1000 files" in attacked(context, home, "orchestration", program)
