"""What a real CLI needs around it, so that it asks the scripted model and nobody else."""

from collections.abc import Mapping, Sequence

QUIET = (
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC",
    *("DISABLE_AUTOUPDATER", "DISABLE_TELEMETRY", "DISABLE_ERROR_REPORTING"),
)
"""Variables that keep claude from talking to anybody else."""
RETRIES = 1
"""How often a real CLI asks again when its model fails."""


def environment(around: Mapping[str, str], url: str) -> dict[str, str]:
    """The environment of a call, with the model at that address."""
    key = around.get("ANTHROPIC_API_KEY", "dummy")
    own = {"ANTHROPIC_BASE_URL": url, "ANTHROPIC_API_KEY": key, "NO_PROXY": "127.0.0.1"}
    retries = {"CLAUDE_CODE_MAX_RETRIES": str(RETRIES)}
    return {**around, **own, **retries, **dict.fromkeys(QUIET, "1")}


def arguments(program: str, given: Sequence[str], url: str) -> list[str]:
    """The arguments of a call; codex is told of its model by them, before all others."""
    if program != "codex":
        return list(given)
    provider = {
        "name": '"scripted"',
        "base_url": f'"{url}/v1"',
        "wire_api": '"responses"',
        "request_max_retries": str(RETRIES),
        "stream_max_retries": str(RETRIES),
    }
    settings = {"model_provider": '"scripted"', "analytics.enabled": "false"}
    settings |= {f"model_providers.scripted.{name}": value for name, value in provider.items()}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [*options, *given]
