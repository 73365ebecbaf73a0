"""How claude tells that its API failed, and what it tries before it gives up."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from proving_ground.agents.standin.wire import Record

RETRIES = 10
"""How often a request is made again, if the environment does not say otherwise."""
RESUMES = 3
"""How often the model is asked to go on where its answer broke off."""
_TYPES = {
    400: ("invalid_request_error", "unknown"),
    401: ("authentication_error", "authentication_failed"),
    403: ("permission_error", "authentication_failed"),
    404: ("not_found_error", "model_not_found"),
    413: ("request_too_large", "invalid_request"),
    429: ("rate_limit_error", "rate_limit"),
    529: ("overloaded_error", "server_error"),
}
_RETRIED = {429: "rate_limit", 529: "overloaded"}
_LOST = "API Error: Connection lost mid-response. The response above may be incomplete."
_REFUSED = (
    "API Error: Connection refused \u2014 a firewall or proxy may be blocking it (ECONNREFUSED)"
)
_CUT = (
    "API Error: Claude's response exceeded the 128000 output token maximum. To configure this"
    " behavior, set the CLAUDE_CODE_MAX_OUTPUT_TOKENS environment variable."
)
_TOO_LARGE = (
    "Request too large (max 32MB). Accumulated images and attachments in the conversation pushed"
    " the request over the limit. Remove older images or compact the conversation."
)
_GO_ON = "Go on where the answer above broke off."
NO_KEY = "Not logged in \u00b7 Please run /login"


class Failure:
    """What is said in the end: the text, and what event and result tell besides."""

    def __init__(self, text: str, event: Record, result: Record):
        self.text = text
        self.event = {"error": "server_error", "is_api_error_message": True, **event}
        self.result: Record = {"api_error_status": None, "terminal_reason": "api_error", **result}


def retries() -> int:
    """How often a request that failed is made again."""
    told = os.environ.get("CLAUDE_CODE_MAX_RETRIES", "")
    return int(told) if told.isdigit() else RETRIES


def is_retried(kind: int | str) -> bool:
    """Whether a request that failed like that is made again."""
    return kind in (408, 409, 429, "unreachable") or (isinstance(kind, int) and kind >= 500)


def word(kind: int | str) -> str:
    """What a retry calls the failure."""
    return _RETRIED.get(kind, "server_error") if isinstance(kind, int) else "connection_failed"


def of_status(status: int, message: str, model: str) -> Failure:
    """The API answered with that status."""
    kind, error = _TYPES.get(status, ("api_error", "server_error"))
    told: Record = {"api_error_status": status, "api_error_type": kind}
    reason = "api_error"
    if status == 400 and message.startswith("prompt is too long"):
        reason, error = "prompt_too_long", "invalid_request"
    elif status == 413:
        reason = "image_error"
    text = _status_text(status, message, model)
    return Failure(
        text,
        {"error": error, "request_id": "req_standin", **told},
        {**told, "terminal_reason": reason},
    )


def _status_text(status: int, message: str, model: str) -> str:
    known = {
        401: f"Failed to authenticate. API Error: 401 {message}",
        403: f"Failed to authenticate. API Error: 403 {message}",
        404: f"There's an issue with the selected model ({model}). It may not exist or you may not"
        " have access to it. Run --model to pick a different model.",
        413: _TOO_LARGE,
        429: f"API Error: Request rejected (429) \u00b7 {message}",
    }
    if status == 400 and message.startswith("prompt is too long"):
        return "Prompt is too long"
    if status < 500:
        return known.get(status, f"API Error: {status} {message}")
    return (
        f"API Error: {status} {message}. This is a server-side issue, usually temporary \u2014 try"
        f" again in a moment. If it persists, check {_whom()}."
    )


def _whom() -> str:
    base = os.environ.get("ANTHROPIC_BASE_URL")
    if not base:
        return "status.claude.com"
    return f"your inference gateway ({base.partition('//')[2].partition('/')[0]})"


def of_connection(kind: str) -> Failure:
    """The API could not be reached, or its answer broke off again and again."""
    told = {"api_error": "connection_failed"}
    return Failure(_LOST if kind == "cut" else _REFUSED, told, told)


def of_length() -> Failure:
    """The model's answer was too long, again and again."""
    told = {"api_error": "max_output_tokens"}
    event = {**told, "error": "max_output_tokens", "api_error_params": {"cut": "output_limit"}}
    return Failure(_CUT, event, told)


def of_refusal(model: str, message: str) -> Failure:
    """The model refused to answer, twice; `message` is the id of its last message."""
    words = model.removeprefix("claude-").split("-")
    name = f"{words[0].capitalize()} {'.'.join(words[1:3])}".strip()
    text = (
        f"API Error: {name}'s safeguards flagged this message (https://www.anthropic.com/legal/aup)."
        f" This sometimes happens with safe, normal conversations. Claude Code can't respond to"
        f" this message with {name}.\n\nTry rephrasing the request in a new session or change your"
        f" model.\n\nLearn more: https://support.claude.com/en/articles/8106465\n\nRequest ID:"
        f" req_standin\n\nMessage ID: {message}"
    )
    event = {"error": "invalid_request", "refused_message_id": message}
    result = {"stop_reason": "refusal", "safety_stops": 2}
    return Failure(text, {**event, "request_id": "req_standin"}, result)


def of_no_key() -> Failure:
    """There is no key to the API."""
    return Failure(NO_KEY, {"error": "authentication_failed"}, {})


def go_on() -> list[Record]:
    """What the CLI tells the model whose answer broke off."""
    return [{"type": "text", "text": _GO_ON}]
