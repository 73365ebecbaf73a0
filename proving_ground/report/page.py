"""The HTML page: the Cucumber project's own viewer around the messages of a run, in one file."""

import html
import json
import re
from collections.abc import Iterable

from proving_ground.report.assets import Assets

STYLE = """
header.run { padding: 1rem 1rem 0; font-family: sans-serif }
header.run h1 { margin: 0; font-size: 1.5rem }
header.run p { margin: .3rem 0; color: #555 }
#report { padding: 1rem }
#report, #report * { box-sizing: border-box }
#report article > section:nth-of-type(3) { display: none }
"""
"""The viewer's third section is of hooks around the whole run, which behave does not have."""

SCRIPT = """
const header = document.createElement("header");
header.className = "run";
for (const [tag, text] of HEADING) {
  header.appendChild(document.createElement(tag)).textContent = text;
}
document.body.prepend(header);
"""

LEGEND = (
    "Below, a KNOWN failure is shown as pending, with its reason; "
    "FAIL, ERROR and STALE are shown as failed."
)


def page(assets: Assets, title: str, counts: str, messages: Iterable[str]) -> str:
    """Fill the viewer's template; `messages` are lines of JSON."""
    heading = json.dumps([("h1", title), ("p", counts), ("p", LEGEND)])
    parts = {
        "title": html.escape(title),
        "icon": assets.icon,
        "css": assets.style,
        "custom_css": STYLE,
        "messages": ",\n".join(_inert(line) for line in messages),
        "script": assets.script.replace("</script", "<\\/script"),
        "custom_script": SCRIPT.replace("HEADING", _inert(heading)),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], assets.template)


def _inert(line: str) -> str:
    """JSON of the same meaning in which no tag can begin."""
    return line.replace("<", "\\u003c")
