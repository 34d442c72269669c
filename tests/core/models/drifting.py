"""The deviations that a codec counts while a test reads something."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from telephony_clients.core.models.codec import Codec, camel_or_snake
from telephony_clients.core.models.drift import Drift, DriftRecorder, current_recorder

CODEC = Codec(spell=camel_or_snake)
Row = tuple[str, str, str, str, int]


@contextmanager
def recording(recorder: DriftRecorder) -> Iterator[None]:
    """Record the deviations of what is read meanwhile, as while an answer is read."""
    current_recorder.value = recorder
    try:
        yield
    finally:
        current_recorder.value = None
    recorder.flush()


def counted(act: Callable[[], Any], *, strict: bool = False) -> tuple[Any, list[Row]]:
    """Act while deviations are recorded; return the result and the counts, most frequent first."""
    drift = Drift("switchboard")
    with recording(DriftRecorder(drift, strict=strict)):
        result = act()
    return result, [(row.kind, row.model, row.field, row.sample, row.count) for row in drift.report()]


def read(into: type[Any], data: Any, *, strict: bool = False) -> tuple[Any, list[Row]]:
    """Structure data as a model; return it and what was counted."""
    return counted(lambda: CODEC.structure(data, into), strict=strict)
