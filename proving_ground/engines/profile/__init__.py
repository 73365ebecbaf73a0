"""Engines that are described in YAML alone: the profile, and the adapter that it makes."""
