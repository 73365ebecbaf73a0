"""Features, rules and steps as they are written, taken from behave's own model."""

from collections.abc import Collection, Iterable
from typing import Any

from proving_ground.facts import Table
from proving_ground.report.model import Feature, Step
from proving_ground.report.slugs import slug


def features_of(features: Iterable[Any], names: Collection[str]) -> tuple[Feature, ...]:
    """Those behave features that are of one of these names."""
    return tuple(
        Feature(
            slug=slug(feature.name),
            name=feature.name,
            file=str(feature.filename),
            description="\n".join(feature.description),
            tags=tuple(str(tag) for tag in feature.tags),
        )
        for feature in features
        if feature.name in names
    )


def rule_of(scenario: Any) -> str:
    """The name of the rule that a behave scenario stands under; empty where it is none."""
    holder = scenario.parent
    while holder is not None and holder.type != "rule":
        holder = getattr(holder, "parent", None)
    return str(holder.name) if holder is not None else ""


def steps_of(scenario: Any) -> tuple[Step, ...]:
    """All steps of a behave scenario, those of its backgrounds first."""
    return tuple(
        Step(
            keyword=step.keyword,
            text=step.name,
            line=step.line,
            status=step.status.name,
            table=_table(step.table),
            doc=str(step.text or ""),
        )
        for step in scenario.all_steps
    )


def _table(table: Any) -> Table:
    if table is None:
        return ()
    return (tuple(table.headings), *(tuple(row.cells) for row in table.rows))
