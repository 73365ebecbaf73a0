"""The picture of a session is a pure function; each picture is kept, to be looked at.

A picture that is to change: remove its file, run the test, and look at the new one.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from proving_ground.report.page.render import FOLDER
from tests.report.sessions import SESSIONS

SNAPSHOTS = Path(__file__).parent / "snapshots"
EMPTY = '<script type="application/json" id="data">{}</script><div id="live"></div>'
DRAW = """([session, width]) => {
  const picture = timeline(session, width, true);
  document.body.replaceChildren(picture);
  const right = Math.max(...[...picture.querySelectorAll("*")].map(
    (each) => each.getBoundingClientRect().right - picture.getBoundingClientRect().left));
  return [picture.outerHTML.replaceAll("><", ">\\n<"), right];
}"""


@pytest.mark.parametrize("width", [880, 330])
@pytest.mark.parametrize("name", SESSIONS)
def test_a_session_is_drawn_as_it_was(page: Page, name: str, width: int) -> None:
    page.set_content(EMPTY)
    for script in ("dom.js", "timeline.js"):
        page.add_script_tag(content=(FOLDER / script).read_text("utf-8"))
    session = SESSIONS[name].model_dump(mode="json", exclude_defaults=True)
    drawn, right = page.evaluate(DRAW, [session, width])
    assert right <= width + 12, "it would have to be scrolled sideways"
    snapshot = SNAPSHOTS / f"{name}-{width}.svg"
    if not snapshot.exists():
        snapshot.parent.mkdir(exist_ok=True)
        snapshot.write_text(drawn, "utf-8")
        pytest.fail(f"{snapshot.name} is new: look at it, and run the test again")
    assert drawn == snapshot.read_text("utf-8")
