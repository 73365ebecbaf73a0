"""Features as people write them, checked against the steps that are really there."""

from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from behave.configuration import Configuration
from behave.matchers import use_default_step_matcher
from behave.parser import ParserError, parse_file
from behave.runner import the_step_registry
from behave.runner_util import load_step_modules

from proving_ground.errors import ProvingError
from proving_ground.root import ROOT
from proving_ground.suite import reading
from proving_ground.suite.checks.table import check
from proving_ground.suite.checks.written import Written
from proving_ground.suite.steps import vocabulary

Complaints = Callable[..., str]


@pytest.fixture(scope="session")
def steps() -> Any:
    """behave's registry, with the suite's own steps in it."""
    if not the_step_registry.steps["given"]:
        use_default_step_matcher("cfparse")
        vocabulary.register()
        load_step_modules([str(ROOT / "features" / "steps")])
    return the_step_registry


@pytest.fixture
def complaints(steps: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Complaints:
    """What is said about a feature file of that text, with -> for what to do; "" where nothing.

    It is of the pipelines' family unless another is told; "" where its own tags say it.
    """
    monkeypatch.chdir(tmp_path)

    def told(text: str | bytes, *arguments: str, family: str = "pipelines") -> str:
        return said(text, family, *arguments).replace("\n  What to do:", " ->")

    def said(text: str | bytes, family: str, *arguments: str) -> str:
        path = tmp_path / "f.feature"
        path.write_bytes(text if isinstance(text, bytes) else dedent(text).strip().encode())
        config = Configuration([*arguments, str(path)], load_config=False)
        try:
            reading.located(["f.feature"], lambda: [_Location("f.feature")])
            features = [parse_file("f.feature")]
            features[0].tags += [family] if family else []
            check(Written(features, config, steps))
        except ParserError as error:
            return str(reading.parse_error(error))
        except ProvingError as error:
            return str(error)
        return ""

    return told


class _Location:
    line = None

    def __init__(self, filename: str):
        self.filename = filename


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the scheduler of two workers is, which blames a task for the first that dies of it."""
    dask = pytest.importorskip("dask", reason="Dask is not installed")
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
    ):
        yield cluster.scheduler_address
