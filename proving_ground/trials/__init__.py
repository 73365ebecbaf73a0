"""What the trials of all families share: their runs, their end, what stays inside."""
