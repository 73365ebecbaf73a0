"""The words of steps that ask a backend or a server for something, and what they ask for."""

from proving_ground.backends.contract import BACKENDS, Method, Request
from proving_ground.backends.setup import WORKTREE
from proving_ground.language.phrases import phrases
from proving_ground.language.words import one_of, quoted


def _todos(action: str, **arguments: object) -> Request:
    return Request(Method.TASKS, {"action": action, **arguments})


def _task(task: str, **more: object) -> Request:
    return Request(Method.SPAWN, {"task": task, **more})


AGENT_TASKS = {
    'the task "…"': _task,
    'the task "…" and told "…"': lambda task, told: _task(task, context=told),
    'the task "…" and little time': lambda task: _task(task, seconds=0.3),
    "N tasks one right after the other": lambda count: Request(
        Method.SPAWN_ALL, {"tasks": [f"Do task {number}" for number in range(1, int(count) + 1)]}
    ),
}
CHECK_PLACES = {
    ' in "…"': lambda folder: {"cwd": folder},
    ' for the file "…"': lambda file: {"files": [file]},
    " in the worktree": {"cwd": f"../{WORKTREE}"},
    " outside of any project": {"cwd": "../home"},
}
EXPORTABLE = {
    'the transcript of "…"': lambda session: Request(Method.EXPORT, {"session_id": session}),
    "each transcript": Request(Method.EXPORT),
    "the to-dos": _todos("export"),
}
EXPORT_WAYS = {
    ' as "…"': lambda form: {"form": form},
    " to where nothing can be written": {"output_dir": "README.md"},
}
LISTINGS = {
    "agents": Request(Method.AGENTS),
    "backends": Request(Method.LIST),
    "capabilities": Request(Method.CAPABILITIES),
    "sessions": Request(Method.SESSIONS),
    'sessions in which "…" was said': lambda text: Request(Method.SESSIONS, {"text": text}),
    "to-dos": _todos("list"),
    "open to-dos": _todos("list", status="pending"),
    "newest N to-dos": lambda count: _todos("list", limit=int(count)),
}
QUESTIONS = {
    "about the backend": Request(Method.INFO),
    'about the backend "…"': lambda name: Request(Method.INFO, {"name": name}),
    "for the version": Request(Method.VERSION),
    "in a wrong way": Request(Method.MISUSE),
}
TODO_DEEDS = {
    "added": _todos("create"),
    'added with the priority "…"': lambda priority: _todos("create", priority=priority),
    "completed": _todos("complete"),
    "deleted": _todos("delete"),
    "juggled": _todos("juggle"),
    'renamed to "…"': lambda title: _todos("update", title=title),
}

TYPES = {
    "AgentTasks": phrases(AGENT_TASKS),
    "CheckPlace": phrases(CHECK_PLACES),
    "Exportable": phrases(EXPORTABLE),
    "ExportWay": phrases(EXPORT_WAYS),
    "Listing": phrases(LISTINGS),
    "OfBackend": one_of({f" of {each}": each for each in BACKENDS}),
    "Purpose": quoted(" that is to "),
    "Question": phrases(QUESTIONS),
    "Through": one_of((" through the server",)),
    "Todo": phrases({'the to-do "…"': str, "a to-do that was never added": None}),
    "TodoDeed": phrases(TODO_DEEDS),
    "WithText": quoted(" with "),
    "WithWords": phrases({' with the words "…"': str.split}),
}
