"""Trials of phase orchestrators (seed 003): specification, phases, tasks, loops, reviews."""
