"""A run as Cucumber Messages, one JSON object a line: the source of the HTML page."""

import base64
import json
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from pathlib import Path
from traceback import format_exception
from typing import Any

from behave.api.formatter import StreamOpener
from behave.version import VERSION as BEHAVE_VERSION

from proving_ground.errors import ProvingError
from proving_ground.report import clock
from proving_ground.report.gherkin import Document, Message, document
from proving_ground.report.judged import JudgedFormatter
from proving_ground.report.verdicts import BAD, ScenarioResult, Verdict, explain

MESSAGES = "messages.ndjson"
"""The name of the file in a report's folder."""

PROTOCOL = "34.2.1"
FOLDED = "text/plain"
UNFOLDED = "text/x.cucumber.log+plain"
"""How the page shows a text: only its title, or all of it."""

RUN = "run"
BEFORE = "the scenario begins"
AFTER = "the scenario has ended"
LISTED = "it is listed as known to fail"
HOOKS = {BEFORE: "BEFORE_TEST_CASE", AFTER: "AFTER_TEST_CASE", LISTED: "AFTER_TEST_CASE"}
STATUSES = {
    "passed": "PASSED",
    "failed": "FAILED",
    "error": "FAILED",
    "hook_error": "FAILED",
    "undefined": "FAILED",
    "pending": "FAILED",
}
"""What the page shows of a step; all else is SKIPPED. A KNOWN failure is shown as PENDING."""


@dataclass
class _Part:
    """One thing that ran in a scenario: a step or a hook. Times are seconds since the epoch."""

    started: float
    ended: float
    result: Message
    reference: Message
    attachments: list[Message] = field(default_factory=list)


@dataclass
class _Notes:
    """What is learnt of a scenario while it runs."""

    started: float
    before: list[Message] = field(default_factory=list)
    after: list[Message] = field(default_factory=list)
    steps: list["_StepNotes"] = field(default_factory=list)
    in_step: bool = False


@dataclass
class _StepNotes:
    match: Any
    started: float
    ended: float
    attachments: list[Message] = field(default_factory=list)


class MessagesFormatter(JudgedFormatter):
    """Writes the messages of a run to a file; verdicts decide what is shown as failed."""

    name = "proving.messages"
    description = "Cucumber Messages (NDJSON), with verdicts."

    def __init__(self, path: Path, config: Any):
        super().__init__(StreamOpener(str(path), encoding="utf-8"), config)
        self._document = Document({}, {})
        self._notes = _Notes(0)
        self._success = True

    def on_testrun_start(self) -> None:
        """Say who speaks, and of which hooks."""
        self.open()
        self._emit("meta", _meta())
        for name, kind in HOOKS.items():
            source = {"uri": "environment.py", "location": {"line": 1}}
            self._emit("hook", {"id": name, "name": name, "type": kind, "sourceReference": source})
        self._emit("testRunStarted", {"id": RUN, "timestamp": _moment(clock.now())})

    def on_testrun_end(self) -> None:
        """Say whether the run succeeded."""
        ended = {"testRunStartedId": RUN, "success": self._success}
        self._emit("testRunFinished", {**ended, "timestamp": _moment(clock.now())})

    def on_feature_start(self, feature: Any) -> None:
        """Tell the feature, where it has scenarios that run."""
        self._document = document(feature, self.judge.is_selected)
        if self._document.pickles:
            text = Path(feature.filename).read_text("utf-8")
            kind = "text/x.cucumber.gherkin+plain"
            self._emit("source", {"uri": feature.filename, "data": text, "mediaType": kind})
            self._emit("gherkinDocument", self._document.gherkin)
        for pickle in self._document.pickles.values():
            self._emit("pickle", pickle)

    def on_scenario_start(self, scenario: Any) -> None:  # noqa: ARG002
        """Begin a page of notes."""
        self._notes = _Notes(clock.now())

    def match(self, match: Any) -> None:
        """Note that the next step runs, and with which arguments."""
        now = clock.now()
        self._notes.steps.append(_StepNotes(match, now, now))
        self._notes.in_step = True

    def on_step_end(self, step: Any) -> None:  # noqa: ARG002
        """Note that the step has ended."""
        self._notes.steps[-1].ended = clock.now()
        self._notes.in_step = False

    def embedding(self, mime_type: str, data: str | bytes, caption: str | None = None) -> None:
        """Keep an attachment with the step or hook that made it."""
        notes = self._notes
        if notes.in_step:
            place = notes.steps[-1].attachments
        else:
            place = notes.after if notes.steps else notes.before
        place.append(_attachment(mime_type, data, caption))

    def on_scenario_end(self, scenario: Any) -> None:
        """Tell the scenario, now that its verdict is certain."""
        result = self.judge.judge(scenario)
        if result is None:
            return
        self._success = self._success and result.verdict not in BAD
        pickle = self._document.pickles[scenario.line]
        parts = [
            *self._hook_parts(scenario, BEFORE),
            *self._step_parts(scenario, pickle),
            *self._hook_parts(scenario, AFTER),
        ]
        if result.verdict is Verdict.STALE:
            parts.append(self._hook_part(LISTED, _outcome("FAILED")))
        if parts:
            _explain(result, parts)
        self._tell(pickle["id"], parts)

    def _step_parts(self, scenario: Any, pickle: Message) -> list[_Part]:
        now = self._notes.started
        idle = repeat(_StepNotes(None, now, now))
        parts = []
        steps = zip(
            pickle["steps"], scenario.all_steps, chain(self._notes.steps, idle), strict=False
        )
        for entry, step, notes in steps:
            reference = {
                "pickleStepId": entry["id"],
                "stepDefinitionIds": [],
                "stepMatchArgumentsLists": _arguments(notes.match),
            }
            times = (notes.started, notes.ended)
            parts.append(_Part(*times, _step_result(step), reference, [*notes.attachments]))
        return parts

    def _hook_parts(self, scenario: Any, name: str) -> list[_Part]:
        """A hook is shown where it failed or attached something."""
        broke = scenario.hook_failed and (name == BEFORE) == (not self._notes.steps)
        attachments = self._notes.before if name == BEFORE else self._notes.after
        if not (broke or attachments):
            return []
        outcome = _outcome("FAILED", scenario.exception) if broke else _outcome("PASSED")
        return [self._hook_part(name, outcome, attachments)]

    def _hook_part(self, name: str, result: Message, attachments: Sequence[Message] = ()) -> _Part:
        now = clock.now()
        return _Part(now, now, result, {"hookId": name}, list(attachments))

    def _tell(self, pickle: str, parts: list[_Part]) -> None:
        case, started = f"{pickle}-case", f"{pickle}-started"
        steps = [{"id": f"{case}-{n}", **part.reference} for n, part in enumerate(parts)]
        test_case = {"id": case, "pickleId": pickle, "testSteps": steps, "testRunStartedId": RUN}
        self._emit("testCase", test_case)
        begin = {"id": started, "testCaseId": case, "attempt": 0}
        self._emit("testCaseStarted", {**begin, "timestamp": _moment(self._notes.started)})
        for step, part in zip(steps, parts, strict=True):
            self._tell_part({"testCaseStartedId": started, "testStepId": step["id"]}, part)
        end = {"testCaseStartedId": started, "willBeRetried": False}
        self._emit("testCaseFinished", {**end, "timestamp": _moment(clock.now())})

    def _tell_part(self, ids: Message, part: _Part) -> None:
        self._emit("testStepStarted", {**ids, "timestamp": _moment(part.started)})
        for attachment in part.attachments:
            self._emit("attachment", {**ids, **attachment})
        ended = {**ids, "testStepResult": part.result}
        self._emit("testStepFinished", {**ended, "timestamp": _moment(part.ended)})

    def _emit(self, kind: str, message: Message) -> None:
        self.stream.write(json.dumps({kind: message}, separators=(",", ":")) + "\n")


def _meta() -> Message:
    return {
        "protocolVersion": PROTOCOL,
        "implementation": {"name": "behave", "version": BEHAVE_VERSION},
        "runtime": {"name": platform.python_implementation(), "version": platform.python_version()},
        "os": {"name": platform.system(), "version": platform.release()},
        "cpu": {"name": platform.machine()},
    }


def _step_result(step: Any) -> Message:
    status = STATUSES.get(step.status.name, "SKIPPED")
    return {**_outcome(status, step.exception), "duration": _duration(step.duration)}


def _outcome(status: str, error: BaseException | None = None) -> Message:
    """A result; an error that is neither ours nor an assertion shows where it was raised."""
    result: Message = {"status": status, "duration": _duration(0)}
    if error is not None:
        ours = isinstance(error, AssertionError | ProvingError)
        result["message"] = explain(error) if ours else "".join(format_exception(error))
    return result


def _explain(result: ScenarioResult, parts: Sequence[_Part]) -> None:
    """Say at the part that decided the verdict why it is so, and what happened."""
    part = _decisive(parts)
    if result.story:
        kind = FOLDED if result.verdict in (Verdict.PASS, Verdict.SKIPPED) else UNFOLDED
        part.attachments.append(_attachment(kind, result.story, "What happened"))
    found = part.result.get("message", result.reason).rstrip()
    if result.verdict in BAD:
        kept = f"\nkept:  {result.work_folder}" if result.work_folder else ""
        part.result["message"] = f"{found}\n{kept}\nrerun: {result.rerun}"
    elif result.verdict is not Verdict.PASS:
        part.result["message"] = f"{result.verdict}: {result.reason}"
    if result.verdict is Verdict.KNOWN:
        part.attachments.append(_attachment(FOLDED, found, "What was found"))
        for failed in (part for part in parts if part.result["status"] == "FAILED"):
            failed.result["status"] = "PENDING"


def _decisive(parts: Sequence[_Part]) -> _Part:
    """The part that failed, or else the last that ran, or else the first."""
    failed = [part for part in parts if part.result["status"] == "FAILED"]
    ran = [part for part in parts if part.result["status"] == "PASSED"]
    return (failed[:1] or ran[-1:] or list(parts))[0]


def _arguments(match: Any) -> list[Message]:
    groups = [
        {"group": {"start": part.start, "value": part.original, "children": []}}
        for part in getattr(match, "arguments", None) or ()
        if part.original is not None
    ]
    return [{"stepMatchArguments": groups}]


def _attachment(media_type: str, data: str | bytes, caption: str | None = None) -> Message:
    raw = data.encode("utf-8", "backslashreplace") if isinstance(data, str) else data
    if media_type.startswith(("text/", "application/json")):
        body = {"body": raw.decode("utf-8", "replace"), "contentEncoding": "IDENTITY"}
    else:
        body = {"body": base64.b64encode(raw).decode("ascii"), "contentEncoding": "BASE64"}
    named = {"fileName": caption} if caption else {}
    return {**body, "mediaType": media_type, **named}


def _moment(seconds: float) -> Message:
    return {"seconds": int(seconds), "nanos": int(seconds % 1 * 1e9)}


def _duration(seconds: float) -> Message:
    return _moment(max(0.0, seconds))
