"""Messages of claude in parts, as `--include-partial-messages` asks for them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from proving_ground.agents.standin.claude_turn import Turn
    from proving_ground.agents.standin.wire import Record


class Partial:
    """Prints the parts of one turn's messages as they come."""

    def __init__(self, turn: Turn):
        self._turn = turn
        self._index = 0
        self.begun: list[str] = []

    def start(self) -> None:
        """Tell that a message begins."""
        self._index = 0
        self._turn.emit(self._turn.agent.voice.system("status", status="requesting"))
        self.begun.append(self._turn.agent.voice.message)
        self._turn.emit(self._turn.agent.voice.starts_message())

    def block(self, block: Record, delta: Record) -> None:
        """A block begins, and all of it comes at once."""
        at = {"index": self._index}
        start = {"type": "content_block_start", **at, "content_block": block}
        self._turn.emit(self._turn.agent.voice.partial(start))
        self._turn.emit(
            self._turn.agent.voice.partial({**at, "type": "content_block_delta", "delta": delta})
        )

    def stop(self) -> None:
        """Tell that the block of content ends."""
        told = {"type": "content_block_stop", "index": self._index}
        self._turn.emit(self._turn.agent.voice.partial(told))
        self._index += 1

    def end(self, stop: str) -> None:
        """The message ends, for that reason."""
        delta = {"stop_reason": stop, "stop_sequence": None}
        usage = {"output_tokens": 20}
        told = {"type": "message_delta", "delta": delta, "usage": usage}
        self._turn.emit(self._turn.agent.voice.partial(told))
        self._turn.emit(self._turn.agent.voice.partial({"type": "message_stop"}))
