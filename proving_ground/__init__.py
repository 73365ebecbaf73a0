"""Acceptance tests in Gherkin for orchestrators of coding agents."""
