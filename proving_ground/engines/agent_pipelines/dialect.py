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

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What such a checkout offers, working or not."""
        context = {Capability.CONTEXT} if self.has_context else set()
        settings = {Capability.SETTINGS} if self.has_settings else set()
        status = {Capability.STATUS} if self.has_status else set()
        return _ALWAYS | context | settings | status


def dialect_of(scripts: Path) -> Dialect:
    """Find out by looking at the engine's scripts; a missing script has nothing to tell."""
    engine, runner, stages, compiler, variables = (
        _text(scripts / name)
        for name in ("engine.sh", "run.sh", "lib/stage.sh", "lib/compile.sh", "lib/resolve.sh")
    )
    nodes = ".nodes" in compiler and "compile.sh" in engine
    return Dialect(
        stage_list="nodes" if nodes else "stages",
        stage_name="id" if nodes else "name",
        has_context=r"\{CONTEXT\}" in variables,
        has_status="events_print_status" in runner,
        has_settings="PIPELINE_CLI_MODEL" in runner and "CLAUDE_PIPELINE_MODEL" in engine + stages,
        in_tmux="--foreground" in runner,
    )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
