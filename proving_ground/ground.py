"""What all trials of one behave run share: the engines' adapters, the keeper, the workshop."""

import os
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path

from proving_ground.backends.trial import BackendsTrial, usable_path
from proving_ground.engines import registry
from proving_ground.processes.client import KeeperClient
from proving_ground.project import Workshop
from proving_ground.trial import Trial

BACKENDS = "backends"
"""The tag of scenarios that try an engine of the backends family."""


class Ground:
    """Opened once per behave run; `close` leaves nothing but the folders of failed trials."""

    def __init__(self, userdata: Mapping[str, str]):
        """Choose the engines by the `-D` options, as the registry reads them."""
        root = Path(tempfile.mkdtemp(prefix="proving-ground-"))
        self.adapter = registry.make(userdata, root)
        self.backends = registry.make_backends(userdata, root)
        self.adapter.check()
        self.backends.check()
        self.workshop = Workshop(root)
        paths = dict.fromkeys((*self.adapter.import_path, *self.backends.import_path))
        self.keeper = KeeperClient(tuple(paths))

    def capabilities(self, tags: Collection[str]) -> frozenset[str]:
        """What the engine that those tags ask for declares."""
        adapter = self.backends if BACKENDS in tags else self.adapter
        return frozenset(str(each) for each in adapter.capabilities)

    def new_trial(self, tags: Collection[str]) -> Trial | BackendsTrial:
        """A trial in a project of its own, of the family that the tags ask for."""
        if BACKENDS in tags:
            project = self.workshop.new_project(plain=False)
            path = usable_path(os.environ["PATH"])
            return BackendsTrial(self.backends, self.keeper, project, path)
        project = self.workshop.new_project(plain=self.adapter.plain_folder)
        return Trial(self.adapter, self.keeper, project, os.environ["PATH"])

    def end(self, trial: Trial | BackendsTrial, *, keep: bool) -> None:
        """End a trial; its folder is kept for people to look at, or removed."""
        trial.close()
        if not keep:
            self.workshop.discard(trial.project)

    def close(self) -> None:
        """End the keeper with all that it started, and remove what no one needs."""
        self.keeper.close()
        self.adapter.close()
        self.workshop.close()
