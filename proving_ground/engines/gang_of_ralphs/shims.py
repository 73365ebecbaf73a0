"""The `node` that stands first on the engine's PATH, and the two programs behind it.

It takes over for the Claude Agent SDK's `cli.js` alone, and hands every other call on to node.
"""

import shlex
import sys
from pathlib import Path

from proving_ground.root import PACKAGES

_NODE = """\
#!/bin/sh
case "$1" in
  */claude-agent-sdk/cli.js) exec {agent} "$@" ;;
esac
exec {node} "$@"
"""
_PROGRAM = """\
#!/bin/sh
'''exec' {python} -ISXutf8 "$0" "$@"
' '''
import sys
sys.path.append({package!r})
from proving_ground.engines.gang_of_ralphs.{module} import main
main()
"""


def write_shims(folder: Path, node: str) -> None:
    """Write them into the folder, unless they are there already; `node` is the real one."""
    if folder.exists():
        return
    folder.mkdir(parents=True)
    python = shlex.quote(sys.executable)
    package = str(PACKAGES)
    for module in ("agent", "tools"):
        text = _PROGRAM.format(python=python, package=package, module=module)
        _write(folder / module, text)
    agent = shlex.quote(str(folder / "agent"))
    _write(folder / "node", _NODE.format(agent=agent, node=shlex.quote(node)))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
