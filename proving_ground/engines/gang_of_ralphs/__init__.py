"""The public orchestrator colebrumley/gang-of-ralphs, driven from a built checkout of it.

It calls its agents through the Claude Agent SDK, which starts them as `node …/cli.js`. A `node` of
ours stands first on PATH and takes over for that script alone: the agent that it starts talks to
the SDK, and lets the suite's stand-in act. Nothing of the engine is changed. This package imports
nothing, because every agent waits for it.
"""
