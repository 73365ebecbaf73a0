"""The laws that hold in every family, and the registry in which each family enters its own."""
