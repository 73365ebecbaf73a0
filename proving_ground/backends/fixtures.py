"""Seed 000's fixtures by name: the sentences that each of them stands for."""

PREFIX = "fixture."
"""How tags begin by which a scenario asks for them."""
FIXTURES: dict[str, tuple[str, ...]] = {
    "clean_env": ("memory is left as it is", "auto-detection is left as it is"),
    "mock_claude_cli": ("a project that works with claude",),
    "mock_codex_cli": ("a project that works with codex",),
    "mock_both_backends_available": ("a project in which both backends are available",),
    "mock_only_claude_available": ("a project in which only claude is available",),
    "mock_only_codex_available": ("a project in which only codex is available",),
    "integration_test_project": ("a project in which both backends are available",),
    "claude_project": ("codex is installed, but not set up in the project",),
    "codex_project": ("claude is installed, but not set up in the project",),
    "claude_env": ('the environment asks for the backend "claude"',),
    "codex_env": ('the environment asks for the backend "codex"',),
    "memory_enabled_env": ("memory is on",),
    "memory_disabled_env": ("memory is off",),
    "sample_memories": ('earlier sessions have learned "Use tabs, Test with UTC"',),
    "sample_messages": ("a conversation",),
    "mock_memory_system": (
        "memory is on",
        'earlier sessions have learned "Use tabs, Test with UTC"',
        'the backend finds worth remembering "Pin the linter"',
    ),
    "create_test_agents": ('an agent "helper"',),
}
"""Those that a scenario asks for are carried out in this order: where the user works, then what."""
TAGS = frozenset(f"{PREFIX}{name}" for name in FIXTURES)
