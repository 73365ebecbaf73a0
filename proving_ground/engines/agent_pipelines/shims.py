"""Two commands that the engine finds on PATH in place of the real ones.

`yq`: the engine asks Go's yq v4 for three things only. Every YAML file that the adapter writes
holds JSON, which is YAML too, so that turning it into JSON is to print it.

`sleep`: the engine pauses two seconds between iterations, whatever its configuration says. All
its pauses are made shorter by the same factor, so that what polls still polls in step.
"""

import shutil
from pathlib import Path

HASTE = 20
"""How many times shorter a pause of whole seconds becomes."""

_YQ = """\
#!/bin/sh
case "$*" in
  --version) echo 'yq (https://github.com/mikefarah/yq/) version v4.44.1' ;;
  -o=json\\ *) exec cat -- "$2" ;;
  e\\ *'| line'\\ *) echo 0 ;;
  *) echo "yq: this stand-in does not know: $*" >&2; exit 1 ;;
esac
"""
"""Line 0 is yq's own way to say that it cannot tell the line."""

_SLEEP = """\
#!/bin/bash
case "$1" in
  *[!0-9]*) exec {sleep} "$@" ;;
esac
printf -v pause '%d.%03d' $(($1 / {haste})) $(($1 % {haste} * 1000 / {haste}))
exec {sleep} "$pause"
"""


def write_shims(folder: Path) -> None:
    """Write both commands into the folder, unless it is there already."""
    if not folder.exists():
        folder.mkdir(parents=True)
        sleep = shutil.which("sleep") or "/bin/sleep"
        _write(folder / "yq", _YQ)
        _write(folder / "sleep", _SLEEP.format(sleep=sleep, haste=HASTE))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
