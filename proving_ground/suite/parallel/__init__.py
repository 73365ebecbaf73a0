"""A run on several processes or machines: each tries a part of the scenarios."""
