"""Trials of engines that work with claude or codex through one abstraction."""
