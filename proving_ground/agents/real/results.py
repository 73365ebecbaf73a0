"""What came of the tools that a model asked for, as the request that follows tells the API."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from proving_ground.agents.script import Act

_RAN = {
    "tool_result": ("Exit code ",),
    "function_call_output": ("Process exited with code ", "Process running "),
}
"""What is told of a command that was run, though it failed, by the kind of the result."""
_REFUSED = (
    *("haven't granted", "Permission to use", "needs approval", "requires approval"),
    *("hook error", "No such tool available", "unsupported call", "user approval settings"),
)
"""Words by which a refusal is told from a tool that fails by itself."""


@dataclass(frozen=True)
class Result:
    """What one tool answered; claude alone tells whether it `failed`, codex tells in words."""

    kind: str
    text: str
    failed: bool

    def refuses(self, act: Act) -> bool:
        """Whether the agent did not let the model do that."""
        is_command = "run" in act or ("delete" in act and self.kind == "tool_result")
        if is_command and (self.failed or self.kind == "function_call_output"):
            return not any(told in self.text for told in _RAN[self.kind])
        told = self.failed or self.kind != "tool_result"
        return told and any(words in self.text for words in _REFUSED)


def results(body: Mapping[str, Any]) -> dict[str, Result]:
    """All that a request tells, by the id of the call; of both vendors' APIs."""
    return {each[0]: each[1] for each in _results(body)}


def _results(body: Mapping[str, Any]) -> Iterator[tuple[str, Result]]:
    for message in body.get("messages") or ():
        content = message.get("content")
        for block in content if isinstance(content, list) else ():
            if block.get("type") == "tool_result":
                text, failed = _text(block.get("content")), bool(block.get("is_error"))
                yield str(block.get("tool_use_id")), Result("tool_result", text, failed)
    for item in body.get("input") or ():
        kind = str(item.get("type"))
        if kind.endswith("_call_output"):
            text = _text(item.get("output"))
            yield str(item.get("call_id")), Result("function_call_output", text, failed=False)


def _text(content: Any) -> str:
    """A text, or the texts of a list of blocks."""
    if isinstance(content, list):
        return "\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content or "")
