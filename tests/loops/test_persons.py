"""Engines that ask a person in each of the ways that a profile can tell of, and liars."""

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from proving_ground.engines.profile.adapter import make
from proving_ground.errors import LawBroken, TrialError
from proving_ground.loops.asking import Says
from proving_ground.loops.hearing import deaf_to_a_yes, going_on_unheard
from proving_ground.loops.trial import LoopsTrial
from proving_ground.processes.client import SupervisorClient
from proving_ground.repository.project import Workshop
from proving_ground.suite import machine

WORK = """\
work() {
  local said
  said=$(claude -p --dangerously-skip-permissions < PROMPT.md) || exit 1
  case $said in *"
DONE"|DONE) exit 0 ;; esac
}
"""
PROFILE = """\
engine: asks
run: bash {{home}}/loop.sh
project:
  PROMPT.md: "{{prompt}}"
agent:
  says: {{done: DONE}}
ask: {{{ask}}}
exit: {{0: {success}, 1: [failed, refused], 4: paused}}
"""
TYPED = 'while true; do {ask} || exit 1; [ "$word" = y ] || exit 1; work; done'
WAYS = {
    "at a terminal": (
        "question: 'Go on', agree: y, refuse: n",
        TYPED.format(ask="read -rp 'Go on? ' word"),
    ),
    "by the terminal itself": (
        "question: 'Go on', agree: y, refuse: n",
        TYPED.format(ask="{ echo 'Go on?' > /dev/tty && read -r word < /dev/tty; } 2> /dev/null"),
    ),
    "through a pipe": (
        "question: 'Go on', answer: stdin, agree: y, refuse: n",
        TYPED.format(ask="{ echo 'Go on?'; read -r word; }"),
    ),
    "in a file": (
        "file: .loop/question, answer: .loop/answer, agree: fine, refuse: stop, before: 2",
        "work; mkdir -p .loop; while true; do rm -f .loop/answer; echo more > .loop/question; "
        "while [ ! -e .loop/answer ]; do sleep 0.05; done; rm .loop/question; "
        '[ "$(cat .loop/answer)" = fine ] || exit 1; work; done',
    ),
    "in the file that asks": (
        "file: plan, answer: plan, agree: fine, refuse: stop",
        "echo open > plan; while grep -q open plan; do sleep 0.05; done; "
        "grep -q fine plan || exit 1; while true; do work; done",
    ),
    "by a command, to a run that has ended": (
        "question: 'needs a yes', answer: command, kept: true, "
        "agree: touch .approved, refuse: touch .rejected",
        "[ -e .rejected ] && exit 1; [ -e .approved ] || { echo 'it needs a yes'; exit 4; }; "
        "while true; do work; done",
    ),
}
"""What the profile tells, and what the engine does; the work is done by `work`."""
QUESTION = "question: 'Go on', agree: y, refuse: n"
IMPATIENT = TYPED.format(ask="{ read -t 0.2 -rp 'Go on? ' word || word=y; }")
ASKED = "read -rp 'Go on? ' word"
LIARS = {
    "takes a no for a yes": (Says.NO, f"while {ASKED}; do work; done"),
    "takes silence for a yes": (Says.NOTHING, IMPATIENT),
    "takes nobody for a yes": (Says.ABSENT, f"while true; do {ASKED}; work; done"),
    "asks again and again, where nobody is": (Says.ABSENT, f"until {ASKED}; do :; done; work"),
    "asks when it has called": (Says.NO, f"work; {TYPED.format(ask=ASKED)}"),
    "never asks": (Says.NO, "work; work; work"),
    "says no itself": (Says.NO, "exit 1"),
}
"""Engines that say that they ask before their first call, and what their person does."""


@dataclass
class Asker:
    """Makes trials of an engine that asks, in a folder of its own."""

    supervisor: SupervisorClient
    folder: Path
    workshop: Workshop

    def trial(self, ask: str, loop: str, says: Says, success: str = "complete") -> LoopsTrial:
        (self.folder / "loop.sh").write_text(f"{WORK}{loop}\n")
        (self.folder / "engine.yaml").write_text(PROFILE.format(ask=ask, success=success))
        adapter = make(self.folder / "engine.yaml", None)
        project = self.workshop.new_project(plain=True)
        trial = LoopsTrial(adapter, self.supervisor, project, machine.path())
        trial.scene.change(steps=tuple(f"step-{n}" for n in range(3)))
        trial.scene.meet(says)
        return trial


@pytest.fixture
def asker(supervisor: SupervisorClient, tmp_path: Path) -> Iterator[Asker]:
    (tmp_path / "home").mkdir()
    yield Asker(supervisor, tmp_path, Workshop(tmp_path / "home"))
    supervisor.sweep()


@pytest.mark.parametrize(("ask", "loop"), WAYS.values(), ids=WAYS)
def test_a_yes_is_heard(asker: Asker, ask: str, loop: str) -> None:
    trial = asker.trial(ask, loop, Says.YES)
    trial.run()
    assert trial.evidence.is_complete
    assert sum(run.asked for run in trial.evidence.runs) > 0
    trial.close()


@pytest.mark.parametrize(
    ("way", "says"),
    [
        *((way, Says.NO) for way in WAYS),
        ("at a terminal", Says.NOTHING),
        ("in a file", Says.NOTHING),
        ("by the terminal itself", Says.ABSENT),
        ("through a pipe", Says.ABSENT),
        ("by a command, to a run that has ended", Says.ABSENT),
    ],
)
def test_nothing_but_a_yes_lets_it_go_on(asker: Asker, way: str, says: Says) -> None:
    trial = asker.trial(*WAYS[way], says)
    trial.run()
    assert not list(going_on_unheard(trial.evidence))
    trial.close()


def test_a_yes_is_kept_by_who_keeps_it(asker: Asker) -> None:
    ask, loop = WAYS["by a command, to a run that has ended"]
    trial = asker.trial(ask, loop, Says.YES)
    trial.stop(2, signal.SIGKILL)
    trial.scene.meet(Says.ABSENT)
    trial.run()
    assert not list(deaf_to_a_yes(trial.evidence))
    assert trial.evidence.is_complete
    trial.close()


def _broken(trial: LoopsTrial) -> tuple[str, ...]:
    """The laws that the run was found to break."""
    try:
        trial.run()
    except LawBroken as error:
        return error.findings
    return ()


@pytest.mark.parametrize(("says", "loop"), LIARS.values(), ids=LIARS)
def test_whoever_hears_a_yes_that_nobody_said_is_found_out(
    asker: Asker, says: Says, loop: str
) -> None:
    trial = asker.trial(QUESTION, loop, says)
    broken = [*_broken(trial), *going_on_unheard(trial.evidence)]
    assert broken
    trial.close()


def test_a_question_in_other_words_is_an_error_of_the_profile(asker: Asker) -> None:
    trial = asker.trial(QUESTION.replace("Go on", "Proceed"), TYPED.format(ask=ASKED), Says.YES)
    with pytest.raises(TrialError, match=r"`Proceed`(.|\n)*Go on\?(.|\n)*correct `ask`"):
        trial.run()
    trial.close()


def test_a_no_may_be_reported_by_the_exit_of_success(asker: Asker) -> None:
    loop = TYPED.format(ask=ASKED).replace("|| exit 1; work", "|| exit 0; work")
    trial = asker.trial(QUESTION, loop, Says.NO, success="[complete, refused]")
    trial.run()
    assert not list(going_on_unheard(trial.evidence))
    assert not trial.evidence.is_complete
    trial.close()
