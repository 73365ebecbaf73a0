"""Whether the stand-ins do what the real CLIs do: a corpus of calls, and its comparison."""
