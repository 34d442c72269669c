"""How a vendor writes points in time: as ISO 8601, or as numbers since 1970."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs

from telephony_clients.core.models.readers import READERS, Reader, mismatch

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def with_offset(moment: datetime) -> str:
    """Return a datetime as ISO 8601 with its offset."""
    return moment.isoformat()


@attrs.frozen
class Instants:
    """How points in time stand on the wire, in both directions.

    Attributes:
        write: a timezone-aware datetime -> a JSON value, in queries and bodies.
        read: a JSON value -> a timezone-aware datetime; called with the value and the type that is wanted. It raises
            `ModelMismatch` for what it cannot read.
    """

    write: Callable[[datetime], str | int | float] = with_offset
    read: Reader = READERS[datetime]

    @property
    def native(self) -> bool:
        """Whether they are read as ISO 8601, which needs no code of ours in the one-pass decoder."""
        return self.read is READERS[datetime]


def _since_1970(unit: timedelta, name: str) -> Instants:
    def read(value: Any, _: Any) -> datetime:
        if type(value) is int or type(value) is float:
            try:
                return _EPOCH + value * unit
            except (OverflowError, ValueError):
                raise mismatch(f"{name} before the year 10000", value) from None
        raise mismatch(name, value)

    def write(moment: datetime) -> int:
        return (moment - _EPOCH) // unit

    return Instants(write, read)


ISO_8601 = Instants()
"""Such as ``2026-01-02T03:04:05Z``; a text without an offset is taken as UTC."""
EPOCH_SECONDS = _since_1970(timedelta(seconds=1), "seconds since 1970")
"""Seconds since 1970; fractions are read, and whole seconds are written."""
EPOCH_MILLISECONDS = _since_1970(timedelta(milliseconds=1), "milliseconds since 1970")
"""Milliseconds since 1970; fractions are read, and whole milliseconds are written."""
