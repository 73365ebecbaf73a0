"""Makefiles whose checks pass, fail, or are not there."""

from pathlib import Path

RULES = {
    "pass": "check:\n\t@echo all is well",
    "fail": "check:\n\t@echo 2 errors were found; exit 1",
    "have another name": "build:\n\t@echo built",
    "name the file": "check:\n\t@echo checked $(FILES)",
    "name their environment": "check:\n\t@echo the environment is '$(VIRTUAL_ENV)'",
    "leave a process behind": "check:\n\t@sleep 1000 & echo all is well",
    "are missing": "",
    "can be made singly": "\n".join(
        f"{target}:\n\t@echo the {target} is well" for target in ("lint", "format", "type", "test")
    ),
}


def write(folder: Path, result: str) -> None:
    """Write the Makefile into that folder, or take it away where checks are missing."""
    folder.mkdir(parents=True, exist_ok=True)
    if RULES[result]:
        (folder / "Makefile").write_text(RULES[result] + "\n")
    else:
        (folder / "Makefile").unlink(missing_ok=True)
