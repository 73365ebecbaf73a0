"""The exception tree; every message is for the person who reads it."""


class BackendError(Exception):
    """Root of the tree."""


class ConfigurationError(BackendError):
    """A setting makes no sense, or a configuration file is not there."""


class BackendNotAvailableError(BackendError):
    """The backend's folder or its CLI is missing."""


class BackendOperationError(BackendError):
    """The backend could not do what it was asked for."""


class StoreCorrupt(BackendOperationError):
    """A file of the store cannot be read; it is left as it is."""


class AgentBackendError(BackendError):
    """Root of what can go wrong with an agent."""


class AgentNotFoundError(AgentBackendError):
    """There is no agent of that name."""


class AgentSpawnError(AgentBackendError):
    """The agent could not be started, or did not end well."""


class AgentTimeoutError(AgentBackendError):
    """The agent took longer than it may."""
