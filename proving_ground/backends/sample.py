"""Sample conversations."""

CONVERSATION = (
    ("user", "The tests fail on the build machine."),
    ("assistant", "They need the time zone UTC; I have set it."),
    ("user", "Good. Remember that."),
)
"""Who said what, in order."""


def conversation(count: int) -> list[tuple[str, str]]:
    """So many messages, each of which tells its number."""
    return [
        ("user" if n % 2 else "assistant", f"This is message {n}.") for n in range(1, count + 1)
    ]
