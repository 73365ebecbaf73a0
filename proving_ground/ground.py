"""What all trials of one behave run share: the engine's adapter, the keeper, the workshop."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from proving_ground.engines import registry
from proving_ground.processes.client import KeeperClient
from proving_ground.project import Workshop
from proving_ground.trial import Trial


class Ground:
    """Opened once per behave run; `close` leaves nothing but the folders of failed trials."""

    def __init__(self, userdata: Mapping[str, str]):
        """Choose the engine by the `-D` options `engine` and `engine_home`."""
        root = Path(tempfile.mkdtemp(prefix="proving-ground-"))
        self.adapter = registry.make(userdata, root)
        self.adapter.check()
        self.workshop = Workshop(root)
        self.keeper = KeeperClient(self.adapter.import_path)

    def new_trial(self) -> Trial:
        """A trial in a project of its own."""
        project = self.workshop.new_project(plain=self.adapter.plain_folder)
        return Trial(self.adapter, self.keeper, project, os.environ["PATH"])

    def end(self, trial: Trial, *, keep: bool) -> None:
        """End a trial; its folder is kept for people to look at, or removed."""
        trial.close()
        if not keep:
            self.workshop.discard(trial.project)

    def close(self) -> None:
        """End the keeper with all that it started, and remove what no one needs."""
        self.keeper.close()
        self.adapter.close()
        self.workshop.close()
