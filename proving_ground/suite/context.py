"""What all trials of one behave run share: the engines' adapters, the supervisor, the workshop."""

import os
from collections.abc import Collection, Iterable, Mapping

from proving_ground.agents.install import without_backends
from proving_ground.backends.contract import BackendsAdapter
from proving_ground.backends.trial import BackendsTrial
from proving_ground.engines import registry
from proving_ground.errors import ProvingError
from proving_ground.faults.points import Points, asked_for
from proving_ground.limits import set_limits
from proving_ground.loops.contract import Capability
from proving_ground.loops.trial import LoopsTrial
from proving_ground.orchestration.contract import OrchestratorAdapter
from proving_ground.orchestration.trial import OrchestrationTrial
from proving_ground.pipelines.contract import PipelineAdapter
from proving_ground.pipelines.trial import PipelineTrial
from proving_ground.processes import sandbox
from proving_ground.processes.client import SupervisorClient
from proving_ground.project import Workshop
from proving_ground.scratch import make_run_folder, remove_folder
from proving_ground.suite import machine

NEEDS = "needs."
BACKENDS = "backends"
"""The tag of scenarios that try an engine of the backends family."""
ORCHESTRATION = "orchestration"
"""The tag of scenarios that try a phase orchestrator."""
LOOPS = "loops"
"""The tag of scenarios that try a loop engine."""
AnyTrial = PipelineTrial | BackendsTrial | OrchestrationTrial | LoopsTrial


class SuiteContext:
    """Opened once per behave run; `close` leaves nothing but the folders of failed trials."""

    def __init__(self, userdata: Mapping[str, str]):
        """Choose the engines by the `-D` options, as the registry reads them."""
        set_limits(userdata)
        self.is_apart = sandbox.check(userdata.get("sandbox"))
        root = make_run_folder()
        try:
            self.adapter = registry.make(userdata, root)
            self.backends = registry.make_backends(userdata, root)
            self.orchestrator = registry.make_orchestrator(userdata, root)
            self.loops = registry.make_loops(userdata, root)
            self.adapter.check()
            self.backends.check()
            self.orchestrator.check()
            self.loops.check()
            self.userdata = userdata
            self.points(self.adapter)
        except ProvingError:
            remove_folder(root)
            raise
        self.workshop = Workshop(root)
        adapters = (self.adapter, self.backends, self.orchestrator, self.loops)
        paths = dict.fromkeys(path for adapter in adapters for path in adapter.import_path)
        self.supervisor = SupervisorClient(tuple(paths), apart=self.is_apart)

    def points(self, adapter: PipelineAdapter | OrchestratorAdapter) -> Points:
        """Which points of a sweep are tried; InputError where `-D` asks for what there is not."""
        return asked_for(self.userdata, adapter.points)

    def obstacle(self, tags: Collection[str], needs: Iterable[str] = ()) -> str | None:
        """Why a scenario with those tags, whose steps have such needs, cannot run; or None."""
        if LOOPS in tags:
            lacking = [each for each in needs if self.loops.lacks(Capability(each))]
            return self.loops.without(Capability(lacking[0])) if lacking else machine.obstacle(tags)
        adapter = self._adapter(tags)
        needs = {tag.removeprefix(NEEDS) for tag in tags if tag.startswith(NEEDS)}
        if missing := sorted(needs - {str(each) for each in adapter.capabilities}):
            return f"the engine does not declare: {', '.join(missing)}"
        return machine.obstacle(tags)

    def new_trial(self, tags: Collection[str]) -> AnyTrial:
        """A trial in a project of its own, of the family that the tags ask for."""
        if ORCHESTRATION in tags:
            clean = self.orchestrator.needs_clean_tree
            project = self.workshop.new_project(plain=False, clean=clean)
            return OrchestrationTrial(
                self.orchestrator, self.supervisor, project, os.environ["PATH"]
            )
        if BACKENDS in tags:
            project = self.workshop.new_project(plain=False)
            path = without_backends(os.environ["PATH"])
            return BackendsTrial(self.backends, self.supervisor, project, path)
        if LOOPS in tags:
            return self._new_loop()
        project = self.workshop.new_project(plain=self.adapter.plain_folder)
        return PipelineTrial(self.adapter, self.supervisor, project, os.environ["PATH"])

    def _new_loop(self) -> LoopsTrial:
        loops = self.loops
        project = self.workshop.new_project(plain=True, clean=loops.clean_tree)
        return LoopsTrial(loops, self.supervisor, project, os.environ["PATH"])

    def end(self, trial: AnyTrial, *, keep: bool) -> None:
        """End a trial; its folder is kept for people to look at, or removed."""
        trial.close()
        if not keep:
            self.workshop.discard(trial.project)

    def close(self) -> None:
        """End the supervisor with all that it started, and remove what no one needs."""
        self.supervisor.close()
        self.adapter.close()
        self.orchestrator.close()
        self.workshop.close()

    def _adapter(
        self, tags: Collection[str]
    ) -> PipelineAdapter | BackendsAdapter | OrchestratorAdapter:
        """The adapter of the engine that those tags ask for."""
        if ORCHESTRATION in tags:
            return self.orchestrator
        return self.backends if BACKENDS in tags else self.adapter
