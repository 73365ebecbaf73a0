"""Phrases with gaps are found in a sentence, and nothing but them."""

from typing import Any

import parse
import pytest

from proving_ground.backends.contract import Method, Request, Setting
from proving_ground.language.phrases import phrases
from proving_ground.suite.steps.vocabulary import TYPES

WORD = phrases(
    {
        "added": "nothing more",
        'added with the priority "…"': lambda priority: f"priority {priority}",
        "newest N to-dos": int,
        "0.5 others": float,
        'renamed from "…" to "…"': lambda old, new: (old, new),
        "Not a Name": "as it stands",
    }
)


def found(text: str) -> Any:
    match = parse.parse("it was {word:Word}.", text, {"Word": WORD})
    return match["word"] if match else None


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("it was added.", "nothing more"),
        ('it was added with the priority "low".', "priority low"),
        ('it was added with the priority "".', "priority "),
        ("it was newest 12 to-dos.", 12),
        ("it was 0.25 others.", 0.25),
        ("it was 2 others.", 2.0),
        ("it was newest 1.5 to-dos.", None),
        ('it was renamed from "a.b" to "c d".', ("a.b", "c d")),
        ("it was Not a Name.", "as it stands"),
        ("it was added with the priority low.", None),
        ('it was added with the priority "a" "b".', None),
        ("it was newest N to-dos.", None),
        ("it was newest two to-dos.", None),
        ('it was renamed from "…".', None),
    ],
)
def test_a_phrase_means_what_it_says(text: str, meaning: Any) -> None:
    assert found(text) == meaning


def test_the_alternatives_are_shown_as_they_were_written() -> None:
    assert 'added with the priority "…"' in WORD.alternatives  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("type_", "text", "meaning"),
    [
        ("Choice", 'the settings file "a b.env"', (Setting.SETTINGS_FILE, "a b.env")),
        ("Choice", "a save every 0.05 seconds", (Setting.SAVE_INTERVAL, "0.05")),
        ("Lessons", '"Use tabs., Test."', {"Use tabs.": "learning", "Test.": "learning"}),
        ("Lessons", "2 other things since", {f"Lesson number {n}.": "learning" for n in (1, 2)}),
        ("Listing", "newest 2 to-dos", Request(Method.TASKS, {"action": "list", "limit": 2})),
        ("Question", "about the backend", Request(Method.INFO)),
        ("Question", 'about the backend "x"', Request(Method.INFO, {"name": "x"})),
        (
            "AgentTasks",
            'the task "a" and told "b"',
            Request(Method.SPAWN, {"task": "a", "context": "b"}),
        ),
        ("CheckPlace", ' in "a/b"', {"cwd": "a/b"}),
        ("WithWords", ' with the words "--a b"', ["--a", "b"]),
    ],
)
def test_the_words_mean_requests_and_settings(type_: str, text: str, meaning: Any) -> None:
    assert TYPES[type_](text) == meaning
