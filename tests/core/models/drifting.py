"""What a codec counted while a test read something."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from telephony_clients.core.models.codec import Codec, camel_or_snake
from telephony_clients.core.models.drift import READING, Drift, Watch

CODEC = Codec(spell=camel_or_snake)
Row = tuple[str, str, str, str, int]


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Watch what is read meanwhile, as the reading of an answer is watched."""
    READING.watch = watch
    try:
        yield
    finally:
        READING.watch = None
    watch.settle()


def counted(act: Callable[[], Any], *, strict: bool = False) -> tuple[Any, list[Row]]:
    """Act while a drift watches; return the result and what was counted, most frequent first."""
    drift = Drift("switchboard")
    with watching(Watch(drift, strict=strict)):
        result = act()
    return result, [(row.kind, row.model, row.field, row.sample, row.count) for row in drift.report()]


def read(into: type[Any], data: Any, *, strict: bool = False) -> tuple[Any, list[Row]]:
    """Structure data as a model; return it and what was counted."""
    return counted(lambda: CODEC.structure(data, into), strict=strict)
