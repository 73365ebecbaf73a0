"""Every scenario and every law stands for one promise."""

from behave.runner_util import collect_feature_locations, parse_features

from proving_ground.backends import laws as backends
from proving_ground.loops import laws as loops
from proving_ground.orchestration import laws as orchestration
from proving_ground.pipelines import laws as pipelines
from proving_ground.promises import PREFIX, as_markdown, load_promises, promise_of
from proving_ground.root import ROOT

BOOKS = (backends.LAWS, loops.LAWS, orchestration.LAWS, pipelines.LAWS)


def test_every_scenario_names_one_promise() -> None:
    features = parse_features(collect_feature_locations([str(ROOT / "features")]))
    told = {
        str(scenario.location): [t for t in scenario.effective_tags if t.startswith(PREFIX)]
        for feature in features
        for scenario in feature.walk_scenarios()
    }
    assert {place: names for place, names in told.items() if len(names) != 1} == {}


def test_every_law_has_one_promise() -> None:
    named = [law for promise in load_promises().values() for law in promise.laws]
    assert len(named) == len(set(named))
    assert {law.id for book in BOOKS for law in book} <= set(named)


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "promises.md").read_text("utf-8") == as_markdown()


def test_a_scenario_without_a_promise_has_none() -> None:
    assert promise_of(["resume", "flow-1"]) is None
    assert promise_of(["resume", "promise.caps-hold"]) == "caps-hold"
