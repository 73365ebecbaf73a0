"""Agents that work side by side: in which order they end, and what the steps call it."""
