"""What the protocol wants of the reference servers, and no product owner reads."""

from collections.abc import Callable, Iterator

import pytest

from proving_ground.backends.trial import BackendsTrial
from proving_ground.backends.words import SERVER_NAMES
from proving_ground.errors import TrialError
from proving_ground.suite.context import SuiteContext

INVALID_PARAMS = -32602


@pytest.fixture
def trial(ground: SuiteContext) -> Iterator[BackendsTrial]:
    trial = ground.new_trial({"backends"})
    assert isinstance(trial, BackendsTrial)
    yield trial
    ground.end(trial, keep=False)


@pytest.mark.parametrize("server", SERVER_NAMES)
def test_every_tool_has_a_schema_of_what_it_needs(trial: BackendsTrial, server: str) -> None:
    trial.serve(server)
    trial.client.request("tools/list")
    assert trial.client.tools
    for tool in trial.client.tools:
        schema = tool["inputSchema"]
        assert schema["type"] == "object", tool["name"]
        assert set(schema.get("required", ())) <= set(schema["properties"]), tool["name"]


def test_a_client_that_has_not_introduced_itself_is_refused(trial: BackendsTrial) -> None:
    trial.serve("tasks", greet=False)
    trial.client.request("tools/list")
    assert trial.client.reply.error == INVALID_PARAMS
    assert trial.reaction == "refused"


def test_what_is_called_wrongly_is_an_error_of_the_tool(trial: BackendsTrial) -> None:
    trial.serve("tasks")
    for tool in ("make_coffee", "create_task"):
        trial.use(tool)
        assert trial.client.reply.error is None
        assert trial.client.reply.result["isError"] is True
        assert trial.reaction == "asked wrongly"


def test_what_a_tool_fails_at_is_no_error_of_the_protocol(trial: BackendsTrial) -> None:
    trial.serve("transcripts")
    trial.use("save_current_transcript", value="s-9")
    assert not trial.client.reply.result.get("isError")
    assert trial.reaction == "failed"


def test_a_server_tells_which_protocol_it_speaks(trial: BackendsTrial) -> None:
    trial.serve("web")
    assert trial.client.reply.result["protocolVersion"]
    assert "tools" in trial.client.reply.result["capabilities"]


@pytest.mark.parametrize(
    ("mistake", "fix"),
    [
        (lambda trial: trial.client.chosen(every=True), "Given a client of"),
        (BackendsTrial.stop_server, "Given a client of"),
        (BackendsTrial.kill_server, "Given a client of"),
        (lambda trial: trial.client.request("tools/list"), "Given a client of"),
        (lambda trial: trial.website, "Given a website"),
        (BackendsTrial.kept_transcript, "Given the backend records its session"),
        (BackendsTrial.kill_launch, "Given the backend records its session"),
    ],
)
def test_a_step_that_lacks_another_one_says_which(
    trial: BackendsTrial, mistake: Callable[[BackendsTrial], object], fix: str
) -> None:
    with pytest.raises(TrialError, match=fix):
        mistake(trial)
