"""The configuration of codex: `config.toml`, and what `-c` says over it."""

from __future__ import annotations

import os

from proving_ground.agents.standin import wire
from proving_ground.agents.standin.call import Ended

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from proving_ground.agents.standin.wire import Record

_REQUEST_RETRIES = 4
RETRIES = 5
"""How often a request is made again, if nothing else is configured."""
_KNOWN = frozenset(
    (
        *("mcp_servers", "sandbox_mode", "model", "model_provider", "model_providers", "analytics"),
        *("approval_policy", "sandbox_workspace_write", "profile", "profiles", "tools", "features"),
        *("model_reasoning_effort", "model_reasoning_summary", "model_verbosity", "history", "tui"),
        *(
            "shell_environment_policy",
            "developer_instructions",
            "instructions",
            "notify",
            "projects",
        ),
        *("web_search", "hide_agent_reasoning", "show_raw_agent_reasoning", "personality", "hooks"),
        *("model_instructions_file", "project_doc_max_bytes", "service_tier", "otel", "memories"),
        "projects",
        *("check_for_update_on_startup", "disable_response_storage", "model_context_window"),
        *("suppress_unstable_features_warning", "forced_login_method", "plugins", "skills"),
    )
)
"""Settings that are not told of as unknown."""
_APPROVES = ("approve", "auto")


def home() -> str:
    """Where codex keeps its configuration and sessions."""
    return os.environ.get("CODEX_HOME") or os.path.expanduser("~/.codex")


class Config:
    """The configuration of one call: that of the user, changed by its options."""

    def __init__(self, overrides: list[str]):
        """Ended where a setting is malformed."""
        self._told = _file()
        self.unknown: list[str] = []
        for override in overrides:
            key, equals, value = override.partition("=")
            if not equals:
                said = f"Error parsing -c overrides: Invalid override (missing '='): {override}\n"
                raise Ended(1, said=said)
            if key.strip().partition(".")[0] not in _KNOWN:
                self.unknown.append(key.strip().partition(".")[0])
            _put(self._told, key.strip().split("."), _value(value.strip()))

    @property
    def servers(self) -> dict[str, Record]:
        """The MCP servers that are switched on."""
        told: dict[str, Record] = self._told.get("mcp_servers", {})
        return {name: server for name, server in told.items() if server.get("enabled", True)}

    @property
    def sandbox(self) -> str | None:
        """The sandbox mode, if one is chosen."""
        return self._told.get("sandbox_mode")

    @property
    def model(self) -> str | None:
        """The model, if one is chosen."""
        return self._told.get("model")

    @property
    def retries(self) -> int:
        """How often a stream that broke off is asked for again."""
        provider = self._told.get("model_providers", {}).get(self._told.get("model_provider"), {})
        return int(provider.get("stream_max_retries", RETRIES))

    @property
    def request_retries(self) -> int:
        """How often a request that failed is made again, without a word."""
        provider = self._told.get("model_providers", {}).get(self._told.get("model_provider"), {})
        return int(provider.get("request_max_retries", _REQUEST_RETRIES))

    def approves(self, server: str, tool: str) -> bool:
        """Whether a tool of that server is used without being asked for."""
        told = self.servers.get(server, {})
        own = told.get("tools", {}).get(tool, {}).get("approval_mode")
        return (own or told.get("default_tools_approval_mode")) in _APPROVES

    @property
    def writable(self) -> list[str]:
        """The folders that the sandbox lets be written besides."""
        told: Record = self._told.get("sandbox_workspace_write", {})
        return list(told.get("writable_roots", ()))


def _file() -> Record:
    try:
        text = os.fsdecode(wire.read(home() + "/config.toml"))
    except OSError:
        return {}
    import tomllib  # noqa: PLC0415 (it starts slowly, and few have such a file)

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Ended(1, said=f"Error loading config.toml: {error}\n") from None


def _put(told: Record, names: list[str], value: Any) -> None:
    for name in names[:-1]:
        told = told.setdefault(name, {})
    told[names[-1]] = value


def _value(text: str) -> Any:
    """A value as TOML reads it, as far as that is JSON, too; else a text as it stands."""
    try:
        return wire.loads(text)
    except ValueError:
        return text.strip("'")
