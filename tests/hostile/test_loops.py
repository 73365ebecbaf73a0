"""A loop of a profile that spoils what it is judged by: it fails, and nobody waits or drowns."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from proving_ground.loops.trial import LoopsTrial
from proving_ground.processes import descendants
from proving_ground.suite.context import SuiteContext
from tests.hostile.conftest import LIMITS, must_have_ended, outcome

PROFILE = f"""
engine: hostile
run: [{sys.executable}, "{{home}}/attack.py"]
project: {{PROMPT.md: "{{prompt}}", tasks.txt: "{{tasks}}"}}
agent:
  says: {{done: <promise>DONE</promise>}}
exit: {{0: complete}}
work: {{file: tasks.txt, open: "[ ] {{title}}", done: "[x] {{title}}"}}
state: {{from: state.json, ending: status}}
history: {{from: history.jsonl, each: "[].n"}}
answers: answers/*
"""
LARGE = "out = open({!r}, 'wb')\nfor _ in range(100): out.write(b'9' * (1 << 20))\nout.close()"
ATTACKS = {
    "the state is a pipe": ("os.mkfifo('state.json')", "a pipe"),
    "the state is a device": ("os.symlink('/dev/zero', 'state.json')", "a device"),
    "the state is huge": (LARGE.format("state.json"), "100 MiB"),
    "the history is a pipe": ("os.mkfifo('history.jsonl')", "no agent was"),
    "an answer is huge": (
        f"os.mkdir('answers'); {LARGE.format('answers/1')}",
        "100 MiB",
    ),
    "the tasks are a pipe": ("os.remove('tasks.txt'); os.mkfifo('tasks.txt')", "no agent was"),
    "the agents' starts are a pipe": (
        "os.mkfifo('../agents/starts')",
        "a pipe",
    ),
}


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SuiteContext]:
    home = tmp_path_factory.mktemp("home")
    (home / "engine.yaml").write_text(PROFILE)
    context = SuiteContext({"engine": str(home / "engine.yaml"), **LIMITS})
    yield context
    context.close()


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_a_failure(context: SuiteContext, attack: str) -> None:
    program, word = ATTACKS[attack]
    living = set(descendants.of(os.getpid()))
    trial = context.new_trial(("loops",))
    assert isinstance(trial, LoopsTrial)
    home = Path(trial.adapter.home)
    (home / "attack.py").write_text(f"import os\n{program}\n")
    trial.scene.change(steps=("one", "two"), listed=True)
    verdict, said = outcome(trial.run)
    trial.facts()
    context.end(trial, keep=False)
    assert verdict == "FAIL", said
    assert re.search(word, said), said
    must_have_ended(living)
