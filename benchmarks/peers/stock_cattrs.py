"""cattrs with orjson as it comes, on classes equal to this package's models."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from enum import Enum

import attrs
from cattrs.gen import make_dict_structure_fn, override
from cattrs.preconf.orjson import make_converter

from benchmarks.measures.speed import Decode


class Direction(Enum):
    """Who called whom."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Status(Enum):
    """How far a call got."""

    INITIATED = "initiated"
    ANSWERED = "answered"
    COMPLETED = "completed"
    FAILED = "failed"


@attrs.frozen(kw_only=True)
class Named:
    """The agent of a call."""

    id: str
    name: str | None = None
    label: str | None = None


@attrs.frozen(kw_only=True)
class Row:
    """A call."""

    id: str
    sid: str | None = None
    to: str | None = None
    to_formatted: str | None = None
    from_: str | None = None
    from_formatted: str | None = None
    is_testing: bool = False
    direction: Direction
    status: Status
    duration: int = 0
    agent: Named | None = None
    created_at: datetime
    updated_at: datetime | None = None


@attrs.frozen(kw_only=True)
class Rows:
    """A page of calls."""

    success: bool
    data: list[Row]
    pagination: dict[str, int]


@asynccontextmanager
async def decoder() -> AsyncIterator[Decode]:
    """Give the decoder of a page of calls."""
    converter = make_converter(detailed_validation=False)
    renamed = make_dict_structure_fn(Row, converter, _cattrs_detailed_validation=False, from_=override(rename="from"))
    converter.register_structure_hook(Row, renamed)
    yield lambda body: len(converter.loads(body, Rows).data)
