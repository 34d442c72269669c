"""What the calls in a ``with`` block brought back, whichever method or task made them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import attrs

from telephony_clients.core.calls.response import ParsedResponse, Response


@attrs.define(eq=False)
class _Collector:
    """One block.

    Attributes:
        client: identifies the client whose responses are wanted.
        seen: the responses; None when the block was left, so that tasks that go on keep nothing alive.
    """

    client: object
    seen: list[Response[Any]] | None


COLLECTORS: ContextVar[tuple[_Collector, ...]] = ContextVar("telephony_clients_collectors", default=())
"""The blocks that the running code is in; a task is in those that it was created in."""


@contextmanager
def collect(client: object) -> Iterator[list[Response[Any]]]:
    """Collect the responses of a client within a block.

    Args:
        client: identifies the client.
    """
    seen: list[Response[Any]] = []
    collector = _Collector(client, seen)
    COLLECTORS.set((*COLLECTORS.get(), collector))
    try:
        yield seen
    finally:
        collector.seen = None
        # no reset to what was before: a generator may be closed in another context than the one it began in
        COLLECTORS.set(tuple(one for one in COLLECTORS.get() if one is not collector))


def add_response(client: object, response: ParsedResponse[Any]) -> None:
    """Add a response to the blocks that want it."""
    for one in COLLECTORS.get():
        if one.client is client and one.seen is not None:
            one.seen.append(response)
