"""Which MCP servers a profile offers to Codex's sessions."""

from reference_engine.backends.settings import Profile

SERVERS = ("session", "quality", "transcripts", "tasks", "web")
OFFERED: dict[Profile, tuple[str, ...]] = {
    "development": SERVERS,
    "ci": ("quality",),
    "review": ("quality", "transcripts", "tasks"),
}
