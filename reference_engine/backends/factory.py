"""Which backend it is: by argument, else by setting, else the first that is available."""

from pathlib import Path

from reference_engine.backends.backend import Backend
from reference_engine.backends.claude import ClaudeBackend
from reference_engine.backends.codex import CodexBackend
from reference_engine.backends.errors import BackendNotAvailableError, ConfigurationError
from reference_engine.backends.settings import Settings

BACKENDS: dict[str, type[Backend]] = {"claude": ClaudeBackend, "codex": CodexBackend}
DEFAULT = "claude"


def make(name: str, project: Path, settings: Settings) -> Backend:
    """The backend of that name, available or not; ConfigurationError where there is none."""
    if name not in BACKENDS:
        raise ConfigurationError(
            f"there is no backend {name!r}; choose one of {', '.join(BACKENDS)}"
        )
    return BACKENDS[name](project, settings)


def select(project: Path, settings: Settings) -> Backend:
    """The backend that was chosen, or else the first that is available, or else the default.

    One that was chosen is never replaced, whether it is available or not.
    """
    if settings.backend:
        return make(settings.backend, project, settings)
    everyone = [make(name, project, settings) for name in BACKENDS]
    if settings.auto_detect:
        for backend in everyone:
            if backend.unavailable() is None:
                return backend
    return make(DEFAULT, project, settings)


def available(project: Path, settings: Settings) -> Backend:
    """The selected backend; BackendNotAvailableError where it cannot be used."""
    backend = select(project, settings)
    if reason := backend.unavailable():
        raise BackendNotAvailableError(reason)
    return backend
