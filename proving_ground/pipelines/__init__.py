"""The family of agent pipelines: its trial, evidence, laws and words."""
