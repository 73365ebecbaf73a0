"""The tasks of a queue: where they are kept, who gets one, and how it is ticked.

A task is closed by the engine, after the iteration is recorded: when the agent ended well, and
its decision lists the task's id in `work.items_completed`. An agent may close tasks itself, with
`bd close` or in the file: what is closed already is left alone.
"""

from reference_engine.pipelines.config import BeadsTasks, JsonTasks, MarkdownTasks, ProgramTasks
from reference_engine.pipelines.layout import Session
from reference_engine.pipelines.processes import Signals
from reference_engine.pipelines.tasks import json_list, markdown
from reference_engine.pipelines.tasks.file import TaskFile
from reference_engine.pipelines.tasks.programs import Beads, Tracker
from reference_engine.pipelines.tasks.source import Source, Task, take

__all__ = ["Source", "Task", "source_of", "take"]

Tasks = BeadsTasks | JsonTasks | MarkdownTasks | ProgramTasks


def source_of(tasks: Tasks, session: Session, signals: Signals) -> Source:
    """The source that the configuration names."""
    match tasks:
        case JsonTasks():
            return TaskFile(session.project, tasks.file, lambda text: json_list.read(text, tasks))
        case MarkdownTasks():
            return TaskFile(session.project, tasks.file, markdown.read)
        case BeadsTasks():
            return Beads(session, signals, tasks.label)
        case ProgramTasks():
            return Tracker(session, signals, tasks.program)
