"""What our own formatters have in common: they show verdicts, not behave's statuses."""

from typing import Any

from behave.api.formatter import BaseFormatter2

from proving_ground.report.verdicts import Judge


class JudgedFormatter(BaseFormatter2):  # type: ignore[misc]
    """A behave formatter to which the runner lends its judge before the first feature."""

    judge = Judge(known={})

    def embedding(self, mime_type: str, data: str | bytes, caption: str | None = None) -> None:
        """Take what a step or hook attaches; most formatters have no use for it."""

    def match(self, match: Any) -> None:
        """Take note that the next step is about to run."""
