"""The reference pipelines as a loop engine: one stage, which ends when its agent says so."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from proving_ground.agents.prompts import PromptPatterns
from proving_ground.engines.reference import artifacts, configuration
from proving_ground.engines.reference.configuration import file_of, is_plain
from proving_ground.engines.reference.home import InHome
from proving_ground.engines.reference.pipelines import ENTRY, ReferencePipelines
from proving_ground.engines.reference.state import read as read_state
from proving_ground.loops.asking import Asking
from proving_ground.loops.contract import Capability, EngineState, Job, LoopAdapter, TaskFile, Voice
from proving_ground.pipelines.pipeline import Approval, Pipeline, Stage, Tasks, Termination
from proving_ground.processes.command import Command

LIST = "TODO.md"
TOLD = "\nDecision file: ${STATUS}\n"
PATIENCE_S = 2
"""How long an agent may take, where it does not end by itself."""
RUNS = Path(".pipelines/runs")
STATE = RUNS / "session-1/state.json"
QUESTION = "Go on?"


class ReferenceLoops(InHome, LoopAdapter):
    """Drives `reference-pipelines`; `home` holds a `reference_engine` other than our own."""

    package = "pipelines"
    capabilities = frozenset(Capability)
    endings = ReferencePipelines.endings
    voice = Voice(done='{"decision": "stop"}', decides=True, allowed_by="engine")
    patterns = PromptPatterns.reading_only(decision_file="Decision file: {}")
    retries = 0
    resumes = "iteration"
    settings = ("flag", "file", "environment")
    asking = Asking(question=r"Go on\? \[yes/no\]", refuse="n", before=2, kept=True)

    def prepare(self, project: Path, job: Job) -> None:
        """Write the stage below `.pipelines`, and the list of tasks where there is to be one."""
        configuration.write(project, _pipeline(job))
        if tasks := self.tasks(project, job):
            lines = [(tasks.done if t in job.done else tasks.open)[t] for t in job.steps]
            (project / LIST).write_text("".join(f"{line}\n" for line in ("# To do", *lines)))

    def command(self, project: Path, job: Job, *, again: bool) -> Command:  # noqa: ARG002
        """Run the stage; what was begun before is resumed."""
        begun = (project / RUNS / job.session / STATE.name).exists()
        verb = ("resume",) if begun else ("run", *_what(_pipeline(job)))
        program = str(Path(sys.executable).with_name("reference-pipelines"))
        env = {"PYTHONPATH": str(self.home)} if self.home else {}
        flag, variable = job.asked.get("flag"), job.asked.get("environment")
        env |= {"PIPELINES_MODEL": variable} if variable else {}
        options = ("--session", job.session, *(("--model", flag) if flag else ()))
        return Command((program, *verb, *options), project, env, preload=ENTRY)

    def tasks(self, project: Path, job: Job) -> TaskFile | None:  # noqa: ARG002
        """A Markdown list, which the engine ticks."""
        if not job.listed:
            return None
        is_open = {title: f"- [ ] {title}" for title in job.steps}
        done = {title: f"- [x] {title}" for title in job.steps}
        return TaskFile(LIST, "lines", is_open, done, ticks=False)

    def state_files(self) -> tuple[str, ...]:
        """The loop's state.json."""
        return (str(STATE),)

    def read_state(self, root: Path) -> EngineState | None:
        """Its ending, and the iteration that was begun last."""
        state = read_state(root / STATE)
        if state is None:
            return None
        before = [each for each in state.history if (each.stage or 0) < state.current_stage]
        return EngineState(state.ending, len(before) + state.started)

    def history(self, root: Path) -> Sequence[Any] | None:
        """The iterations that are complete, by number."""
        state = read_state(root / STATE)
        return [entry.iteration for entry in state.history] if state else None

    def kept_answers(self, root: Path, printed: str) -> str:  # noqa: ARG002
        """What lies in the iterations' folders."""
        return "".join(folder.answer for folder in artifacts.read((root / STATE).parent))


def _pipeline(job: Job) -> Pipeline:
    tasks = Tasks(kind="markdown", place=LIST) if job.listed else None
    rule = Termination(
        type="queue" if tasks else "judgment", iterations=job.cap, consensus=1, tasks=tasks
    )
    prompt, model = job.prompt + TOLD, job.model_in("file")
    timeout = PATIENCE_S if job.lingers else None
    stage = Stage(name="work", termination=rule, prompt=prompt, model=model, timeout=timeout)
    if not job.asks:
        return Pipeline(stages=(stage,))
    first = stage.model_copy(update={"name": "first", "termination": Termination(iterations=1)})
    asked = stage.model_copy(update={"approval": Approval(question=QUESTION)})
    return Pipeline(stages=(first, asked))


def _what(pipeline: Pipeline) -> tuple[str, ...]:
    """What is run: the stage alone, or the file of several."""
    name = pipeline.stages[0].name
    return ("--stage", name) if is_plain(pipeline) else (str(file_of(pipeline, name)),)
