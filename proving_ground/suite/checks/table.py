"""Every check of what was written, and the one way to make them all."""

from collections.abc import Callable, Iterator

from proving_ground.errors import InputError, refuse
from proving_ground.suite.checks import (
    amounts,
    arguments,
    cells,
    contradictions,
    earlier,
    families,
    loops,
    names,
    options,
    outlines,
    said_twice,
    shape,
    task_lists,
    votes,
    wording,
)
from proving_ground.suite.checks.written import Written

Check = Callable[[Written], Iterator[InputError]]
CHECKS: tuple[Check, ...] = (
    shape.no_scenario,
    shape.missing,
    shape.order,
    shape.strays,
    outlines.no_rows,
    outlines.columns,
    outlines.same_rows,
    outlines.headings,
    wording.undefined,
    families.untold,
    families.other_words,
    families.other_fixtures,
    amounts.amounts,
    arguments.arguments,
    arguments.unprepared,
    cells.columns,
    cells.cells,
    cells.no_such_file,
    votes.unknown_votes,
    votes.too_many_votes,
    votes.no_such_agent,
    votes.no_agreement,
    contradictions.contradictions,
    said_twice.said_twice,
    earlier.nothing_before,
    earlier.first_approval,
    names.unusable_names,
    names.no_such_phase,
    names.no_such_conflict,
    names.circles,
    loops.calls_never_come,
    task_lists.no_such_task,
    task_lists.no_list,
    task_lists.nothing_to_do,
    task_lists.nobody_takes,
    options.sweeps,
)
"""A new check is a function in the module of its kind, and a line here."""


def check(written: Written) -> None:
    """Raise InputError for everything that is wrong with what was written, all at once."""
    refuse(mistake for each in CHECKS for mistake in each(written))
