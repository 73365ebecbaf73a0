"""Recording: each case is run twice on the real CLI, and what differs is marked as noise."""

import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from proving_ground.errors import PrerequisiteError
from proving_ground.fidelity import corpus
from proving_ground.fidelity.cases import Case
from proving_ground.fidelity.cases import load as load_cases
from proving_ground.fidelity.comparison import compare
from proving_ground.fidelity.corpus import Corpus
from proving_ground.fidelity.observation import Observation, observe

WORKERS = 2


def record(cases: Sequence[Case], programs: Path, tell: Callable[[str], None]) -> None:
    """Run the cases on the real CLIs in that folder, and write the corpora anew with them."""
    versions = {agent: version_of(programs / agent) for agent in {c.agent for c in cases}}
    for agent, version in sorted(versions.items()):
        mine = [case for case in cases if case.agent == agent]
        with ProcessPoolExecutor(WORKERS) as pool:
            runs = pool.map(_twice, mine, [programs] * len(mine))
            found = dict(zip([case.case for case in mine], runs, strict=True))
        tell(f"{agent} {version}: {len(found)} cases")
        corpus.save(_with(_known(agent, version), found))


def version_of(program: Path) -> str:
    """What the real CLI says that it is; PrerequisiteError where it does not run."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    except OSError as error:
        raise PrerequisiteError(f"{program} does not run: {error.strerror}") from None
    except subprocess.CalledProcessError as error:
        raise PrerequisiteError(
            f"{program} does not run: it ended with {error.returncode}"
        ) from None
    return next(word for word in said.stdout.split() if word[0].isdigit())


def _twice(case: Case, programs: Path) -> tuple[Observation, Observation]:
    return observe(case, programs), observe(case, programs)


def _known(agent: str, version: str) -> Corpus:
    """The corpus as it is, so that cases can be recorded one by one; empty where there is none."""
    if not corpus.path_of(agent).exists():
        return Corpus(agent, version, {})
    return replace(corpus.load(agent), version=version)


def _with(known: Corpus, found: dict[str, tuple[Observation, Observation]]) -> Corpus:
    """The corpus with these cases in the place of those it had of them."""
    optional, noise = set(known.optional), dict(known.noise)
    for name, (first, second) in found.items():
        unlike = compare(first, second)
        for each in unlike:
            if each.place.endswith(" keys"):
                optional |= {path.rpartition(":")[0] for path in (*each.expected, *each.found)}
        places = [each.place for each in unlike if not each.place.endswith(" keys")]
        noise[name] = [place.replace("[", "?") for place in places]
    there = {case.case for case in load_cases()}
    cases = {**known.cases, **{name: first for name, (first, _) in found.items()}}
    cases = {name: seen for name, seen in cases.items() if name in there}
    return replace(known, cases=cases, noise=noise, optional=tuple(sorted(optional)))
