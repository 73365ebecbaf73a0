"""Names as parts of links: the same name gives the same slug in every run."""

import hashlib
import re

LONGEST = 80
"""Characters of a slug, but for the digest that may follow."""
MEANINGLESS = re.compile(r"[\s,.'\"“”’:;-]+")
"""What a slug leaves out without becoming another's."""


def slug(name: str) -> str:
    """The letters a-z and digits of a name; four digits of a digest where more is left out."""
    words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    plain = MEANINGLESS.sub("-", name.lower()).strip("-")
    if words == plain and 0 < len(words) <= LONGEST:
        return words
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:4]
    return f"{words[:LONGEST].strip('-')}-{digest}".strip("-")
