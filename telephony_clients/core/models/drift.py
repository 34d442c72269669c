"""Counts where a vendor's data deviates from the models, so that no change goes unnoticed."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NoReturn

import attrs

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.events import DriftNoted, deliver

__all__ = ["DriftCount"]

_MAX_KINDS = 1000
"""Kinds counted separately; further fields are counted together as ``*``, since some vendors use ids as names."""


Deviation = tuple[str, str, str, str, int]
"""The kind, model, field, sample and count of a deviation, see `DriftCount`; a tuple, since a page may have many."""


@attrs.frozen(kw_only=True)
class DriftCount:
    """One way in which the data deviated from the models, and how often.

    Attributes:
        kind: ``"unknown_field"``, ``"unknown_value"``, ``"wrong_type"``, ``"bad_record"`` or ``"tolerated_json"``.
        model: the model's or enum's name.
        field: the wire name, ``""`` where there is none, ``*`` after the first thousand.
        sample: the type of what first came; never the value.
        count: how often.
    """

    kind: str
    model: str
    field: str
    sample: str
    count: int


class Drift:
    """The counts of one client, shared by its views.

    Args:
        vendor: the vendor's name, for events.
    """

    __slots__ = ("_counts", "_samples", "vendor")

    def __init__(self, vendor: str) -> None:
        self.vendor = vendor
        self._counts: dict[tuple[str, str, str], int] = {}
        self._samples: dict[tuple[str, str, str], str] = {}

    def report(self) -> tuple[DriftCount, ...]:
        """Return what was counted so far, most frequent first."""
        rows = sorted(self._counts.items(), key=lambda row: (-row[1], row[0]))
        return tuple(
            DriftCount(kind=key[0], model=key[1], field=key[2], sample=self._samples[key], count=count)
            for key, count in rows
        )

    def count(self, deviations: Iterable[Deviation], notify: Callable[[DriftNoted], None] | None) -> None:
        """Count deviations, and notify of each that is the first of its kind."""
        for (kind, model, field, sample, count), times in Counter(deviations).items():
            if self._count(kind, model, field, sample, count * times) and notify is not None:
                deliver(notify, DriftNoted(vendor=self.vendor, kind=kind, model=model, field=field, sample=sample))

    def _count(self, kind: str, model: str, field: str, sample: str, times: int) -> bool:
        """Count a deviation that occurred so many times; return whether it is the first of its kind."""
        key = (kind, model, field)
        if key not in self._counts and len(self._counts) >= _MAX_KINDS:
            key = (kind, model, "*")
        first = key not in self._counts
        self._counts[key] = self._counts.get(key, 0) + times
        self._samples.setdefault(key, sample)
        return first


class DriftRecorder:
    """Collects the deviations found while an answer is read, to be counted afterwards; may be reused.

    Args:
        drift: the counts.
        strict: raise instead of counting.
        notify: called for the first deviation of each kind.

    Attributes:
        pending: deviations not counted yet; always the same list.
        record: takes a deviation; raises `ModelMismatch` if the recorder is strict.
    """

    __slots__ = ("_drift", "_notify", "pending", "record", "strict")

    def __init__(
        self, drift: Drift, *, strict: bool = False, notify: Callable[[DriftNoted], None] | None = None
    ) -> None:
        self.strict = strict
        self.pending: list[Deviation] = []
        self.record: Callable[[Deviation], object] = _refuse if strict else self.pending.append
        self._drift, self._notify = drift, notify

    def condense(self) -> None:
        """Add the pending deviations up, so that few are left to count, however many a large answer has."""
        kept: dict[tuple[str, str, str], Deviation] = {}
        for kind, model, field, sample, times in self.pending:
            key = (kind, model, field if len(kept) < _MAX_KINDS or (kind, model, field) in kept else "*")
            _, _, _, first, count = kept.get(key, (*key, sample, 0))
            kept[key] = (*key, first, count + times)
        self.pending[:] = kept.values()

    def flush(self) -> None:
        """Count the pending deviations."""
        pending = self.pending.copy()
        self.pending.clear()
        self._drift.count(pending, self._notify)


class _CurrentRecorder(threading.local):
    """The recorder of the answer that this thread is reading.

    Attributes:
        value: the recorder, None when deviations are not recorded.
    """

    value: DriftRecorder | None = None


current_recorder = _CurrentRecorder()


def is_strict() -> bool:
    """Return whether the current recorder raises instead of counting."""
    recorder = current_recorder.value
    return recorder is not None and recorder.strict


def pending_deviations() -> list[Deviation]:
    """Return the current recorder's own list, from which a reader that starts over removes what it added."""
    recorder = current_recorder.value
    return [] if recorder is None else recorder.pending


def discard_pending() -> None:
    """Discard the deviations of a reading that failed and starts over."""
    pending_deviations().clear()


def record_function() -> Callable[[Deviation], object]:
    """Return the function that takes deviations while this answer is read."""
    recorder = current_recorder.value
    return _ignore if recorder is None else recorder.record


def record_deviation(kind: str, model: str, field: str, sample: object, count: int = 1) -> None:
    """Record that the data deviated from a model.

    Args:
        kind: see `DriftCount`.
        model: the model's or enum's name.
        field: the wire name.
        sample: what came; only the name of its type is kept.
        count: how often.

    Raises:
        ModelMismatch: the current recorder is strict.
    """
    record_function()((kind, model, field, type(sample).__name__, count))


def _ignore(_: Deviation) -> None:
    pass


def _refuse(deviation: Deviation) -> NoReturn:
    kind, model, field, sample, _ = deviation
    raise ModelMismatch(f"{kind} of {model}.{field} ({sample})" if field else f"{kind} of {model}")
