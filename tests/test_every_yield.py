"""Each sentence that a law can yield has false evidence of its own: taken out, it is missed."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest

from proving_ground.backends import laws as backends
from proving_ground.laws import account, belongings, cleanup, told
from proving_ground.loops import laws as loops
from proving_ground.orchestration import call_laws
from proving_ground.orchestration import laws as orchestration
from proving_ground.pipelines.laws import artifacts, calls, outcome, state
from tests.backends.test_laws import CASES as OF_BACKENDS
from tests.backends.test_laws import broken as broken_request
from tests.loops.test_laws import FALSE as OF_LOOPS
from tests.orchestration.test_laws import FALSE as OF_ORCHESTRATION
from tests.pipelines.laws.test_laws import FALSE as OF_PIPELINES

Noticed = Callable[[], list[bool]]
"""For each piece of false evidence, whether the law that it breaks says so."""


def by_pipelines() -> list[bool]:
    from proving_ground.pipelines.laws import broken  # noqa: PLC0415

    return [law in _laws(broken(falsify())) for law, falsify in OF_PIPELINES]


def by_orchestration() -> list[bool]:
    return [
        law in _laws(orchestration.broken(false))
        for law, many in OF_ORCHESTRATION.items()
        for false in many
    ]


def by_backends() -> list[bool]:
    return [law in broken_request(**changes()) for law, changes in OF_BACKENDS]


def by_loops() -> list[bool]:
    return [law in _laws(loops.broken(each)) for law, many in OF_LOOPS.items() for each in many]


def by_every_family() -> list[bool]:
    return by_pipelines() + by_orchestration() + by_backends() + by_loops()


MODULES: dict[ModuleType, Noticed] = {
    **dict.fromkeys((artifacts, calls, outcome, state), by_pipelines),
    orchestration: by_orchestration,
    call_laws: by_orchestration,
    backends: by_backends,
    loops: by_loops,
    **dict.fromkeys((account, belongings, cleanup, told), by_every_family),
}


class WithoutYield(ast.NodeTransformer):
    """Makes the yield of that number (in order of lines) do nothing; `line` is where it stands."""

    def __init__(self, number: int):
        self.number, self.line = number, 0

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        if not isinstance(node.value, ast.Yield | ast.YieldFrom):
            return node
        self.number -= 1
        if self.number != -1:
            return node
        self.line = node.lineno
        return ast.copy_location(ast.If(ast.Constant(value=False), [node], []), node)


def yields() -> Iterator[tuple[ModuleType, int, int]]:
    """Each yield of a law: the module, its number there, its line."""
    for module in MODULES:
        tree = ast.parse(_source(module))
        found = (n for n in ast.walk(tree) if isinstance(n, ast.Yield | ast.YieldFrom))
        for number, node in enumerate(sorted(found, key=lambda n: (n.lineno, n.col_offset))):
            yield module, number, node.lineno


def _laws(found: list[str]) -> set[str]:
    return {each.partition(":")[0] for each in found}


def _source(module: ModuleType) -> str:
    return Path(str(module.__file__)).read_text("utf-8")


def _functions(code: CodeType) -> Iterator[CodeType]:
    return (each for each in code.co_consts if isinstance(each, CodeType))


@pytest.fixture
def without(request: pytest.FixtureRequest) -> Iterator[Noticed]:
    """The laws while one of the module's yields does nothing."""
    module, number, line = request.param
    transformer = WithoutYield(number)
    tree = ast.fix_missing_locations(transformer.visit(ast.parse(_source(module))))
    assert transformer.line == line, "a yield of a law stands alone in its line"
    kept: dict[FunctionType, CodeType] = {}
    for code in _functions(compile(tree, str(module.__file__), "exec")):
        function = getattr(module, code.co_name, None)
        if isinstance(function, FunctionType):
            kept[function] = function.__code__
            function.__code__ = code
    try:
        yield MODULES[module]
    finally:
        for function, code in kept.items():
            function.__code__ = code


@pytest.mark.parametrize(
    "noticed", list(dict.fromkeys(MODULES.values())), ids=lambda each: each.__name__
)
def test_all_false_evidence_is_noticed(noticed: Noticed) -> None:
    assert all(noticed())


@pytest.mark.parametrize(
    "without",
    list(yields()),
    ids=lambda each: f"{each[0].__name__.removeprefix('proving_ground.')}:{each[2]}",
    indirect=True,
)
def test_a_yield_that_is_gone_is_missed(without: Noticed) -> None:
    assert not all(without())
