"""A turn of claude whose API fails: what is tried again, and how it is given up."""

from __future__ import annotations

from proving_ground.agents.standin import claude_failures as failures
from proving_ground.agents.standin import signals
from proving_ground.agents.standin.call import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from proving_ground.agents.standin.claude_turn import Turn
    from proving_ground.agents.standin.wire import Record


class Breakdown:
    """Lets the API of the model fail during one turn, as an act says."""

    def __init__(self, turn: Turn):
        self._turn = turn

    def play(self, act: Record) -> None:
        """The API fails; Ended where it fails too often."""
        kind = act["fail"]
        if kind == "hang":
            self._hang()
        elif kind in ("cut", "max_tokens", "refusal"):
            self._break_off(str(kind), act)
        elif kind == "unreachable" or isinstance(kind, int):
            self._fail_request(kind, act)
        else:
            raise Problem(f"unknown failure {kind!r}")

    def _hang(self) -> None:
        """The model never answers: wait for a signal, or for the SDK's user to stop it."""
        from proving_ground.agents.standin import claude_control  # noqa: PLC0415 (SDKs alone)

        if not self._turn.agent.talk:
            while True:
                signals.pause()
        try:
            self._turn.agent.talk.wait()
        except claude_control.Interrupted:
            self._turn.interrupted()

    def _fail_request(self, kind: int | str, act: Record) -> None:
        times, most = act.get("times"), failures.retries() if failures.is_retried(kind) else 0
        for attempt in range(1, most + 1):
            told: Record = {"attempt": attempt, "max_retries": most, "retry_delay_ms": 500}
            status = kind if isinstance(kind, int) else None
            told.update(error_status=status, error=failures.word(kind))
            self._turn.emit(self._turn.agent.voice.system("api_retry", **told))
            if times is not None and attempt >= times:
                return
        if isinstance(kind, int):
            message = str(act.get("message", f"error {kind}"))
            self._turn.give_up(failures.of_status(kind, message, self._turn.options.model))
        self._turn.give_up(failures.of_connection("unreachable"))

    def _break_off(self, kind: str, act: Record) -> None:
        """The answer breaks off, and the model is asked to go on, a few times."""
        times = act.get("times")
        again = 1 if kind == "refusal" else failures.RESUMES
        for attempt in range(again + 1):
            if times is not None and attempt >= times:
                return
            self._turn.agent.account.asks(1 if kind == "cut" else 20)
            self._turn.agent.voice.open_message()
            self._turn.says(str(act.get("text", "")))
            if attempt < again:
                self._go_on(kind)
        if kind == "refusal":
            self._tell_refusal()
        self._turn.give_up(self._broken(kind))

    def _go_on(self, kind: str) -> None:
        more: Record = {"isSynthetic": True}
        if kind == "refusal":
            more.update(refusal_retry=True, refused_message_id=self._turn.agent.voice.message)
            told = {"content": "The answer above was stopped; going on once.", "level": "notice"}
            self._turn.emit(self._turn.agent.voice.system("informational", **told))
        self._turn.agent.account.results += 1
        self._turn.emit(self._turn.agent.voice.user(failures.go_on(), **more))

    def _tell_refusal(self) -> None:
        told = dict.fromkeys(("api_refusal_category", "api_refusal_explanation"))
        names: Record = {"original_model": self._turn.options.model, "request_id": "req_standin"}
        names.update(refused_user_message_uuid=self._turn.agent.voice.session, content="")
        self._turn.emit(self._turn.agent.voice.system("model_refusal_no_fallback", **names, **told))

    def _broken(self, kind: str) -> failures.Failure:
        if kind == "refusal":
            return failures.of_refusal(self._turn.options.model, self._turn.agent.voice.message)
        return failures.of_length() if kind == "max_tokens" else failures.of_connection(kind)
