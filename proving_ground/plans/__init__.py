"""Test plans: what must be tested, where it crosses, and whether a run has shown it."""
