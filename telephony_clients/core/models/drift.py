"""Counting where a vendor's data departs from the models, so that silence never hides a change."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NoReturn

import attrs

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.events import DriftNoted

_MOST_KINDS = 1000
"""Kinds that are told apart; beyond them, fields are counted together as ``*``: some vendors use ids as names."""


Note = tuple[str, str, str, str, int]
"""A departure as it is noted: its kind, model, field, sample and count; see `DriftCount`. A page may have many."""


@attrs.frozen(kw_only=True)
class DriftCount:
    """One way in which the data departed from the models, and how often.

    Attributes:
        kind: ``"unknown_field"``, ``"unknown_value"``, ``"wrong_type"`` or ``"tolerated_json"``.
        model: the model's or enum's name.
        field: the wire name, ``""`` where there is none, ``*`` for what came after the first thousand.
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

    def count(self, notes: Iterable[Note], notify: Callable[[DriftNoted], None] | None) -> None:
        """Count departures, and tell of each that is the first of its kind."""
        for (kind, model, field, sample, count), times in Counter(notes).items():
            if self._count(kind, model, field, sample, count * times) and notify is not None:
                notify(DriftNoted(vendor=self.vendor, kind=kind, model=model, field=field, sample=sample))

    def _count(self, kind: str, model: str, field: str, sample: str, times: int) -> bool:
        """Count a departure that came so often; return whether it is the first of its kind."""
        key = (kind, model, field)
        if key not in self._counts and len(self._counts) >= _MOST_KINDS:
            key = (kind, model, "*")
        first = key not in self._counts
        self._counts[key] = self._counts.get(key, 0) + times
        self._samples.setdefault(key, sample)
        return first


class Watch:
    """Collects what `note` is told while an answer is read, to be counted afterwards; it may be used again and again.

    Args:
        drift: the counts.
        strict: raise instead of counting.
        notify: called the first time that something is seen.

    Attributes:
        notes: what is not counted yet; always the same list.
        tell: what is told of each departure; raises `ModelMismatch` if the watch is strict.
    """

    __slots__ = ("_drift", "_notify", "notes", "strict", "tell")

    def __init__(
        self, drift: Drift, *, strict: bool = False, notify: Callable[[DriftNoted], None] | None = None
    ) -> None:
        self.strict = strict
        self.notes: list[Note] = []
        self.tell: Callable[[Note], object] = _refuse if strict else self.notes.append
        self._drift, self._notify = drift, notify

    def settle(self) -> None:
        """Count what was noted."""
        noted = self.notes.copy()
        self.notes.clear()
        self._drift.count(noted, self._notify)


class _Reading(threading.local):
    """What is being read in a thread: at once, from bytes to models.

    Attributes:
        watch: who wants to be told of departures; None when nobody does.
    """

    watch: Watch | None = None


READING = _Reading()


def watched_strictly() -> bool:
    """Return whether whoever watches wants an error instead of a count."""
    watch = READING.watch
    return watch is not None and watch.strict


def notes() -> list[Note]:
    """Return what is noted in this reading, the list itself: whoever reads anew takes back what he noted."""
    watch = READING.watch
    return [] if watch is None else watch.notes


def forget() -> None:
    """Take back the notes of a reading that failed and is done anew."""
    notes().clear()


def teller() -> Callable[[Note], object]:
    """Return what to tell, while this reading lasts, of each departure from a model; see `Watch`."""
    watch = READING.watch
    return _nobody if watch is None else watch.tell


def note(kind: str, model: str, field: str, sample: object, count: int = 1) -> None:
    """Tell whoever watches that the data departed from a model.

    Args:
        kind: see `DriftCount`.
        model: the model's or enum's name.
        field: the wire name.
        sample: what came; only the name of its type is kept.
        count: how often.

    Raises:
        ModelMismatch: the watcher is strict.
    """
    teller()((kind, model, field, type(sample).__name__, count))


def _nobody(_: Note) -> None:
    pass


def _refuse(note: Note) -> NoReturn:
    kind, model, field, sample, _ = note
    raise ModelMismatch(f"{kind} of {model}.{field} ({sample})" if field else f"{kind} of {model}")
