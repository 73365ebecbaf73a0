"""Engines: the adapter contract, and one adapter per engine."""
