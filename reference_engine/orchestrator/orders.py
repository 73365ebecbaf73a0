"""What users have asked the service for: kept before it is promised, in SQLite."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    func,
    insert,
    or_,
    select,
    update,
)

from reference_engine.orchestrator.config import Limits, Phase, Provider
from reference_engine.pipelines.errors import UsageError

_METADATA = MetaData()
_ORDERS = Table(
    "orders",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("key", String, nullable=False, unique=True),
    Column("told", String, nullable=False),
    Column("status", String, nullable=False),
    Column("exit", Integer),
    Column("asked_at", String, nullable=False),
)


class Status(StrEnum):
    """How an order stands; of one that is accepted or at work, the service owes a run."""

    ACCEPTED = "accepted"
    AT_WORK = "at work"
    ENDED = "ended"
    STOPPED = "stopped"


OWED = (Status.ACCEPTED, Status.AT_WORK)


class Order(BaseModel):
    """What a run is asked for."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    spec: str = Field(pattern=r"\S")
    effort: str = Field(default="medium", pattern="^(low|medium|high|max)$")
    provider: Provider = "claude"
    fallback: Provider | None = None
    limits: Limits = Limits()
    until: Phase | None = None

    @model_validator(mode="after")
    def has_another_fallback(self) -> "Order":
        """A backend cannot take its own place."""
        if self.fallback == self.provider:
            raise ValueError(f"the fallback {self.fallback} is the provider already")
        return self


class KeyTaken(UsageError):
    """The name or the key of a request belongs to another one."""


class Orders:
    """The database of the service; each method is one transaction."""

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self._engine = create_engine(f"sqlite:///{path}")
        _METADATA.create_all(self._engine)

    def accept(self, order: Order, key: str) -> bool:
        """Keep an order; False where it was kept already. KeyTaken where it is another's."""
        told = order.model_dump_json()
        mine = or_(_ORDERS.c.key == key, _ORDERS.c.name == order.name)
        with self._engine.begin() as db:
            for row in db.execute(select(_ORDERS).where(mine)):
                if (row.key, row.told) != (key, told):
                    raise KeyTaken(f"run {row.name} was asked for otherwise, or with another key")
                return False
            db.execute(
                insert(_ORDERS).values(
                    name=order.name,
                    key=key,
                    told=told,
                    status=Status.ACCEPTED,
                    asked_at=datetime.now(UTC).isoformat(),
                )
            )
        return True

    def owed(self) -> list[Order]:
        """The orders of which the service owes a run, oldest first."""
        query = select(_ORDERS.c.told).where(_ORDERS.c.status.in_(OWED)).order_by(_ORDERS.c.id)
        with self._engine.connect() as db:
            return [Order.model_validate_json(row.told) for row in db.execute(query)]

    def note(self, name: str, status: Status, exit_code: int | None = None) -> None:
        """How an order stands from now on, and how its run exited."""
        change = update(_ORDERS).where(_ORDERS.c.name == name)
        with self._engine.begin() as db:
            db.execute(change.values(status=status, exit=exit_code))

    def status(self, name: str) -> Status | None:
        """How an order stands; None where there is none."""
        with self._engine.connect() as db:
            found = db.scalar(select(_ORDERS.c.status).where(_ORDERS.c.name == name))
        return Status(found) if found else None

    def counts(self) -> dict[str, int]:
        """How many orders stand so."""
        query = select(_ORDERS.c.status, func.count()).group_by(_ORDERS.c.status)
        with self._engine.connect() as db:
            found = {str(status): int(count) for status, count in db.execute(query)}
        return {str(status): found.get(status, 0) for status in Status}
