"""behave's side: which scenarios run, on which engine, and what they share."""
