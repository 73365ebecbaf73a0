"""The record of what was proven: for each scenario, a defect that is known to turn it red."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml
from pydantic import RootModel

from proving_ground.language.yaml_lines import load_model
from proving_ground.proof.defects import RECORD
from proving_ground.proof.matrix import Kill

HEAD = """\
# Each defect, and the scenarios that it was seen to turn red, so that each scenario stands here
# at least once. `make proofs` proves all of it again, `make test` a sample, another one each day;
# `proving-ground prove --update` writes it.
"""
Record = Mapping[str, Sequence[str]]
"""Names of defects, and under each the names of scenarios."""


class RecordFile(RootModel[dict[str, tuple[str, ...]]]):
    """The form of the record's file."""


def read_record(path: Path = RECORD) -> Record:
    """What is on record, nothing where there is no file; InputError where it is malformed."""
    return load_model(path, RecordFile).root if path.exists() else {}


def write_record(record: Record, path: Path = RECORD) -> None:
    """Write the record, in the order of names, so that a change of it reads well."""
    told = {name: sorted(record[name]) for name in sorted(record)}
    path.write_text(HEAD + yaml.safe_dump(told, allow_unicode=True, width=1000), "utf-8")


def smallest(kills: Sequence[Kill]) -> Record:
    """Of all that was seen, so little as proves it: each scenario by its rarest defect.

    A defect that is the rarest of none keeps the quickest scenario that counts as its catch.
    """
    rarest: dict[str, str] = {}
    for kill in sorted(kills, key=lambda each: (len(each.red), each.defect.name)):
        for result in kill.red:
            rarest.setdefault(result.id, kill.defect.name)
    record: dict[str, list[str]] = {kill.defect.name: [] for kill in kills if kill.red}
    for name, defect in rarest.items():
        record[defect].append(name)
    for kill in kills:
        record.get(kill.defect.name, []).extend(_missing(kill, record))
    return record


def _missing(kill: Kill, record: Record) -> list[str]:
    tag = kill.defect.caught_by
    catching = [each for each in kill.red if tag is None or tag in each.tags]
    kept = record.get(kill.defect.name, ())
    if not catching or any(each.id in kept for each in catching):
        return []
    return [min(catching, key=lambda each: (each.duration_s, each.id)).id]
