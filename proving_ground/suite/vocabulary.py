"""The closed vocabulary of the steps: the words that a sentence may hold, and what they mean."""

from behave import register_type

from proving_ground.backends import words as backends_words
from proving_ground.faults import words as faults_words
from proving_ground.orchestration import words as orchestration_words
from proving_ground.pipelines import hook_words
from proving_ground.pipelines import words as pipelines_words
from proving_ground.pipelines.parallel import words as parallel_words


def register() -> None:
    """Make the words known to behave, before it reads the steps."""
    register_type(
        **backends_words.TYPES,
        **faults_words.TYPES,
        **hook_words.TYPES,
        **orchestration_words.TYPES,
        **parallel_words.TYPES,
        **pipelines_words.TYPES,
    )
