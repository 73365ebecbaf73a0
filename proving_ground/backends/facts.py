"""What is reported of a trial of a backends engine: what was asked, called, and answered."""

import shlex
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from proving_ground import facts
from proving_ground.backends.contract import Method, Request
from proving_ground.backends.evidence import Evidence, Run
from proving_ground.backends.laws import LAWS
from proving_ground.backends.tools import in_words

SESSION = "requests"


def tell(evidence: Evidence, reported: Collection[str]) -> facts.Happened:
    """All that was seen; laws were checked after every request, and `reported` tells the broken."""
    broken = facts.violations_of(reported)
    bad = {each.law for each in broken}
    seen = evidence.runs
    start = min((call.started for run in seen for call in run.calls), default=0.0)
    runs = tuple(_run(run, start, evidence.adapter.exits) for run in seen)
    return facts.Happened(
        family="backends",
        sessions=(facts.Session(name=SESSION, runs=runs),) if runs else (),
        laws_held=tuple(law.id for law in LAWS if law.id not in bad and runs),
        laws_broken=broken,
    )


def _run(run: Run, start: float, exits: Mapping[str, int]) -> facts.Run:
    remembered = ", ".join(run.after.stored_data.memories)
    return facts.Run(
        action=asked(run.request),
        exit=run.exit_code,
        ended=facts.how_a_run_ended(
            run.exit_code, (name for name, code in exits.items() if code == run.exit_code)
        ),
        after=facts.State(words=_answer(run)),
        fault=run.fault or "",
        calls=tuple(
            call.facts(start, result=facts.how_a_call_ended(call.exit)) for call in run.calls
        ),
        notes=(*((f"remembered: {remembered}",) if remembered else ()), *run.survivors),
    )


def asked(request: Request) -> str:
    """What was asked for, as people say it: `spawn all (tasks: one, two; name: scout)`."""
    arguments = dict(request.arguments)
    if request.method is Method.LAUNCH:
        return " ".join(("launch", shlex.join(arguments.get("words", ()))))
    what = str(request.method)
    if request.method is Method.TOOL:
        what = f"tool: {in_words(str(arguments.pop('tool')))}"
    told = "; ".join(_arguments(arguments))
    return f"{what} ({told})" if told else what


def _arguments(arguments: Mapping[str, Any]) -> Iterator[str]:
    """Each argument in words; what is no list of texts is counted."""
    for name, value in arguments.items():
        lead = "" if name == "value" else f"{name.replace('_', ' ')}: "
        if isinstance(value, str | int | float):
            yield f"{lead}{value}"
        elif all(isinstance(each, str) for each in value) and value:
            yield f"{lead}{', '.join(value)}"
        else:
            yield f"{len(value)} {name.replace('_', ' ')}"


def _answer(run: Run) -> str:
    if run.answer is None:
        return f"printed: {run.stdout.strip() or run.stderr.strip() or 'nothing'}"
    return "done" if run.answer.success else f"not done: {run.answer.error}"
