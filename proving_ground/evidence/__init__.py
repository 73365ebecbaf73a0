"""What a run left behind, read once and never written: files, states, expectations."""
