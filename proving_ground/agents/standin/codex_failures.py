"""How codex tells that its API failed."""

from __future__ import annotations

from proving_ground.agents.standin import signals
from proving_ground.agents.standin.call import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_REASONS = {401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 413: "Payload Too Large"}
_BUSY = "We\u2019re currently experiencing high demand, which may cause temporary errors."
_FULL = (
    "Codex ran out of room in the model's context window. Start a new thread or clear earlier"
    " history before retrying."
)
_CUT = "stream disconnected before completion: stream closed before response.completed"
_LIMIT = "exceeded retry limit, last status: 429 Too Many Requests"
_OFFLINE = "Reconnecting... waiting for network (Connection failed: error sending request)"


def told(kind: Any, message: str, kind_told: str) -> tuple[str, str]:
    """What is said of the failure, and whether it is tried again: `aloud`, `quietly`, or not.

    `kind_told` is how the API itself calls the error.
    """
    known = {
        "cut": (_CUT, "aloud"),
        "refusal": ("the request was refused", ""),
        "max_tokens": (_FULL, ""),
        429: (_LIMIT, "quietly"),
    }
    if kind in known:
        return known[kind]
    if kind == 400:
        told = f'"type": "{kind_told}", "code": null, "param": null, "message": "{message}"'
        return f'{{"error": {{{told}}}}}', ""
    if isinstance(kind, int) and kind >= 500:
        return _BUSY, "aloud"
    if isinstance(kind, int):
        reason = _REASONS.get(kind, "Error")
        url = "http://127.0.0.1:9/v1/responses"
        return f"unexpected status {kind} {reason}: {message}, url: {url}", ""
    raise Problem(f"unknown failure {kind!r}")


def wait_for_network(tell: Callable[[str], None]) -> None:
    """The API cannot be reached: codex waits for the network, as long as it takes."""
    tell(_OFFLINE)
    while True:
        signals.pause()
