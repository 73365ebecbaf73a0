"""`reference-backends-call METHOD [JSON]`: one method of the selected backend."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from reference_engine.backends import factory, settings
from reference_engine.backends.backend import Backend
from reference_engine.backends.errors import BackendError
from reference_engine.backends.extraction import Message
from reference_engine.backends.results import Result, done, failed
from reference_engine.leftovers import adopt
from reference_engine.surroundings import all_told, settle

_MESSAGES = TypeAdapter(list[Message])

Method = Callable[..., Result]


def _select(backend: Backend) -> Result:
    reason = backend.unavailable()
    return done({"backend": backend.name, "available": reason is None}, reason=reason)


def _capabilities(backend: Backend) -> Result:
    return done({"capabilities": backend.capabilities()}, backend=backend.name)


def _finalize(backend: Backend, messages: list[dict[str, Any]]) -> Result:
    return backend.finalize_session(_MESSAGES.validate_python(messages))


def _spawn_all(backend: Backend, name: str, tasks: list[str]) -> Result:
    """Give an agent one task right after the other."""
    results = [backend.spawn_agent(name, task) for task in tasks]
    return done({"files": [each.data["file"] for each in results]}, agent=name)


def _by_name(name: str) -> Method:
    """The backend's own method of that name."""
    return lambda backend, **arguments: getattr(backend, name)(**arguments)


METHODS: dict[str, Method] = {
    "select_backend": _select,
    "get_capabilities": _capabilities,
    "finalize_session": _finalize,
    "spawn_agents": _spawn_all,
    **{
        name: _by_name(name)
        for name in (
            "initialize_session",
            "run_quality_checks",
            "export_transcript",
            "convert_transcript",
            "list_transcripts",
            "list_agents",
            "convert_agents",
            "spawn_agent",
            "manage_tasks",
            "search_web",
            "fetch_url",
        )
    },
}


def main(argv: list[str] | None = None) -> int:
    """Call one method, print its answer, and tell by the exit code whether it succeeded."""
    settle()
    adopt()
    told = sys.argv[1:] if argv is None else argv
    try:
        method, arguments = METHODS[told[0]], json.loads(told[1] if len(told) > 1 else "{}")
    except (LookupError, ValueError):
        usage = f"usage: reference-backends-call METHOD [JSON]\nMETHOD: {', '.join(METHODS)}\n"
        sys.stderr.write(usage)
        return 2
    result = answer(method, arguments)
    sys.stdout.write(json.dumps(result.model_dump(mode="json")) + "\n")
    return 0 if result.success and all_told() else 1


def answer(method: Method, arguments: dict[str, Any]) -> Result:
    """Call the method on the selected backend; what goes wrong becomes the answer."""
    project = Path.cwd()
    try:
        backend = factory.select(
            project, settings.load(project, backend=arguments.pop("backend", None))
        )
        return method(backend, **arguments)
    except BackendError as error:
        return failed(str(error), error_type=type(error).__name__)
    except (TypeError, ValidationError) as error:
        return failed(f"wrong arguments: {error}", error_type="BackendOperationError")
