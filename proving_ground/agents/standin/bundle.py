"""Imports the modules of the stand-ins from the one file that holds the code of them all."""

from __future__ import annotations

import sys
from marshal import loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType


class Bundle:
    """A finder and loader, for `sys.meta_path`; other modules are left to those behind it."""

    def __init__(self, codes: dict[str, tuple[bytes, list[str] | None]]):
        """`codes` has by name the code of each module, and of packages the folders."""
        self._codes = codes
        self._spec: type[ModuleSpec] = type(sys.__spec__)

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module of that name, if it is one of ours."""
        if name not in self._codes:
            return None
        spec = self._spec(name, self)  # type: ignore[arg-type]
        spec.submodule_search_locations = self._codes[name][1]
        return spec

    def create_module(self, _spec: ModuleSpec) -> None:
        """Leave that to Python."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's code."""
        code = loads(self._codes[module.__name__][0])  # noqa: S302 (our own code)
        exec(code, vars(module))  # noqa: S102
