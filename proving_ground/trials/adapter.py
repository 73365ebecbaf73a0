"""What the adapters of all families say of their engines."""

from abc import ABC


class EngineAdapter(ABC):
    """One engine, made once per behave run; it keeps nothing of a trial."""

    name: str
    import_path: tuple[str, ...] = ()
    """Folders in which a command's `preload` is looked up first."""
    own_changes: tuple[str, ...] = ()
    """Patterns, as in fnmatch, of files that it changes on purpose: the user's, or outside."""
    permanent_files: tuple[str, ...] = ()
    """Patterns, as in fnmatch, of files that only look left behind: those of flock(2), where it is
    the open file that is locked, stay for the next to come."""

    def check(self) -> None:
        """Raise PrerequisiteError where something that the engine needs is missing."""

    def close(self) -> None:
        """Remove what the adapter made outside of the trials."""
