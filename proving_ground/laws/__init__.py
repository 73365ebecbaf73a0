"""What laws of all families share."""
