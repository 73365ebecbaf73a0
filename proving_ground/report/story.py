"""A trial's story in plain words, as its family tells it."""

from proving_ground.backends import story as backends_story
from proving_ground.backends.trial import BackendsTrial
from proving_ground.orchestration import story as orchestration_story
from proving_ground.orchestration.trial import OrchestrationTrial
from proving_ground.pipelines import story as pipelines_story
from proving_ground.pipelines.trial import PipelineTrial


def tell(trial: PipelineTrial | BackendsTrial | OrchestrationTrial) -> str:
    """The story of all that ran in a trial, as lines of text."""
    if isinstance(trial, BackendsTrial):
        return backends_story.tell(trial)
    if isinstance(trial, OrchestrationTrial):
        return orchestration_story.tell(trial)
    return pipelines_story.tell(trial)
