"""Reading what the iterations of the reference pipelines leave on disk."""

import hashlib
from pathlib import Path

from proving_ground.errors import EvidenceUnreadable
from proving_ground.evidence.run_state import IterationFolder
from proving_ground.evidence.witness import Together, parsed, read_regular_file
from proving_ground.pipelines.contract import Key

GOOD_DECISIONS = ("continue", "stop")


def read(run: Path) -> tuple[IterationFolder, ...]:
    """Every stage-NN-name/iterations/NNN, and stage-NN-name/agent-N/iterations/NNN."""
    folders = [*run.glob("stage-*/iterations/*"), *run.glob("stage-*/agent-*/iterations/*")]
    together = Together("the files of iterations")
    return tuple(_iteration(folder, together) for folder in sorted(folders, key=_key))


def inputs(run: Path, stage: int, iteration: int) -> tuple[Key, ...]:
    """The `inputs` of the iteration's context.json: earlier outputs; of a block, what all read."""
    place = f"iterations/{iteration:03d}/context.json"
    found = [*run.glob(f"stage-{stage:02d}-*/{place}"), *run.glob(f"stage-{stage:02d}-*/*/{place}")]
    told = [parsed(read_regular_file(context))["inputs"] for context in found]
    common = [path for path in told[0] if all(path in paths for paths in told)] if told else []
    return tuple(_key(Path(path).parent) for path in common)


def files(run: Path, key: Key) -> tuple[str, ...]:
    """The `files` of the iteration's context.json."""
    owner = "" if key.agent is None else f"agent-{key.agent}/"
    place = f"stage-{key.stage:02d}-*/{owner}iterations/{key.iteration:03d}/context.json"
    (context,) = run.glob(place)
    return tuple(parsed(read_regular_file(context))["files"])


def _iteration(folder: Path, together: Together) -> IterationFolder:
    found = (each for each in sorted(folder.iterdir()) if each.is_file())
    files = {each.name: together.take(read_regular_file(each)) for each in found}
    key = _key(folder)
    return IterationFolder(
        stage=key.stage,
        iteration=key.iteration,
        complete="output.md" in files and _is_decision(files.get("status.json", b"")),
        files={name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        answer=files.get("output.md", b"").decode(errors="replace"),
        agent=key.agent,
    )


def _key(folder: Path) -> Key:
    owner = folder.parent.parent
    agent = int(owner.name.split("-")[1]) if owner.name.startswith("agent-") else None
    stage = owner if agent is None else owner.parent
    return Key(int(stage.name.split("-")[1]), int(folder.name), agent)


def _is_decision(text: bytes) -> bool:
    try:
        return parsed(text)["decision"] in GOOD_DECISIONS
    except (EvidenceUnreadable, ValueError, LookupError, TypeError, RecursionError):
        return False
