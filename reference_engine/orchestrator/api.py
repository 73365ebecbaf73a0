"""The orchestrator as a service: runs are asked for, followed, answered and stopped over HTTP.

`/v1` is for users, `/internal` for who looks after the service. A request is answered when what it
promises is in the database, and not before.
"""

import socket
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import uvicorn
from fastapi import FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from reference_engine.orchestrator.display import say
from reference_engine.orchestrator.jobs import Jobs
from reference_engine.orchestrator.orders import KeyTaken, Order, Orders, Status
from reference_engine.orchestrator.store import Store, as_row

WINDOW_S = 60.0
"""The limit is of requests in so many seconds."""


Answer = Callable[[Request], Awaitable[Response]]


class Reply(BaseModel):
    """A person's reply to a run that waits."""

    go_on: bool


def serve(project: Path, port: int, max_runs: int, requests_per_minute: int) -> int:
    """Serve until a signal ends it; runs that are at work then are gone on with the next time."""
    orders = Orders(project / ".orchestrator" / "service.db")
    with socket.create_server(("127.0.0.1", port)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = create_app(orders, Jobs(project, orders, max_runs), requests_per_minute, address)
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])
    return 0


def create_app(orders: Orders, jobs: Jobs, requests_per_minute: int, address: str) -> FastAPI:
    """The application, which does the jobs for as long as it lives, and says where to ask it."""

    @asynccontextmanager
    async def at_work(_app: FastAPI) -> AsyncIterator[None]:
        async with jobs:
            say(f"listening on {address}")
            yield

    app = FastAPI(title="reference-orchestrator", lifespan=at_work)
    app.middleware("http")(Limit(requests_per_minute))
    _serve_requests(app, orders, jobs)
    _serve_questions(app, orders, jobs)
    _serve_operators(app, orders)
    return app


@dataclass
class Limit:
    """Answers no more than so many requests of users in a minute."""

    requests_per_minute: int
    _recent: deque[float] = field(default_factory=deque)

    async def __call__(self, request: Request, answer: Answer) -> Response:
        """Answer a request, or say when to ask again."""
        if request.url.path.startswith("/v1/"):
            now = time.monotonic()
            while self._recent and self._recent[0] <= now - WINDOW_S:
                self._recent.popleft()
            if len(self._recent) >= self.requests_per_minute:
                wait = {"Retry-After": str(int(self._recent[0] + WINDOW_S - now) + 1)}
                return JSONResponse({"detail": "too many requests"}, 429, wait)
            self._recent.append(now)
        return await answer(request)


def _serve_requests(app: FastAPI, orders: Orders, jobs: Jobs) -> None:
    @app.post("/v1/runs", status_code=202)
    async def ask(
        order: Order, response: Response, idempotency_key: Annotated[str | None, Header()] = None
    ) -> dict[str, Any]:
        if orders.status(order.name) is None and jobs.state_of(order.name).exists():
            raise HTTPException(409, f"run {order.name} is there, and was not asked for here")
        try:
            is_new = orders.accept(order, idempotency_key or order.name)
        except KeyTaken as taken:
            raise HTTPException(409, str(taken)) from None
        if is_new:
            jobs.look()
        else:
            response.status_code = 200
        return _told(jobs, orders, order.name)

    @app.post("/v1/runs/{name}/stop")
    async def stop(name: str) -> dict[str, Any]:
        _told(jobs, orders, name)
        await jobs.stop(name)
        return _told(jobs, orders, name)


def _serve_questions(app: FastAPI, orders: Orders, jobs: Jobs) -> None:
    @app.get("/v1/runs/{name}")
    async def follow(name: str) -> dict[str, Any]:
        return _told(jobs, orders, name)

    @app.post("/v1/runs/{name}/answer")
    async def reply(name: str, reply: Reply) -> dict[str, Any]:
        if _told(jobs, orders, name)["order"] != Status.ENDED:
            raise HTTPException(409, f"run {name} does not wait for an answer")
        orders.note(name, Status.ACCEPTED if reply.go_on else Status.STOPPED)
        jobs.look()
        return _told(jobs, orders, name)


def _serve_operators(app: FastAPI, orders: Orders) -> None:
    @app.get("/internal/health")
    async def health() -> dict[str, str]:
        try:
            orders.counts()
        except SQLAlchemyError as error:
            raise HTTPException(503, f"the database cannot be read: {error}") from None
        return {"status": "ok"}

    @app.get("/internal/metrics")
    async def metrics() -> dict[str, int]:
        return orders.counts()


def _told(jobs: Jobs, orders: Orders, name: str) -> dict[str, Any]:
    """How an order stands, and its run, if it has begun; HTTPException where there is none."""
    status = orders.status(name)
    if status is None:
        raise HTTPException(404, f"there is no run {name}")
    told: dict[str, Any] = {"name": name, "order": status}
    if jobs.state_of(name).exists():
        store = Store(jobs.state_of(name))
        row = as_row(store.all("SELECT status, phase, error_type, error_message FROM run"))[0]
        told |= {"run": row, "tasks": as_row(store.all("SELECT id, status, reason FROM tasks"))}
        store.close()
    return told
