"""What the watchdog of a client has in hand at the moment."""

import asyncio
from typing import Any

from telephony_clients.core.client.base import VendorClient


def timers(client: VendorClient) -> int:
    """Return how many timers of its watchdog the loop has."""
    watchdog = client._engine.transport.watchdog
    waiting: list[Any] = asyncio.get_running_loop()._scheduled  # type: ignore[attr-defined]
    return sum(getattr(one._callback, "__self__", None) is watchdog for one in waiting if not one.cancelled())


def open_scopes(client: VendorClient) -> int:
    """Return how many calls its watchdog has limits for."""
    return len(client._engine.transport.watchdog.scopes)
