"""What people wrote is checked before anything runs, whichever way it came to be run."""
