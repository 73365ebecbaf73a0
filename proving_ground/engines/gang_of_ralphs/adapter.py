"""The adapter: how the suite drives gang-of-ralphs and reads its account of a run."""

import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path

from proving_ground.agents.prompts import PromptPatterns
from proving_ground.engines.gang_of_ralphs import checkout
from proving_ground.engines.gang_of_ralphs.configuration import FILE, configuration
from proving_ground.engines.gang_of_ralphs.shims import write_shims
from proving_ground.engines.gang_of_ralphs.state import STATE, read_account, run_id
from proving_ground.errors import StateUnreadable, given
from proving_ground.evidence.run_state import Ending
from proving_ground.orchestration.contract import Capability, OrchestratorAdapter, RunOptions
from proving_ground.orchestration.state import OrchestrationState
from proving_ground.processes.command import Action, Command

_FAILED = frozenset({Ending.FAILED, Ending.REFUSED})


class GangOfRalphs(OrchestratorAdapter):
    """colebrumley/gang-of-ralphs; `home` is a checkout of it in which `npm run build` has run."""

    name = "gang-of-ralphs"
    capabilities = frozenset({Capability.CONFLICT_CHECK, Capability.LIMITS})
    patterns = PromptPatterns(stage="Phase: {}")
    needs_clean_tree = True
    endings = {
        0: frozenset({Ending.COMPLETE}),
        1: _FAILED,
        2: frozenset({Ending.STUCK}),
        130: frozenset({Ending.INTERRUPTED}),
        -signal.SIGKILL: frozenset({Ending.KILLED}),
    }

    def __init__(self, home: Path | None, workshop: Path):
        self._home = home
        self._workshop = workshop / self.name

    def check(self) -> None:
        """Raise PrerequisiteError where the checkout or node is missing."""
        checkout.check(self._home)

    def close(self) -> None:
        """Remove the commands that stood on the engine's PATH."""
        shutil.rmtree(self._workshop, ignore_errors=True)

    def prepare(self, project: Path, options: RunOptions) -> None:
        """Everything is written with the command, which knows the name of the run."""

    def command(self, action: Action, project: Path, options: RunOptions, session: str) -> Command:
        """A run is known by its specification; limits are read from a file, on a resume too."""
        home = given(self._home)
        node = shutil.which("node") or "node"
        write_shims(self._workshop / "bin", node)
        spec = project.parent / _spec(session)
        spec.write_text(options.spec)
        (project / FILE).write_text(configuration(options))
        argv = [node, str(home / checkout.PROGRAM), "--no-tui", "--spec", str(spec)]
        argv += ["--effort", options.effort, *(["--resume"] if action == "resume" else [])]
        for option in ("max_loops", "max_iterations"):
            value = getattr(options, option)
            argv += [f"--{option.replace('_', '-')}", str(int(value))] if value is not None else []
        path = os.pathsep.join((str(self._workshop / "bin"), os.environ.get("PATH", os.defpath)))
        return Command(tuple(argv), project, {"PATH": path})

    def state_files(self, session: str) -> tuple[str, ...]:  # noqa: ARG002 - all runs share them
        """The database, what was written ahead, and the configuration with its limits."""
        return STATE

    def branches(self, project: Path, session: str) -> str:
        """One branch per loop, below the engine's own name for the run, where that can be read."""
        with suppress(StateUnreadable):
            if run := run_id(project, _spec(session)):
                return f"ralphs/{run}/"
        return "ralphs/"

    def read(self, project: Path, session: str) -> OrchestrationState | None:
        """Read a copy of the database."""
        return read_account(project, _spec(session))


def _spec(session: str) -> str:
    return f"{session}.md"
