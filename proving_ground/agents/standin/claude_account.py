"""What a session of claude has used: messages, turns, tokens and money."""

from __future__ import annotations

import time

from proving_ground.agents.standin.claude_events import message_usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from proving_ground.agents.standin.wire import Record

_USD_PER_MILLION = {
    "sonnet-4": (3.0, 15.0),
    "sonnet": (2.0, 10.0),
    "haiku": (0.1, 0.5),
    "opus": (4.0, 20.0),
}
"""Of tokens in and out, by family; the real CLI takes an unknown model for an opus."""


class Account:
    """Counts messages; the sums of money and of each model go on over a resume."""

    def __init__(self, model: str, before: Record | None):
        """`before` is how the session stood that is resumed."""
        self._model = model
        self.usd: float = before["totalCostUSD"] if before else 0
        self.models: Record = dict(before["modelUsage"]) if before else {}
        self.start_turn()

    def start_turn(self) -> None:
        """The user says something: what is told of a turn alone begins anew."""
        self._started = time.time()
        self.asked, self.results, self.tokens = 0, 0, [0, 0]

    def asks(self, tokens_out: int = 20) -> None:
        """One more message of the model."""
        self.asked += 1
        tokens_in = message_usage()["input_tokens"]
        self.tokens = [self.tokens[0] + tokens_in, self.tokens[1] + tokens_out]
        usd = self._usd(tokens_in, tokens_out)
        self.usd += usd
        known = self.models.get(self._model) or self._nothing()
        self.models[self._model] = {
            **known,
            "inputTokens": known["inputTokens"] + tokens_in,
            "outputTokens": known["outputTokens"] + tokens_out,
            "costUSD": known["costUSD"] + usd,
        }

    def take_back(self) -> None:
        """The last message is paid for, but no longer told of in the usage of the turn."""
        used = message_usage()
        self.tokens = [
            self.tokens[0] - used["input_tokens"],
            self.tokens[1] - used["output_tokens"],
        ]

    def _usd(self, tokens_in: int, tokens_out: int) -> float:
        family = next((name for name in _USD_PER_MILLION if name in self._model), "opus")
        into, out = _USD_PER_MILLION[family]
        return tokens_in / 1_000_000 * into + tokens_out / 1_000_000 * out

    def told(self, cost: float | None) -> Record:
        """What a result tells of it; `cost` in USD, where the script says so."""
        return {
            "duration_ms": int((time.time() - self._started) * 1000),
            "duration_api_ms": self.asked,
            "num_turns": self.results + 1,
            "total_cost_usd": self.usd if cost is None else cost,
            "usage": self._usage(),
            "modelUsage": self.models,
        }

    def state(self) -> Record:
        """What is kept for a resume."""
        return {"totalCostUSD": self.usd, "modelUsage": self.models}

    def _usage(self) -> Record:
        return {
            **message_usage(),
            "input_tokens": self.tokens[0],
            "output_tokens": self.tokens[1],
            "output_tokens_details": {"thinking_tokens": 0},
            "server_tool_use": {"web_search_requests": 0, "web_fetch_requests": 0},
            "cache_creation": {"ephemeral_1h_input_tokens": 0, "ephemeral_5m_input_tokens": 0},
            "inference_geo": "",
            "iterations": [],
            "speed": "standard",
            "fallback_credit": None,
        }

    def _nothing(self) -> Record:
        return {
            "inputTokens": 0,
            "outputTokens": 0,
            "cacheReadInputTokens": 0,
            "cacheCreationInputTokens": 0,
            "cacheCreationEphemeral5mInputTokens": 0,
            "cacheCreationEphemeral1hInputTokens": 0,
            "thinkingTokens": 0,
            "webSearchRequests": 0,
            "costUSD": 0,
            "contextWindow": 1000000,
            "maxOutputTokens": 128000,
            "canonicalModel": self._model,
            "provider": "firstParty",
            "costBasis": "list",
        }
