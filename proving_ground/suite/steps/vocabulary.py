"""The closed vocabulary of the steps: the words that a sentence may hold, and what they mean."""

from behave import register_type

from proving_ground.backends import request_words
from proving_ground.backends import words as backends_words
from proving_ground.faults import words as faults_words
from proving_ground.language import words
from proving_ground.loops import words as loops_words
from proving_ground.orchestration import words as orchestration_words
from proving_ground.orchestration.views import VIEWS as ORCHESTRATION_VIEWS
from proving_ground.pipelines import hook_words
from proving_ground.pipelines import words as pipelines_words
from proving_ground.pipelines.parallel import words as parallel_words
from proving_ground.pipelines.views import VIEWS as PIPELINE_VIEWS
from proving_ground.repository.surroundings import SURROUNDINGS
from proving_ground.suite.steps import moments

PARTS: tuple[dict[str, words.Word], ...] = (
    words.TYPES,
    backends_words.TYPES,
    faults_words.TYPES,
    hook_words.TYPES,
    loops_words.TYPES,
    moments.TYPES,
    orchestration_words.TYPES,
    {"Surroundings": words.one_of(SURROUNDINGS)},
    parallel_words.TYPES,
    pipelines_words.TYPES,
    request_words.TYPES,
    {"View": words.one_of((*PIPELINE_VIEWS, *ORCHESTRATION_VIEWS))},
)
"""The words of each room; no two of them have the same name."""
TYPES = {name: word for part in PARTS for name, word in part.items()}
"""Every word that a step may hold, by the name that its text has for it."""


def register() -> None:
    """Make the words known to behave, before it reads the steps."""
    register_type(**TYPES)
