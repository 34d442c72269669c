"""Pydantic models of what is read, and a decoder of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import pydantic

from benchmarks.measures.speed import Decode


class Named(pydantic.BaseModel):
    """The agent of a call."""

    id: str
    name: str
    label: str


class Row(pydantic.BaseModel):
    """A call."""

    id: str
    sid: str | None
    to: str | None
    to_formatted: str | None
    from_: str | None = pydantic.Field(alias="from")
    from_formatted: str | None
    is_testing: bool
    direction: str
    status: str
    duration: int
    agent: Named | None
    created_at: datetime
    updated_at: datetime | None


class Agent(pydantic.BaseModel):
    """An agent."""

    id: str
    name: str
    label: str | None
    language: str | None
    direction: str | None
    current_status: str | None
    is_sandbox: bool | None
    conversation_speed: float | None
    created_at: datetime | None
    updated_at: datetime | None


class Rows(pydantic.BaseModel):
    """A page of calls."""

    success: bool
    data: list[Row]
    pagination: dict[str, int]


class One(pydantic.BaseModel):
    """An agent in its envelope."""

    success: bool
    data: Agent


@asynccontextmanager
async def decoder() -> AsyncIterator[Decode]:
    """Give the decoder of a page of calls."""
    yield lambda body: len(Rows.model_validate_json(body).data)
