"""Laws about what is not the engine's: the user's commits and files, and all but the project."""

import signal
from collections.abc import Collection, Iterator
from fnmatch import fnmatch

from proving_ground.laws.law import Law
from proving_ground.laws.seen import AnyEvidence
from proving_ground.repository.view import Checkout

STASH = "refs/stash"


def yours_is_yours(evidence: AnyEvidence) -> Iterator[str]:
    """Bug classes 31 and 32: neither reset, nor committed in passing."""
    yield from _commits_and_files(evidence)
    yield from _branches(evidence)
    yield from _checkouts(evidence)
    yield from _settings(evidence)


def _commits_and_files(evidence: AnyEvidence) -> Iterator[str]:
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


def _branches(evidence: AnyEvidence) -> Iterator[str]:
    """A branch that is checked out may move on, and its commits stay reachable; others stay."""
    start, now = evidence.at_start, evidence.last.git
    may_move = {"HEAD", start.head, *(each.head for each in start.elsewhere.values())}
    for name, commit in start.refs.items():
        if name not in now.refs:
            yield f"the user's {name} is gone"
        elif now.refs[name] != commit and name not in may_move:
            yield f"the user's {name} was moved"
    if STASH in now.refs and STASH not in start.refs:
        yield "the user's stash holds what the user did not put there"


def _checkouts(evidence: AnyEvidence) -> Iterator[str]:
    """Each is at its branch, with all that was merged; a run that was killed may be half way."""
    start, now = evidence.at_start, evidence.last.git
    if now.head != start.head:
        yield f"the user had {start.head} checked out, and now {now.head}"
    if evidence.last.exit_code == -signal.SIGKILL:
        return
    for line in now.uncommitted:
        if line[0] not in " ?!" and line not in start.uncommitted:
            yield f"git status tells of `{line}`, which the user did not stage"
    for folder, before in start.elsewhere.items():
        if (after := now.elsewhere.get(folder)) != before:
            yield f"the user's worktree {folder} " + _difference(before, after)


def _difference(before: Checkout, after: Checkout | None) -> str:
    if after is None:
        return "is gone"
    if before.head != after.head:
        return f"had {before.head} checked out, and now {after.head}"
    changed = sorted({*before.uncommitted} ^ {*after.uncommitted})
    return "differs from its branch by `" + "`, `".join(changed) + "`, and did not before"


def _settings(evidence: AnyEvidence) -> Iterator[str]:
    start, now = evidence.at_start.settings, evidence.last.git.settings
    for name in sorted(start.keys() | now.keys()):
        if start.get(name) != now.get(name) and not _matches(name, evidence.adapter.own_changes):
            verb = "appeared" if name not in start else "changed" if name in now else "is gone"
            yield f"the user's {name} {verb}"


def stays_inside(evidence: AnyEvidence) -> Iterator[str]:
    """Neither settings in HOME, nor what lies beside the project, nor the suite itself."""
    own = [f"*/{pattern} *" for pattern in evidence.adapter.own_changes]
    yield from (stray for stray in evidence.last.strays if not _matches(stray, own))


def _matches(text: str, patterns: Collection[str]) -> bool:
    return any(fnmatch(text, pattern) for pattern in patterns)


YOURS_IS_YOURS = Law(
    "yours-is-yours",
    "The user's commits, branches, checkouts, settings and files stay as they are.",
    yours_is_yours,
)
STAYS_INSIDE = Law(
    "stays-inside",
    "Nothing is changed but the project and what is the engine's own.",
    stays_inside,
)
