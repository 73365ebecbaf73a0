"""The agents of a trial: their script, the executables that play it, and the call log."""
