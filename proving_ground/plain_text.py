"""Text from anywhere, as terminals, XML, HTML and people can take it."""

import re

LONGEST = 20_000
"""Characters of one text of a report; of a longer one the beginning and the end are shown."""

_LAST_TWO = "".join(chr((plane << 16) + end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control codes, but for tab and newline
    "\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"  # what changes how lines are shown
    "\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\U000e0000-\U000e007f"  # no characters, or unseen
    f"{_LAST_TWO}]"
)


def safe(text: str) -> str:
    """The same text for a terminal, XML and HTML: what is no plain character is spelt out."""
    return text if text.isprintable() else _UNSAFE.sub(_spelt, text)


def shortened(text: str) -> str:
    """The same text, or the beginning and the end of one that is longer than LONGEST."""
    left_out = len(text) - LONGEST
    if left_out <= 0:
        return text
    half = LONGEST // 2
    return f"{text[:half]}\n[… {left_out} characters are left out …]\n{text[-half:]}"


def _spelt(found: re.Match[str]) -> str:
    return ascii(found[0])[1:-1]
