"""What `proving-ground plan` does, a module for each of its actions."""
