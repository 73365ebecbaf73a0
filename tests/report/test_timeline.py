"""The picture of a session is a pure function; each picture is kept, to be looked at.

A picture that is to change: remove its file, run the test, and look at the new one.
"""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from proving_ground.facts import Session
from proving_ground.report.page.render import FOLDER
from tests.report.sessions import KILLED_TWICE, PARALLEL, SESSIONS, block, call, run, state

SNAPSHOTS = Path(__file__).parent / "snapshots"
WIDTHS = (880, 330, 250)
EMPTY = '<script type="application/json" id="data">{}</script><figure class="timeline"></figure>'
DRAW = """([session, width]) => {
  const picture = timeline(session, width, true);
  document.querySelector("figure").replaceChildren(picture);
  return picture.outerHTML.replaceAll("><", ">\\n<");
}"""
BOXES = """() => {
  const picture = document.querySelector("figure svg");
  const all = (what) => [...picture.querySelectorAll(what)];
  const box = (each) => {
    const { left, top, right, bottom } = each.getBoundingClientRect();
    return { left, top, right, bottom };
  };
  const told = (each) => ({ ...box(each), words: each.textContent });
  const dots = (path) => {
    const matrix = path.getScreenCTM();
    return Array.from({ length: Math.ceil(path.getTotalLength()) + 1 }, (_, at) => {
      const { x, y } = path.getPointAtLength(at).matrixTransform(matrix);
      return { left: x - 1, right: x + 1, top: y - 1, bottom: y + 1, words: path.classList[0] };
    });
  };
  return {
    frame: box(picture),
    texts: all("text").map(told),
    marks: [...all(".strike circle, path.glyph, path.ribbon").map(told),
      ...all("path.thread, path.bracket, path.fork").flatMap(dots)],
    calls: all("g.call").map((each) => ({
      shape: box(each.querySelector("rect, path")),
      texts: [...each.querySelectorAll("text")].map(told),
    })),
  };
}"""
TOUCH = 1.5
"""Pixels by which the boxes of letters, which are higher than these, may overlap."""


@pytest.fixture
def canvas(page: Page) -> Page:
    page.set_content(EMPTY)
    page.add_style_tag(content=(FOLDER / "style.css").read_text("utf-8"))
    for script in ("dom.js", "calls.js", "timeline.js"):
        page.add_script_tag(content=(FOLDER / script).read_text("utf-8"))
    return page


def draw(canvas: Page, session: Session, width: int) -> str:
    told = session.model_dump(mode="json", exclude_defaults=True)
    return str(canvas.evaluate(DRAW, [told, width]))


@pytest.mark.parametrize("width", [880, 330])
@pytest.mark.parametrize("name", SESSIONS)
def test_a_session_is_drawn_as_it_was(canvas: Page, name: str, width: int) -> None:
    drawn = draw(canvas, SESSIONS[name], width)
    snapshot = SNAPSHOTS / f"{name}-{width}.svg"
    if not snapshot.exists():
        snapshot.parent.mkdir(exist_ok=True)
        snapshot.write_text(drawn, "utf-8")
        pytest.fail(f"{snapshot.name} is new: look at it, and run the test again")
    assert drawn == snapshot.read_text("utf-8")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SESSIONS)
def test_no_words_cross_a_mark_or_other_words(canvas: Page, name: str, width: int) -> None:
    draw(canvas, SESSIONS[name], width)
    assert problems(canvas.evaluate(BOXES)) == []


def test_words_that_cross_a_mark_are_found(canvas: Page) -> None:
    """The check itself: a caption is moved onto the thread, and a name onto its neighbour."""
    draw(canvas, KILLED_TWICE, 880)
    assert not problems(canvas.evaluate(BOXES))
    canvas.evaluate("""() => {
      const caption = document.querySelector("text.after");
      caption.setAttribute("x", 200);
      document.querySelector(".call text").setAttribute("x", 160);
    }""")
    told = "\n".join(problems(canvas.evaluate(BOXES)))
    assert "crosses thread" in told
    assert "leaves its block" in told


def problems(drawn: dict[str, Any]) -> list[str]:
    """What of a picture cannot be read: words on marks, on words, or outside of their place."""
    texts, frame = drawn["texts"], drawn["frame"]
    found = {
        f"{text['words']!r} crosses {mark['words'] or 'a mark'}"
        for text in texts
        for mark in drawn["marks"]
        if touch(text, mark)
    }
    pairs = ((a, b) for at, a in enumerate(texts) for b in texts[at + 1 :])
    found |= {f"{a['words']!r} crosses {b['words']!r}" for a, b in pairs if touch(a, b)}
    found |= {f"{t['words']!r} leaves the picture" for t in texts if not inside(t, frame)}
    found |= {
        f"{text['words']!r} leaves its block"
        for each in drawn["calls"]
        for text in each["texts"]
        if not inside(text, each["shape"])
    }
    blocks = [each["shape"] for each in drawn["calls"]]
    if any(touch(a, b) for at, a in enumerate(blocks) for b in blocks[at + 1 :]):
        found.add("a block covers another")
    return sorted(found)


def touch(one: dict[str, float], other: dict[str, float]) -> bool:
    return (
        one["left"] + TOUCH < other["right"]
        and other["left"] + TOUCH < one["right"]
        and one["top"] + TOUCH < other["bottom"]
        and other["top"] + TOUCH < one["bottom"]
    )


def inside(one: dict[str, float], other: dict[str, float]) -> bool:
    return one["left"] >= other["left"] - TOUCH and one["right"] <= other["right"] + TOUCH


PLACES = """(session) => readRuns(session, true).map((run) =>
  run.calls.map((call) => [call.column, call.end, call.row]))"""


def places(canvas: Page, *calls: Any) -> list[tuple[int, ...]]:
    """Column, last column and row of each call of a run."""
    session = Session(name="one", runs=(run("started", *calls, after=state(1)),))
    told = session.model_dump(mode="json", exclude_defaults=True)
    return [tuple(each) for each in canvas.evaluate(PLACES, told)[0]]


def test_calls_that_overlap_stand_below_each_other(canvas: Page) -> None:
    told = PARALLEL.model_dump(mode="json", exclude_defaults=True)
    assert canvas.evaluate(PLACES, told) == [
        [[0, 0, 0], [1, 1, 0], [1, 1, 1], [1, 1, 2], [2, 2, 0]]
    ]


def test_a_long_call_reaches_over_all_that_went_on_beside_it(canvas: Page) -> None:
    calls = (
        call(1, agent=0, began_s=0, ended_s=9),
        call(1, agent=1, began_s=1, ended_s=2),
        call(2, agent=1, began_s=3, ended_s=4),
        call(3, agent=1, began_s=9, ended_s=10),
    )
    assert places(canvas, *calls) == [(0, 1, 0), (0, 0, 1), (1, 1, 1), (2, 2, 1)]


def test_what_began_as_another_ended_does_not_stand_beside_it(canvas: Page) -> None:
    calls = (call(1, began_s=0, ended_s=1), call(2, began_s=1, ended_s=2))
    assert places(canvas, *calls) == [(0, 0, 0), (1, 1, 0)]


def test_a_call_that_was_cut_short_ends_when_its_agent_is_called_again(canvas: Page) -> None:
    calls = (
        call(1, "cut short", began_s=0),
        call(1, began_s=1, ended_s=2),
        call(2, "cut short", began_s=3),
    )
    assert places(canvas, *calls) == [(0, 0, 0), (1, 1, 0), (2, 2, 0)]


def test_agents_that_were_cut_short_together_stand_below_each_other(canvas: Page) -> None:
    assert places(canvas, *block(1, 3, cut=(0, 1, 2))) == [(0, 0, 0), (0, 0, 1), (0, 0, 2)]
