"""What a checkout of agent-pipelines understands; it changed much within its first weeks."""

from dataclasses import dataclass
from pathlib import Path

from proving_ground.pipelines.contract import Capability

_ALWAYS = frozenset(
    {
        Capability.BACKENDS,
        Capability.MULTI_STAGE,
        Capability.RESUME,
        Capability.JUDGMENT,
        Capability.QUEUE,
        Capability.SESSION_LOCK,
        Capability.PIPELINE_CHECK,
        Capability.STAGE_INPUTS,
    }
)


@dataclass(frozen=True)
class Dialect:
    """How one checkout wants to be spoken to; the defaults are those of the oldest ones."""

    stage_list: str = "stages"
    """The pipeline file's key for its stages: `stages`, later `nodes`."""
    stage_name: str = "name"
    """A stage's key for its own name there: `name`, later `id`."""
    has_context: bool = False
    """Whether prompts may say `${CONTEXT}`."""
    has_settings: bool = False
    """Whether environment and command line may choose backend and model."""
    in_tmux: bool = False
    """Whether a session runs inside of tmux unless it is told to stay in the foreground."""
    has_status: bool = False
    """Whether `run.sh status` tells how a session stands."""
    has_inline_prompts: bool = False
    """Whether a stage's prompt may stand in the pipeline's file itself."""
    has_files: bool = False
    """Whether a session can be given files to read, by `--input`."""
    has_blocks: bool = False
    """Whether a block has several providers work on its stages, each by itself."""
    has_block_models: bool = False
    """Whether each provider of a block may have a model of its own."""
    has_block_inputs: bool = False
    """Whether the providers of a block, not its stages, say what earlier outputs they read."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What such a checkout offers, working or not."""
        told = {
            Capability.CONTEXT: self.has_context,
            Capability.SETTINGS: self.has_settings,
            Capability.STATUS: self.has_status,
            Capability.SESSION_FILES: self.has_files,
            Capability.BACKEND_BLOCKS: self.has_blocks,
            Capability.BLOCK_MODELS: self.has_block_models,
        }
        return _ALWAYS | {capability for capability, is_there in told.items() if is_there}


def dialect_of(scripts: Path) -> Dialect:
    """Find out by looking at the engine's scripts; a missing script has nothing to tell."""
    engine, runner, stages, compiler, variables, blocks = (
        _text(scripts / name)
        for name in (
            *("engine.sh", "run.sh", "lib/stage.sh", "lib/compile.sh", "lib/resolve.sh"),
            "lib/parallel.sh",
        )
    )
    nodes = ".nodes" in compiler and "compile.sh" in engine
    has_blocks = nodes and "run_parallel_block" in engine and "providers" in blocks
    return Dialect(
        stage_list="nodes" if nodes else "stages",
        stage_name="id" if nodes else "name",
        has_context=r"\{CONTEXT\}" in variables,
        has_status="events_print_status" in runner,
        has_settings="PIPELINE_CLI_MODEL" in runner and "CLAUDE_PIPELINE_MODEL" in engine + stages,
        in_tmux="--foreground" in runner,
        has_inline_prompts=nodes and "stage_prompt_inline" in engine,
        has_files="--input=" in runner,
        has_blocks=has_blocks,
        has_block_models=has_blocks and "provider_model" in blocks,
        has_block_inputs=has_blocks and "provider_inputs" in blocks,
    )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
