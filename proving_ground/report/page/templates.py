"""Templates of pages, which share one frame and one style."""

from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent
STYLES = ("style.css", "views.css")


def templates(*folders: Path) -> Environment:
    """The templates in those folders, before those of the page itself, which hold the frame."""
    environment = Environment(
        loader=FileSystemLoader((*folders, FOLDER)),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["clock_time"] = clock_time
    styles = ((FOLDER / name).read_text("utf-8") for name in STYLES)
    environment.globals["style"] = "\n".join(styles)
    return environment


def clock_time(moment: str) -> str:
    """A moment of ISO 8601 as people write it."""
    return datetime.fromisoformat(moment).strftime("%d %b %Y, %H:%M UTC").lstrip("0")
