"""Laws about what is not the engine's: the user's commits and files, and all but the project."""

from collections.abc import Collection, Iterator
from fnmatch import fnmatch

from proving_ground.laws.law import Law
from proving_ground.laws.seen import AnyEvidence


def yours_is_yours(evidence: AnyEvidence) -> Iterator[str]:
    """Bug classes 31 and 32: neither reset, nor committed in passing."""
    run, start = evidence.last, evidence.at_start
    for commit in sorted(start.commits - run.git.commits):
        yield f"the user's commit {commit} can be reached from no branch"
    for name, text in run.belongings.items():
        if text != evidence.belongings[name] and not _matches(name, evidence.adapter.own_changes):
            yield f"the user's own {name} was " + ("removed" if text is None else "changed")
    for line in start.uncommitted:
        path = line[3:]
        if line not in run.git.uncommitted and run.belongings.get(path) == evidence.belongings.get(
            path
        ):
            yield f"git status told of `{line}` before the run, and does so no more"


def stays_inside(evidence: AnyEvidence) -> Iterator[str]:
    """Neither settings in HOME, nor what lies beside the project, nor the suite itself."""
    own = [f"*/{pattern} *" for pattern in evidence.adapter.own_changes]
    yield from (stray for stray in evidence.last.strays if not _matches(stray, own))


def _matches(text: str, patterns: Collection[str]) -> bool:
    return any(fnmatch(text, pattern) for pattern in patterns)


YOURS_IS_YOURS = Law(
    "yours-is-yours",
    "What the user has committed stays reachable, the rest stays untouched.",
    yours_is_yours,
)
STAYS_INSIDE = Law(
    "stays-inside",
    "Nothing is changed but the project and what is the engine's own.",
    stays_inside,
)
