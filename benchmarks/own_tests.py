"""agent-pipelines' own integration tests, one function at a time."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import yaml

from proving_ground.processes.command import Command

_YQ = """\
#!/bin/sh
case "$1" in
  --version) echo 'yq (https://github.com/mikefarah/yq/) version v4.44.1' ;;
  -o=json) sum=$(md5sum < "$2"); exec cat '{known}'/"${{sum%% *}}" ;;
  *) echo 0 ;;
esac
"""
"""In place of Go's yq, and about as fast: it has read all fixtures beforehand."""

_TESTS = Path("scripts/tests/integration")


class OwnTests:
    """A copy of the checkout, in which single test functions can be run."""

    def __init__(self, checkout: Path, folder: Path):
        self._copy = Path(shutil.copytree(checkout, folder / "checkout", symlinks=True))
        self._bin = folder / "bin"
        known = folder / "known"
        for each in (self._bin, known):
            each.mkdir()
        for source in (self._copy / "scripts/tests/fixtures").rglob("*.yaml"):
            name = hashlib.md5(source.read_bytes(), usedforsecurity=False).hexdigest()
            (known / name).write_text(json.dumps(yaml.safe_load(source.read_text())))
        for program, text in {"yq": _YQ.format(known=known), "claude": "#!/bin/sh\n"}.items():
            (self._bin / program).write_text(text)
            (self._bin / program).chmod(0o755)

    def command(self, function: str) -> Command:
        """How to run one test function; it prints its results in the end."""
        files = (path.read_text() for path in (self._copy / _TESTS).glob("test_*.sh"))
        text = next(text for text in files if f"\n{function}() {{" in text)
        alone = text[: text.index("# Run All Tests")] + f"\nrun_test {function} {function}\n"
        driver = self._copy / _TESTS / f"alone_{function}.sh"
        driver.write_text(f"{alone}test_summary\n")
        path = f"{self._bin}{os.pathsep}{os.environ['PATH']}"
        return Command(("bash", str(driver)), self._copy, {**os.environ, "PATH": path})
