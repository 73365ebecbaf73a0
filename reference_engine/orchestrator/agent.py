"""One call of a coding agent, and what its output tells."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reference_engine.orchestrator.config import Provider, Settings
from reference_engine.orchestrator.errors import BackendDown, ConfigurationError, StepFailed
from reference_engine.orchestrator.processes import run
from reference_engine.orchestrator.server import NAME, Endpoint
from reference_engine.pipelines.errors import EngineError, TimeUp
from reference_engine.pipelines.processes import ending
from reference_engine.surroundings import agents_environment

_USD_PER_TOKEN = (1.25e-6, 1e-5)
"""Of codex, which tells no cost: what a token costs that goes in, and one that comes out."""
_MISCONFIGURED = re.compile(
    "Failed to authenticate|Not logged in|There's an issue with the selected model"
    r"|unexpected status (401|403|404)\b"
)
"""How the agents' errors begin where a key or a model's name is wrong."""
_STATUS = r"(408|409|429|5\d\d)\b"
_DOWN: dict[Provider, re.Pattern[str]] = {
    "claude": re.compile(rf"API Error\b.{{0,40}}?(\b{_STATUS}|\bconnection\b)", re.IGNORECASE),
    "codex": re.compile(
        rf"high demand|exceeded retry limit|stream disconnected|unexpected status {_STATUS}"
        "|connection failed",
        re.IGNORECASE,
    ),
}
"""How the agents' errors begin, or what they hold, where an API may answer another time."""


@dataclass(frozen=True)
class Output:
    """What an agent's events tell; `usd` is what the call cost, `error` why it does not count."""

    usd: float = 0.0
    error: EngineError | None = None


async def call(
    provider: Provider,
    prompt: str,
    cwd: Path,
    transcript: Path,
    settings: Settings,
    endpoint: Endpoint,
) -> Output:
    """Let that backend's agent work in `cwd`; all that it prints is kept beside `transcript`.

    Its output goes to files, not pipes: it may be long, and need not be UTF-8.
    """
    transcript.with_suffix(".md").write_text(prompt)
    with (
        transcript.with_suffix(".md").open("rb") as stdin,
        transcript.open("wb") as stdout,
        transcript.with_suffix(".err").open("wb") as stderr,
    ):
        streams = {"stdin": stdin, "stdout": stdout, "stderr": stderr}
        try:
            argv = _command(provider, settings.model_of(provider), endpoint)
            env = agents_environment()
            code = await run(argv, settings.idle_seconds, transcript, cwd=cwd, env=env, **streams)
        except OSError as error:
            told = f"cannot start {provider}: {error.strerror}; is it on PATH?"
            return Output(error=ConfigurationError(told))
        except TimeUp:
            idle = f"{provider} printed nothing for {settings.idle_seconds:g} seconds"
            return Output(error=StepFailed("agent_idle", idle))
    found = _claude(transcript) if provider == "claude" else _codex(transcript)
    if code and not found.error:
        crash = StepFailed("agent_crash", f"{provider} {ending(code)}")
        return Output(found.usd, crash)
    return found


def _command(provider: Provider, model: str, endpoint: Endpoint) -> list[str]:
    if provider == "claude":
        server = {"command": endpoint.command, "args": endpoint.args}
        config = json.dumps({"mcpServers": {NAME: server}})
        options = ["--output-format", "stream-json", "--verbose", "--mcp-config", config]
        return ["claude", "-p", "--model", model, "--dangerously-skip-permissions", *options]
    told = {"command": endpoint.command, "args": endpoint.args}
    servers = [
        part
        for key, value in told.items()
        for part in ("-c", f"mcp_servers.{NAME}.{key}={json.dumps(value)}")
    ]
    bypass = "--dangerously-bypass-approvals-and-sandbox"
    return ["codex", "exec", "--json", bypass, "-m", model, *servers, "-"]


def _claude(transcript: Path) -> Output:
    """The `result` event tells cost and errors, `system/init` whether the server is there."""
    usd = 0.0
    error: EngineError | None = None
    for event in _events(transcript):
        if event.get("subtype") == "init":
            error = _unconnected(event)
        elif event.get("type") == "result":
            usd = float(event.get("total_cost_usd") or 0)
            if event.get("is_error") and not error:
                said = str(event.get("result") or event.get("errors") or "no reason was given")
                error = _reported("claude", said)
    return Output(usd, error)


def _unconnected(event: dict[str, Any]) -> StepFailed | None:
    """Why our server is not at hand, None where it is or may be; others are the user's."""
    servers = event.get("mcp_servers")
    if servers is None:
        return None
    states = [server.get("status") for server in servers if server.get("name") == NAME]
    if not states:
        return StepFailed("mcp_unavailable", f"the MCP server {NAME} is not among the agent's")
    if states[0] in ("connected", "pending"):
        return None
    return StepFailed("mcp_unavailable", f"the MCP server {NAME} did not start")


def _codex(transcript: Path) -> Output:
    """`turn.completed` tells the tokens, `turn.failed` the error."""
    usd = 0.0
    error: EngineError | None = None
    for event in _events(transcript):
        if event.get("type") == "turn.completed":
            used = event.get("usage", {})
            tokens = used.get("input_tokens", 0), used.get("output_tokens", 0)
            usd = sum(n * price for n, price in zip(tokens, _USD_PER_TOKEN, strict=True))
        elif event.get("type") == "turn.failed":
            said = event.get("error", {}).get("message", "no reason was given")
            error = _reported("codex", said)
    return Output(usd, error)


def _is_down(provider: Provider, said: str) -> bool:
    pattern = _DOWN[provider]
    return bool(pattern.match(said) if provider == "claude" else pattern.search(said))


def _reported(provider: Provider, said: str) -> EngineError:
    """What an agent tells: an error for the user to mend, one of its API, or another."""
    if _MISCONFIGURED.match(said):
        return ConfigurationError(f"{provider} cannot work as it is set up: {said}")
    if _is_down(provider, said):
        return BackendDown(f"{provider} is down: {said}")
    return StepFailed("agent_error", f"{provider} reported an error: {said}")


def _events(transcript: Path) -> Iterator[dict[str, Any]]:
    """The lines that are JSON objects; an agent's output may hold others."""
    with transcript.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict):
                yield event
