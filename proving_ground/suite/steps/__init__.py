"""The texts of the steps: their closed vocabulary, their catalogue, and what a step needs."""
