"""What all trials of one behave run share: the engines' adapters, the supervisor, the workshop."""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace

from proving_ground.agents.install import BACKENDS, without_backends
from proving_ground.agents.real import programs
from proving_ground.backends.contract import BackendsAdapter
from proving_ground.backends.trial import BackendsTrial
from proving_ground.engines import registry
from proving_ground.errors import InputError
from proving_ground.faults.points import Points, Share, asked_for
from proving_ground.limits import set_limits
from proving_ground.loops.contract import Capability, LoopAdapter
from proving_ground.loops.trial import LoopsTrial
from proving_ground.orchestration.contract import OrchestratorAdapter
from proving_ground.orchestration.trial import OrchestrationTrial
from proving_ground.pipelines.contract import PipelineAdapter, Settings
from proving_ground.pipelines.trial import PipelineTrial
from proving_ground.processes import sandbox
from proving_ground.processes.client import SupervisorClient
from proving_ground.repository.project import Workshop
from proving_ground.scratch import make_run_folder, remove_folder
from proving_ground.suite import caller, machine
from proving_ground.suite.families import family_of

NEEDS = "needs."
Needs = Callable[[Callable[[str], bool]], Iterable[str]]
"""What steps need of an engine, of which it can be asked what it lacks."""
AnyTrial = PipelineTrial | BackendsTrial | OrchestrationTrial | LoopsTrial


class SuiteContext:
    """Opened once per behave run; `close` leaves nothing but the folders of failed trials."""

    def __init__(self, userdata: Mapping[str, str]):
        """Choose the engines by the `-D` options, as the registry reads them."""
        self.share: Share | None = None
        machine.insist()
        set_limits(userdata)
        caller.put_right()
        self.real = programs.asked_for(userdata)
        self.backend = _backend(userdata)
        self.is_apart = sandbox.check(userdata.get("sandbox"))
        root = make_run_folder()
        try:
            self.adapters = registry.adapters(userdata, root)
            self.userdata = userdata
            for adapter in self.adapters.values():
                adapter.check()
                self.points(adapter)
            self.workshop = Workshop(root)
            paths = dict.fromkeys(p for each in self.adapters.values() for p in each.import_path)
            self.supervisor = SupervisorClient(tuple(paths), apart=self.is_apart)
        except BaseException:  # being stopped among them
            remove_folder(root)
            raise

    def points(self, adapter: registry.AnyAdapter) -> Points:
        """Which points of a sweep are tried; InputError where `-D` asks for what there is not."""
        points = asked_for(self.userdata, getattr(adapter, "points", None))
        return replace(points, share=self.share)

    def obstacle(self, tags: Collection[str], needs: Needs = lambda _: ()) -> str | None:
        """Why a scenario with those tags, whose steps have such needs, cannot run; or None."""
        adapter = self.adapters[family_of(tags)]
        tagged = sorted(tag.removeprefix(NEEDS) for tag in tags if tag.startswith(NEEDS))
        if isinstance(adapter, LoopAdapter):
            needed = [*tagged, *needs(lambda each: adapter.lacks(Capability(each)))]
            lacking = [each for each in needed if adapter.lacks(Capability(each))]
            return adapter.without(Capability(lacking[0])) if lacking else machine.obstacle(tags)
        if missing := sorted(set(tagged) - {str(each) for each in adapter.capabilities}):
            return f"the engine does not declare: {', '.join(missing)}"
        return machine.obstacle(tags)

    def new_trial(self, tags: Collection[str]) -> AnyTrial:
        """A trial in a project of its own, of the family that the tags name."""
        trial = self._trial(tags)
        trial.real = self.real
        return trial

    def _trial(self, tags: Collection[str]) -> AnyTrial:
        match self.adapters[family_of(tags)]:
            case OrchestratorAdapter() as adapter:
                project = self.workshop.new_project(plain=False, clean=adapter.needs_clean_tree)
                return OrchestrationTrial(adapter, self.supervisor, project, machine.path())
            case BackendsAdapter() as adapter:
                project = self.workshop.new_project(plain=False)
                path = without_backends(machine.path())
                return BackendsTrial(adapter, self.supervisor, project, path)
            case PipelineAdapter() as adapter:
                project = self.workshop.new_project(plain=adapter.plain_folder)
                trial = PipelineTrial(adapter, self.supervisor, project, machine.path())
                trial.scene.environment = Settings(backend=self.backend)
                return trial
            case LoopAdapter() as adapter:
                project = self.workshop.new_project(plain=True, clean=adapter.clean_tree)
                return LoopsTrial(adapter, self.supervisor, project, machine.path())

    def end(self, trial: AnyTrial, *, keep: bool) -> None:
        """End a trial; its folder is kept for people to look at, or removed."""
        trial.close()
        if not keep:
            self.workshop.discard(trial.project)

    def close(self) -> None:
        """End all that was started, and remove what no one needs, whatever fails to close."""
        with ExitStack() as stack:
            stack.callback(self.workshop.close)
            for adapter in self.adapters.values():
                stack.callback(adapter.close)
            stack.callback(self.supervisor.close)


def _backend(userdata: Mapping[str, str]) -> str | None:
    """The backend of pipelines that ask for none; InputError for one that there is not."""
    wish = userdata.get("backend")
    if wish not in (None, *BACKENDS):
        fix = f"write -D backend={' or '.join(BACKENDS)}"
        raise InputError(f"-D backend={wish}", "there is no such backend", fix)
    return wish
