"""What tests of whole trials share: the ground, and a trial on the reference engine."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from proving_ground.pipelines.trial import PipelineTrial
from proving_ground.processes.client import SupervisorClient
from proving_ground.suite.context import SuiteContext
from tests.behave_project import BehaveProject
from tests.bench import Bench

# Under nohup, or in the background of a shell, programs would ignore what tests send them.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="module")
def ground() -> Iterator[SuiteContext]:
    ground = SuiteContext({})
    yield ground
    ground.close()


@pytest.fixture
def empty_trial(ground: SuiteContext) -> Iterator[PipelineTrial]:
    """A trial without any stage; a test adds its own."""
    trial = ground.new_trial({"pipelines"})
    assert isinstance(trial, PipelineTrial)
    yield trial
    ground.end(trial, keep=False)


@pytest.fixture(scope="session")
def supervisor() -> Iterator[SupervisorClient]:
    client = SupervisorClient()
    yield client
    client.close()


@pytest.fixture
def bench(supervisor: SupervisorClient, tmp_path: Path) -> Iterator[Bench]:
    folder = tmp_path / "the project"
    folder.mkdir()
    yield Bench(supervisor, folder)
    supervisor.sweep()


@pytest.fixture
def project(tmp_path: Path) -> BehaveProject:
    return BehaveProject(tmp_path)
