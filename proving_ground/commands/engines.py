"""Tell which engines there are, check the profile of one, or write a new profile."""

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from proving_ground.commands import probe
from proving_ground.engines import registry
from proving_ground.engines.profile.model import Profile
from proving_ground.errors import InputError

QUESTIONS = {
    "run": (
        "the command that starts your engine; {home} is this folder",
        "bash {home}/loop.sh {cap}",
    ),
    "file": ("the file that your engine reads its prompt from", "PROMPT.md"),
    "done": ("what the agent answers when all is done", "<promise>COMPLETE</promise>"),
    "complete": ("the exit code of success", "0"),
    "failed": ("the exit code of everything else", "1"),
}
"""What `new` asks: the question, and what is meant by an empty answer."""
PROFILE = """\
# yaml-language-server: $schema=profile.schema.json
engine: {name}
run: {run}
project:
  {file}: "{{prompt}}"
agent:
  says:
    done: {done}
exit: {{{complete}: complete, {failed}: [capped, failed]}}
"""


def add_arguments(parser: ArgumentParser) -> None:
    """What to do; without a word, list the engines."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    check = actions.add_parser("check", help="start it a few times, and say what was seen")
    check.add_argument("profile", type=Path, metavar="FILE.yaml")
    check.add_argument("--home", type=Path, metavar="DIR", help="the engine's folder, as {home}")
    new = actions.add_parser("new", help="ask a few questions, and write NAME.yaml")
    new.add_argument("name", metavar="NAME")
    actions.add_parser("schema", help="print the JSON Schema of profiles, for editors")


def main(arguments: Namespace) -> int:
    """Do it; InputError for a profile that is wrong or there already."""
    if arguments.action == "check":
        adapters = registry.check(str(arguments.profile), arguments.home)
        return probe.check(registry.loop_of(adapters))
    if arguments.action == "new":
        return _new(arguments.name)
    if arguments.action == "schema":
        schema = Profile.model_json_schema(by_alias=True)
        sys.stdout.write(json.dumps(schema, indent=1, ensure_ascii=False) + "\n")
        return 0
    for name in registry.names():
        sys.stdout.write(f"{name}: {', '.join(f'@{each}' for each in registry.families(name))}\n")
    sys.stdout.write("and every loop engine that a profile describes: run --engine FILE.yaml\n")
    return 0


def _new(name: str) -> int:
    if not name.strip() or "/" in name or not name.isprintable():
        fix = "write one without a slash, as in: proving-ground engines new mine"
        raise InputError(f"engines new {name!r}", "this is no name of an engine", fix)
    path = Path(f"{name}.yaml")
    if path.exists():
        raise InputError(path, "this is there already", "choose another name")
    told = {key: _ask(*question) for key, question in QUESTIONS.items()}
    told["done"] = json.dumps(told["done"])
    path.write_text(PROFILE.format(name=name, **told), "utf-8")
    schema = json.dumps(Profile.model_json_schema(by_alias=True), indent=1, ensure_ascii=False)
    Path("profile.schema.json").write_text(f"{schema}\n", "utf-8")
    sys.stdout.write(f"\n{path} is written. Next: proving-ground engines check {path}\n")
    return 0


def _ask(question: str, otherwise: str) -> str:
    sys.stdout.write(f"{question} [{otherwise}]: ")
    sys.stdout.flush()
    return sys.stdin.readline().strip() or otherwise
