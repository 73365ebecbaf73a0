"""Faults: what is inflicted on a run, at every moment at which it could do harm."""
