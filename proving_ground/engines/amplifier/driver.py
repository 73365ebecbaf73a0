"""One method of the library: called in the engine's own interpreter, its answer printed.

`driver.py METHOD JSON` prints the answer as JSON, and exits with 0 for a success, else with 1. It
stands alone, for the engine's interpreter knows nothing of this suite. What the engine itself
prints goes to stderr; the errors that its methods promise are answers; any other is a traceback.
"""

import importlib
import json
import logging
import os
import sys
from collections.abc import Callable
from typing import Any

Reply = dict[str, Any]


def _backend(chosen: str | None) -> Any:
    return importlib.import_module("amplifier.core.backend").BackendFactory.create_backend(chosen)


def _agents(chosen: str | None) -> Any:
    module = importlib.import_module("amplifier.core.agent_backend")
    return module.AgentBackendFactory.create_agent_backend(chosen)


def _transcripts() -> Any:
    return importlib.import_module("tools.transcript_manager").TranscriptManager()


def _method(name: str) -> Callable[..., Reply]:
    """A method of the selected backend."""

    def call(chosen: str | None, **arguments: Any) -> Reply:
        answer: Reply = getattr(_backend(chosen), name)(**arguments)
        return answer

    return call


def _done(**data: Any) -> Reply:
    return {"success": True, "data": data}


def _capabilities(chosen: str | None) -> Reply:
    return _done(capabilities=_backend(chosen).get_capabilities())


def _list_agents(chosen: str | None) -> Reply:
    return _done(agents=_agents(chosen).list_available_agents())


def _convert_agents(chosen: str | None) -> Reply:  # noqa: ARG001 - it is for codex, whoever asks
    told = importlib.import_module("tools.convert_agents").convert_all_agents()
    failed = [each["error"] for each in told["agents"] if not each["success"]]
    return {"success": not failed, "data": told, "error": "; ".join(failed)}


def _spawn_agent(chosen: str | None, name: str, task: str, context: str = "") -> Reply:
    told = {"told": context} if context else None
    answer: Reply = _agents(chosen).spawn_agent(name, task, told)
    return answer


def _spawn_all(chosen: str | None, name: str, tasks: list[str]) -> Reply:
    results = [_spawn_agent(chosen, name, task) for task in tasks]
    return _done(files=[each["metadata"].get("result_file") for each in results])


def _sessions(chosen: str | None, text: str | None = None) -> Reply:  # noqa: ARG001 - of both
    if text is None:
        return _done(listed=json.loads(_transcripts().list_transcripts_json()))
    return _done(found=_transcripts().search_transcripts(text) or "")


def _convert(chosen: str | None, session_id: str, to: str) -> Reply:  # noqa: ARG001 - either
    source = "codex" if to == "claude" else "claude"
    manager = _transcripts()
    if not manager.convert_format(session_id, source, to):
        return {"success": False, "error": f"session {session_id} was not converted for {to}"}
    claude = manager.transcripts_dir / f"converted_{session_id}.txt"
    codex = manager.codex_local_dir / f"converted_{session_id}" / "transcript.md"
    return _done(path=str(claude if to == "claude" else codex))


METHODS: dict[str, Callable[..., Reply]] = {
    "agents": _list_agents,
    "capabilities": _capabilities,
    "check": _method("run_quality_checks"),
    "convert": _convert,
    "convert agents": _convert_agents,
    "export": _method("export_transcript"),
    "fetch": _method("fetch_url"),
    "finalize": _method("finalize_session"),
    "initialize": _method("initialize_session"),
    "search web": _method("search_web"),
    "sessions": _sessions,
    "spawn": _spawn_agent,
    "spawn all": _spawn_all,
    "tasks": _method("manage_tasks"),
}
PROMISED = {"BackendNotAvailableError", "BackendOperationError", "AgentBackendError"}
"""The errors that methods promise, by their names; their subclasses, too."""


def answer(method: str, arguments: dict[str, Any]) -> Reply:
    """What the method answers; a promised error, or a wrong argument, is no success."""
    chosen = arguments.pop("backend", None)
    try:
        return METHODS[method](chosen, **arguments)
    except Exception as error:
        if not _is_promised(error):
            raise
        return {"success": False, "error": f"{type(error).__name__}: {error}"}


def _is_promised(error: Exception) -> bool:
    """Whether it is one of those errors, or complains of what the caller has given."""
    names = {each.__name__ for each in type(error).__mro__}
    refused = isinstance(error, TypeError) and "argument" in str(error)
    return bool(names & PROMISED) or refused or type(error) is ValueError


def main() -> int:
    """Call one method; its answer is all that goes to stdout."""
    printed = os.dup(1)
    os.dup2(2, 1)
    logging.disable()
    told = answer(sys.argv[1], json.loads(sys.argv[2]))
    with os.fdopen(printed, "w", encoding="utf-8") as stdout:
        json.dump(told, stdout, default=str)
    return 0 if told.get("success") else 1


if __name__ == "__main__":
    sys.exit(main())
