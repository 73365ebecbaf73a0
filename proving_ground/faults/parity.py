"""Whether a session that was struck and resumed ended as the one that was left in peace."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:?\d\d)?")
_IDENTITY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.I)
_FLEETING = re.compile(r"(^|_)(at|time|timestamp|duration|elapsed|seconds|pid|id)$")
_EPOCH = 1_000_000_000
SHOWN = 3
"""How many items of a list a sentence names."""

Outcome = dict[str, object]
"""How a session ended, aspect by aspect, without times and ids."""


def differences(expected: Outcome, actual: Outcome) -> Iterator[str]:
    """Every aspect in which two outcomes differ, as a sentence."""
    for aspect in dict.fromkeys((*expected, *actual)):
        left, right = expected.get(aspect), actual.get(aspect)
        if left != right:
            yield f"{aspect}: {_difference(left, right)}"


def _difference(expected: object, actual: object) -> str:
    """Of two lists only what one of them has alone."""
    if isinstance(expected, Collection) and isinstance(actual, Collection):
        missing = [_words(each) for each in expected if each not in actual]
        extra = [_words(each) for each in actual if each not in expected]
        if (missing or extra) and not isinstance(expected, str):
            return f"missing {_listed(missing)}; not expected {_listed(extra)}"
    return f"expected {_words(expected)}, found {_words(actual)}"


def _words(value: object) -> str:
    """A value in words on one line; of several values the first names the others."""
    match value:
        case None:
            return "nothing"
        case str():
            return " ".join(value.split())
        case Mapping():
            return ", ".join(f"{key}: {_words(each)}" for key, each in value.items()) or "none"
        case tuple() if value:
            first, *others = map(_words, value)
            return ": ".join((first, *([", ".join(others)] if others else [])))
        case Collection():
            return ", ".join(map(_words, value)) or "none"
    return str(value)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return (", ".join(names[:SHOWN]) or "nothing") + more


def scrubbed(value: Any) -> Any:
    """The same value without what differs from run to run: times and ids."""
    if isinstance(value, Mapping):
        return {k: scrubbed(v) for k, v in value.items() if not _FLEETING.search(str(k))}
    if isinstance(value, list | tuple):
        return [scrubbed(each) for each in value]
    if isinstance(value, str):
        return _IDENTITY.sub("<id>", _MOMENT.sub("<time>", value))
    if isinstance(value, int | float) and value >= _EPOCH:
        return "<time>"
    return value
