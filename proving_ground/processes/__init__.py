"""Real processes: started, watched and cleared away by one supervisor."""
