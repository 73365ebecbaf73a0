"""One call of a coding agent: a fresh process that reads its prompt from stdin."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from reference_engine.pipelines.config import Provider
from reference_engine.pipelines.decision import Decision, read_decision
from reference_engine.pipelines.errors import StageFailed
from reference_engine.pipelines.layout import Iteration
from reference_engine.pipelines.planning import PlannedStage
from reference_engine.pipelines.processes import Process, ending, started
from reference_engine.pipelines.store import sync
from reference_engine.surroundings import agents_environment

_DEFAULT_MODELS: dict[Provider, str] = {"claude": "opus", "codex": "gpt-5.5"}


def model_of(stage: PlannedStage) -> str:
    """The model that was chosen, or else the provider's default: the same on every path (bug 1)."""
    return stage.model or _DEFAULT_MODELS[stage.provider]


@contextmanager
def called(stage: PlannedStage, iteration: Iteration, project: Path) -> Iterator[Process]:
    """Let the agent work on the iteration; StageFailed where it cannot be started.

    Its output goes to files, not pipes: it may be long, and need not be UTF-8.
    """
    with ExitStack() as stack:
        streams = {
            "stdin": stack.enter_context(iteration.prompt.open("rb")),
            "stdout": stack.enter_context(iteration.output.open("ab")),
            "stderr": stack.enter_context(iteration.stderr.open("ab")),
        }
        argv = _command(stage.provider, model_of(stage))
        env = agents_environment()
        try:
            call = started(argv, stage.timeout, cwd=project, env=env, **streams)
            process = stack.enter_context(call)
        except OSError as error:
            raise StageFailed(
                "agent_not_found",
                f"{iteration}: cannot start {stage.provider}: {error.strerror}; is it on PATH?",
            ) from error
        yield process


def decided(stage: PlannedStage, iteration: Iteration, process: Process) -> Decision:
    """What the agent that has ended decided, and all that it left is on disk; else StageFailed."""
    if process.is_late:
        raise StageFailed(
            "agent_timeout",
            f"{iteration}: {stage.provider} took more than {stage.timeout:g} seconds",
        )
    if process.code:
        raise StageFailed("agent_crash", f"{iteration}: {stage.provider} {ending(process.code)}")
    decision = read_decision(iteration)
    sync(file for file in iteration.artifacts if file.exists())
    return decision


def _command(provider: Provider, model: str) -> list[str]:
    if provider == "claude":
        return ["claude", "--model", model, "--dangerously-skip-permissions", "-p"]
    return ["codex", "exec", "--dangerously-bypass-approvals-and-sandbox", "-m", model, "-"]
