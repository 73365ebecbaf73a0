"""The programs on a trial's PATH, and the file with the code of the stand-ins that they run."""

import functools
import importlib.util
import marshal
import os
import pkgutil
import shlex
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path

from proving_ground.agents import standin
from proving_ground.agents.signatures import STARTS
from proving_ground.agents.standin.wire import STARTED_BY
from proving_ground.root import PACKAGES

_FLAGS = "-ISXutf8"
SHIM = f"{sys.executable} {_FLAGS}"
"""How the command line of every shim begins."""
_LONGEST_SHEBANG = 127
"""Bytes; older kernels cut a longer first line off."""
_CODE = "code"


def write_code(folder: Path) -> None:
    """Write the file from which all shims of that folder have their code."""
    (folder / _CODE).write_bytes(_code())


@functools.cache
def _code() -> bytes:
    """The code of the module that reads it, and of all others by name, with the packages' folders.

    One file is read in less time than some twenty modules are looked for.
    """
    found = pkgutil.iter_modules(standin.__path__, standin.__name__ + ".")
    parents = standin.__name__.split(".")
    packages = [".".join(parents[: n + 1]) for n in range(len(parents))]
    codes = {name: _code_of(name) for name in (*packages, *(each.name for each in found))}
    reader, _ = codes[f"{standin.__name__}.bundle"]
    return marshal.dumps((reader, codes))


def _code_of(name: str) -> tuple[bytes, list[str] | None]:
    """The code of that module, and the folders of a package."""
    spec = importlib.util.find_spec(name)
    if not (spec and isinstance(spec.loader, SourceFileLoader)):
        raise ImportError(f"{name} is not where a stand-in could be made of it: {spec}")
    folders = spec.submodule_search_locations
    return marshal.dumps(spec.loader.get_code(name)), list(folders) if folders else None


def write_shim(folder: Path, program: str, module: str, room: str = "standin", *told: str) -> None:
    """Write an executable of that name that knows by itself where its script lies."""
    mark = _mark(folder, told=room == "standin")
    text = (
        f"{_shebang(sys.executable)}\n"
        f"import gc, os, sys\ngc.disable()\nsys.path.append({str(PACKAGES)!r})\n{mark}"
        f"{_imports(folder)}"
        f"from proving_ground.agents.{room}.{module} import main\n"
        f"main{(str(folder), *told)!r}\n"
    )
    shim = os.open(folder / "bin" / program, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o755)
    with os.fdopen(shim, "w", encoding="utf-8") as file:
        file.write(text)


def _imports(folder: Path) -> str:
    """Statements by which the modules of the stand-ins are imported from the file of their code."""
    return (
        "from marshal import loads\n"
        f"with open({str(folder / _CODE)!r}, 'rb', 0) as file: reader, codes = loads(file.read())\n"
        "names = {}\nexec(loads(reader), names)\nsys.meta_path.insert(0, names['Bundle'](codes))\n"
    )


def _mark(folder: Path, *, told: bool) -> str:
    """Statements by which a stand-in leaves a mark that it was started, before it does anything.

    Where it is `told` to, it leaves a mark in the environment of all that it starts, too.
    """
    environment = f"os.environ[{STARTED_BY!r}] = str(os.getpid())\n" if told else ""
    return (
        f"mark = os.open({str(folder / STARTS)!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND)\n"
        "os.write(mark, b'%d %s\\n' % (os.getpid(), os.fsencode(' '.join(sys.argv[:2]))[:200]))\n"
        f"os.close(mark)\n{environment}"
    )


def _shebang(python: str) -> str:
    """The first line, or two that sh and Python both read where the kernel would not cope."""
    plain = f"#!{python} {_FLAGS}"
    if len(python.split()) == 1 and len(os.fsencode(plain)) <= _LONGEST_SHEBANG:
        return plain
    return f"#!/bin/sh\n'''exec' {shlex.quote(python)} {_FLAGS} \"$0\" \"$@\"\n' '''"
