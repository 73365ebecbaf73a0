"""What people write: words, phrases, tables, YAML with line numbers."""
