"""What every method of a backend answers."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Result(BaseModel):
    """Whether it worked, what came of it, and what is to be known about it.

    `error` is a sentence where `success` is false, and None where it is true.
    """

    model_config = ConfigDict(frozen=True)
    success: bool
    data: dict[str, Any] = {}
    metadata: dict[str, Any] = {}
    error: str | None = None


def done(data: dict[str, Any] | None = None, **metadata: Any) -> Result:
    """It worked."""
    return Result(success=True, data=data or {}, metadata=metadata)


def failed(error: str, data: dict[str, Any] | None = None, **metadata: Any) -> Result:
    """It did not work."""
    return Result(success=False, data=data or {}, metadata=metadata, error=error)
