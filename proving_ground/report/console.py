"""Lines on a terminal, in colour where there is one."""

from typing import TextIO

from proving_ground.plain_text import safe
from proving_ground.report.model import Verdict

STYLES = {
    Verdict.PASS: "green",
    Verdict.FAIL: "bold red",
    Verdict.KNOWN: "yellow",
    Verdict.STALE: "bold magenta",
    Verdict.SKIPPED: "cyan",
    Verdict.ERROR: "bold red",
}


class Console:
    """Writes text to a stream; `colour` says whether styles are shown."""

    def __init__(self, stream: TextIO, *, colour: bool):
        self._stream = stream
        self._colour = colour

    @property
    def is_terminal(self) -> bool:
        """Whether a person may be watching."""
        return self._stream.isatty()

    def line(self, text: str = "", style: str = "") -> None:
        """Write a line."""
        self.write(f"{text}\n", style)

    def write(self, text: str, style: str = "") -> None:
        """Write text at once, without ending the line."""
        encoding = self._stream.encoding or "utf-8"
        shown = safe(text).encode(encoding, "backslashreplace").decode(encoding)
        self._stream.write(_painted(shown, style) if self._colour and style else shown)
        self._stream.flush()


def _painted(text: str, style: str) -> str:
    from rich.style import Style  # noqa: PLC0415 - 30 ms that only a terminal is worth

    body = text.rstrip("\n")
    return Style.parse(style).render(body) + text[len(body) :]
