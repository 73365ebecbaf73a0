"""Set up a folder for features of one's own, on an engine of one's own."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from proving_ground.errors import InputError

FILES = {
    "behave.ini": """\
[behave]
paths = features
runner = proving_ground.suite.runner:ProvingRunner
default_format = proving
show_timings = false
summary = false
show_snippets = false

[behave.formatters]
proving = proving_ground.report.progress:ProgressFormatter

[behave.userdata]
engine = engine.yaml
""",
    "engine.yaml": """\
# Your engine: proving-ground engines check engine.yaml starts it, and says what it saw.
engine: mine
run: bash {home}/loop.sh {cap}
project:
  PROMPT.md: "{prompt}"
agent:
  says:
    done: <promise>COMPLETE</promise>
exit: {0: complete, 1: [capped, failed]}
""",
    "loop.sh": """\
#!/bin/bash
# An example of a loop. Point `run:` in engine.yaml at your own, and remove this one.
for ((i = 1; i <= ${1:-10}; i++)); do
  answer=$(claude --dangerously-skip-permissions -p < PROMPT.md | tee /dev/stderr) || exit 1
  if [[ "$answer" == *$'\\n<promise>COMPLETE</promise>' ]]; then
    exit 0
  fi
done
exit 1
""",
    "features/environment.py": """\
\"\"\"The hooks of Proving Ground.\"\"\"

import sys

from proving_ground.root import ROOT

sys.path.insert(0, str(ROOT))

from environment import *
""",
    "features/steps/all.py": """\
\"\"\"All steps of Proving Ground; write steps of your own in files beside this one.\"\"\"

from behave.runner_util import load_step_modules

from proving_ground.root import ROOT

load_step_modules([str(ROOT / "features" / "steps")])
""",
    "features/mine.feature": """\
@loops
Feature: What my loop promises to my team

  Scenario: Five steps take five calls, and the work is there
    Given a loop of 5 steps
    When the loop runs
    Then the agent was called 5 times
    And the loop ends as a success
""",
}
"""What is written: paths from the folder, and texts."""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the argument that names the folder."""
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), help="default: this one")


def main(arguments: Namespace) -> int:
    """Write the files; InputError where one of them is there already."""
    for name in FILES:
        if (there := arguments.folder / name).exists():
            raise InputError(there, "this is there already", "name a folder that is empty")
    for name, text in FILES.items():
        path = arguments.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        sys.stdout.write(f"{path}\n")
    sys.stdout.write("Now describe your engine in engine.yaml, and run: behave\n")
    return 0
