"""What `proving-ground` does by its commands, as far as no other room does it."""
