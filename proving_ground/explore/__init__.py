"""Randomised trials: scenarios that nobody has written, judged by a small model and all laws."""
