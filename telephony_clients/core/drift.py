"""Counting where a vendor's data departs from the models, so that silence never hides a change."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import attrs

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.events import DriftNoted


@attrs.frozen(kw_only=True)
class DriftCount:
    """One way in which the data departed from the models, and how often.

    Attributes:
        kind: ``"unknown_field"``, ``"unknown_value"``, ``"wrong_type"`` or ``"tolerated_json"``.
        model: the model's or enum's name.
        field: the wire name, ``""`` where there is none.
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

    __slots__ = ("_counts", "_samples", "_vendor")

    def __init__(self, vendor: str) -> None:
        self._vendor = vendor
        self._counts: dict[tuple[str, str, str], int] = {}
        self._samples: dict[tuple[str, str, str], str] = {}

    def report(self) -> tuple[DriftCount, ...]:
        """Return what was counted so far, most frequent first."""
        rows = sorted(self._counts.items(), key=lambda row: (-row[1], row[0]))
        return tuple(
            DriftCount(kind=key[0], model=key[1], field=key[2], sample=self._samples[key], count=count)
            for key, count in rows
        )

    @contextmanager
    def watching(self, *, strict: bool, notify: Callable[[DriftNoted], None] | None) -> Iterator[None]:
        """Count what `note` is told while the body runs.

        Args:
            strict: raise instead of counting.
            notify: called the first time that something is seen.
        """
        token = _WATCHER.set((self, strict, notify))
        try:
            yield
        finally:
            _WATCHER.reset(token)

    def count(self, note: DriftNoted) -> bool:
        """Count one departure; return whether it is the first of its kind."""
        key = (note.kind, note.model, note.field)
        first = key not in self._counts
        self._counts[key] = self._counts.get(key, 0) + 1
        self._samples.setdefault(key, note.sample)
        return first


_Watcher = tuple[Drift, bool, Callable[[DriftNoted], None] | None]
_WATCHER: ContextVar[_Watcher | None] = ContextVar("telephony_clients_drift", default=None)


def note(kind: str, model: str, field: str, sample: object) -> None:
    """Tell whoever watches that the data departed from a model.

    Args:
        kind: see `DriftCount`.
        model: the model's or enum's name.
        field: the wire name.
        sample: what came; only the name of its type is kept.

    Raises:
        ModelMismatch: the watcher is strict.
    """
    watcher = _WATCHER.get()
    if watcher is None:
        return
    drift, strict, notify = watcher
    seen = DriftNoted(vendor=drift._vendor, kind=kind, model=model, field=field, sample=type(sample).__name__)  # noqa: SLF001 - its own module
    if strict:
        raise ModelMismatch(f"{kind} of {model}.{field} ({seen.sample})" if field else f"{kind} of {model}")
    if drift.count(seen) and notify is not None:
        notify(seen)
