"""The public bash engine hwells4/agent-pipelines, driven from a checkout of its repository."""

from proving_ground.engines.agent_pipelines.adapter import AgentPipelines

__all__ = ["AgentPipelines"]
