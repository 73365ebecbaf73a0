"""The report's files, written by real runs."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from proving_ground.report.assets import CACHE, FILES
from proving_ground.report.tally import Tally, tally
from proving_ground.report.verdicts import Verdict, read_verdicts
from tests.report.conftest import BehaveProject

SCENARIOS = """
    Background: Ground
      Given it holds

    @flow-1
    Scenario: Good
      Then it holds for "</script><b>"
        | stage | count |
        | plan  | 2     |

    Scenario Outline: Row <n>
      Then it fails because "<n> <>"

      Examples: Numbers
        | n |
        | 1 |
        | 2 |

    @resume
    Rule: Inside

      Background: More ground
        Given it holds

      @bug-5
      Scenario: Skipped
        Then it holds

      Scenario: Broken
        Then it breaks
          '''
          a text
          '''
        And a picture is attached

      Scenario: Pictured
        Given a picture is attached

      Scenario: Stale
        Then it holds

      Scenario: Never ready
        Then it holds

    @wip
    Scenario: Not meant
      Then it breaks
"""
ENVIRONMENT = """
    def before_scenario(context, scenario):
        if scenario.name == "Skipped":
            scenario.skip("the engine does not declare: resume")
        if scenario.name == "Never ready":
            raise OSError("no space")

    def after_scenario(context, scenario):
        scenario.story = f"What {scenario.name} did: \\udcff <\\x07>"
"""
KNOWN = """
    known:
      - {scenario: Small / Row 1, reason: one is too few}
      - {scenario: Small / Stale, reason: was broken}
"""


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> BehaveProject:
    """A run with every verdict, and a stand-in for the viewer that is fetched."""
    project = BehaveProject(tmp_path_factory.mktemp("reported"))
    project.feature(SCENARIOS, tags="@resume")
    project.write("features/environment.py", ENVIRONMENT)
    project.write("fixtures/engines/reference.known.yaml", KNOWN)
    for name, text in zip(FILES, ("run('</script>')", "css{}", TEMPLATE, "icon"), strict=True):
        project.write(f"{CACHE}/{name}", text)
    assert project.behave("-D", "report=out").code == 1
    return project


TEMPLATE = (
    "<title>{{title}}</title>{{icon}}<style>{{css}}{{custom_css}}</style>"
    "<script>window.CUCUMBER_MESSAGES = [{{messages}}];</script>"
    "<script>{{script}}</script><script>{{custom_script}}</script>"
)


def messages(project: BehaveProject, kind: str) -> list[dict[str, Any]]:
    lines = (project.root / "out/messages.ndjson").read_text("utf-8").splitlines()
    return [message[kind] for message in map(json.loads, lines) if kind in message]


def outcomes(project: BehaveProject, scenario: str) -> list[dict[str, Any]]:
    """The results of a scenario's steps and hooks, in order."""
    pickle = next(p for p in messages(project, "pickle") if p["name"] == scenario)
    finished = messages(project, "testStepFinished")
    mine = f"{pickle['id']}-started"
    return [f["testStepResult"] for f in finished if f["testCaseStartedId"] == mine]


def statuses(project: BehaveProject, scenario: str) -> list[str]:
    return [outcome["status"] for outcome in outcomes(project, scenario)]


def test_verdicts_can_be_read_back(reported: BehaveProject) -> None:
    results = {r.name: r for r in read_verdicts(reported.root / "out/verdicts.json")}
    assert {name: result.verdict for name, result in results.items()} == {
        "Good": Verdict.PASS,
        "Row 1": Verdict.KNOWN,
        "Row 2": Verdict.FAIL,
        "Skipped": Verdict.SKIPPED,
        "Broken": Verdict.ERROR,
        "Pictured": Verdict.PASS,
        "Stale": Verdict.STALE,
        "Never ready": Verdict.ERROR,
    }
    assert results["Skipped"].tags == ("bug-5", "resume")
    assert results["Row 2"].location == "features/small.feature:19"
    assert results["Good"].story == "What Good did: \\udcff <\\x07>"


def test_junit_keeps_every_reason(reported: BehaveProject) -> None:
    path = reported.root / "out/junit.xml"
    red = ("Small / Row 2", "Small / Broken", "Small / Stale", "Small / Never ready")
    assert tally([path]) == Tally(passed=2, failed=red, skipped=2)
    xml = path.read_text("utf-8")
    assert 'message="the engine does not declare: resume"' in xml
    assert 'message="one is too few"' in xml
    assert "rerun: behave features/small.feature:19" in xml


def test_messages_tell_only_what_was_selected(reported: BehaveProject) -> None:
    names = [pickle["name"] for pickle in messages(reported, "pickle")]
    assert "Not meant" not in names
    assert len(names) == len(messages(reported, "testCase")) == 8
    assert "Not meant" not in json.dumps(messages(reported, "gherkinDocument"))


def test_messages_refer_only_to_what_was_told(reported: BehaveProject) -> None:
    document = json.dumps(messages(reported, "gherkinDocument"))
    told = set(re.findall(r'"id": "([^"]+)"', document))
    hooks = {hook["id"] for hook in messages(reported, "hook")}
    pickled = set()
    for pickle in messages(reported, "pickle"):
        pickled |= {step["id"] for step in pickle["steps"]}
        assert told >= set(pickle["astNodeIds"])
        assert told >= {node for step in pickle["steps"] for node in step["astNodeIds"]}
        assert told >= {tag["astNodeId"] for tag in pickle["tags"]}
    for step in (step for case in messages(reported, "testCase") for step in case["testSteps"]):
        assert step.get("hookId") in hooks or step["pickleStepId"] in pickled


def test_messages_know_rules_backgrounds_rows_tables_and_texts(reported: BehaveProject) -> None:
    pickles = {pickle["name"]: pickle for pickle in messages(reported, "pickle")}
    assert [tag["name"] for tag in pickles["Skipped"]["tags"]] == ["@resume", "@resume", "@bug-5"]
    assert len(pickles["Skipped"]["steps"]) == 3, "both backgrounds and its own step"
    assert pickles["Row 2"]["steps"][-1]["text"] == 'it fails because "2 <>"'
    rows = pickles["Good"]["steps"][-1]["argument"]["dataTable"]["rows"]
    assert rows[1]["cells"] == [{"value": "plan"}, {"value": "2"}]
    assert pickles["Broken"]["steps"][2]["argument"] == {"docString": {"content": "a text"}}


def test_every_verdict_looks_different(reported: BehaveProject) -> None:
    assert statuses(reported, "Good") == ["PASSED", "PASSED"]
    assert statuses(reported, "Row 1") == ["PASSED", "PENDING"]
    assert statuses(reported, "Row 2") == ["PASSED", "FAILED"]
    assert statuses(reported, "Skipped") == ["SKIPPED"] * 3
    assert statuses(reported, "Broken") == ["PASSED", "PASSED", "FAILED", "SKIPPED"]
    assert statuses(reported, "Stale") == ["PASSED"] * 3 + ["FAILED"]
    assert statuses(reported, "Never ready") == ["FAILED"] + ["SKIPPED"] * 3


def test_the_page_says_why(reported: BehaveProject) -> None:
    def said(scenario: str) -> str:
        return "".join(outcome.get("message", "") for outcome in outcomes(reported, scenario))

    assert said("Good") == ""
    assert said("Row 1") == "KNOWN: one is too few"
    assert said("Row 2") == "2 <>\n\nrerun: behave features/small.feature:19"
    assert said("Skipped") == "SKIPPED: the engine does not declare: resume"
    assert said("Broken").startswith("Traceback")
    assert "remove the entry at fixtures/engines/reference.known.yaml:4" in said("Stale")
    assert "OSError: no space" in said("Never ready")


def test_attachments_stay_with_their_step(reported: BehaveProject) -> None:
    attachments = messages(reported, "attachment")
    pictures = [a for a in attachments if a["mediaType"] == "image/png"]
    assert [(p["body"], p["contentEncoding"]) for p in pictures] == [("iVBORw==", "BASE64")]
    case = next(
        case
        for case in messages(reported, "testCase")
        if any(step["id"] == pictures[0]["testStepId"] for step in case["testSteps"])
    )
    assert [step["id"] for step in case["testSteps"]].index(pictures[0]["testStepId"]) == 2
    stories = [a for a in attachments if a.get("fileName") == "What happened"]
    assert len(stories) == 8


def test_the_page_is_one_file_in_which_no_text_breaks_out(reported: BehaveProject) -> None:
    page = (reported.root / "out/index.html").read_text("utf-8")
    assert "<title>Proving Ground · reference</title>" in page
    assert "2 PASS \\u00b7 1 FAIL \\u00b7 1 KNOWN" in page
    assert page.count("</script>") == TEMPLATE.count("</script>")
    assert "{{" not in page
    embedded = page.partition("CUCUMBER_MESSAGES = ")[2].partition(";</script>")[0]
    assert len(json.loads(embedded)) > 90


def test_without_the_viewer_the_page_is_plain(project: BehaveProject) -> None:
    project.feature('Scenario: Bad\n  Then it fails because "1 < 2"')
    project.write("features/environment.py", ENVIRONMENT)
    assert "report: out/index.html" in project.behave("-D", "report=out").out
    page = (project.root / "out/index.html").read_text("utf-8")
    assert '<article class="FAIL"><strong>FAIL</strong> Bad' in page
    assert "<pre>1 &lt; 2</pre>" in page
    assert "What Bad did" in page
    assert "proving-ground assets" in page


def test_shuffling_leaves_the_documents_as_written(project: BehaveProject, tmp_path: Path) -> None:
    project.feature(*(f"Scenario: S{n}\n  Then it holds" for n in range(6)))
    project.behave("-D", "report=out", "-D", "order=random:3")
    (document,) = messages(project, "gherkinDocument")
    names = [child["scenario"]["name"] for child in document["feature"]["children"]]
    assert names == sorted(names)
    ran = [result.name for result in read_verdicts(tmp_path / "out/verdicts.json")]
    assert ran != names
