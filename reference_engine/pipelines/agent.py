"""One call of a coding agent: a fresh process that reads its prompt from stdin."""

from pathlib import Path

from reference_engine.pipelines.config import Provider
from reference_engine.pipelines.errors import StageFailed, TimeUp
from reference_engine.pipelines.layout import Iteration
from reference_engine.pipelines.planning import PlannedStage
from reference_engine.pipelines.processes import Signals, ending, run

_DEFAULT_MODELS: dict[Provider, str] = {"claude": "opus", "codex": "gpt-5.5"}


def model_of(stage: PlannedStage) -> str:
    """The model that was chosen, or else the provider's default: the same on every path (bug 1)."""
    return stage.model or _DEFAULT_MODELS[stage.provider]


def call(stage: PlannedStage, iteration: Iteration, project: Path, signals: Signals) -> None:
    """Let the agent work on the iteration; StageFailed where it does not end well.

    Its output goes to files, not pipes: it may be long, and need not be UTF-8.
    """
    with (
        iteration.prompt.open("rb") as prompt,
        iteration.output.open("ab") as output,
        iteration.stderr.open("ab") as stderr,
    ):
        try:
            code = run(
                _command(stage.provider, model_of(stage)),
                signals,
                stage.timeout,
                stdin=prompt,
                stdout=output,
                stderr=stderr,
                cwd=project,
            )
        except OSError as error:
            raise StageFailed(
                "agent_not_found",
                f"{iteration}: cannot start {stage.provider}: {error.strerror}; is it on PATH?",
            ) from error
        except TimeUp as error:
            raise StageFailed(
                "agent_timeout",
                f"{iteration}: {stage.provider} took more than {stage.timeout:g} seconds",
            ) from error
    if code:
        raise StageFailed("agent_crash", f"{iteration}: {stage.provider} {ending(code)}")


def _command(provider: Provider, model: str) -> list[str]:
    if provider == "claude":
        return ["claude", "--model", model, "--dangerously-skip-permissions", "-p"]
    return ["codex", "exec", "--dangerously-bypass-approvals-and-sandbox", "-m", model, "-"]
