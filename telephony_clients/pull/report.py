"""What one part of a pull came to: the line that is written beside its file, and the way to count its requests."""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, Self

import attrs

from telephony_clients.core.client.dataset import Dataset
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.events import AttemptFinished, Event, wants
from telephony_clients.core.version import __version__
from telephony_clients.pull.reading import Batch
from telephony_clients.pull.spec import PullSpec

__all__ = ["PartReport"]

_THROTTLED = 429


@attrs.frozen(kw_only=True)
class PartReport:
    """One part of a pull that is whole.

    Attributes:
        spec: what it is a part of.
        path: its file, below the sink's folder; None when it has no rows, or was divided, or the sink has no files.
        rows: how many rows it has.
        bytes, sha256: of its file.
        first_id, last_id: the ids of its first and last row, in the order in which they came.
        first_time, last_time: the earliest and the latest time of a row, ISO 8601 in UTC.
        set_aside: how many records did not fit their model; they lie beside it as they came, in JSON.
        audio: how many sound files lie beside it; None when they were not asked for.
        requests, refused, retries: what it took: attempts on the wire, those of them that were answered with 429, and
            those that repeated one that had failed in another way.
        started, finished: ISO 8601 in UTC.
        divided: the parts that it was divided into, since its window had too many rows; they have the rows.
        version: of this package.
        skipped: whether it was there already and nothing was sent.
    """

    spec: PullSpec
    path: str | None = None
    rows: int = 0
    bytes: int = 0
    sha256: str | None = None
    first_id: str | None = None
    last_id: str | None = None
    first_time: str | None = None
    last_time: str | None = None
    set_aside: int = 0
    audio: int | None = None
    requests: int = 0
    refused: int = 0
    retries: int = 0
    started: str
    finished: str
    divided: "tuple[PartReport, ...]" = ()
    version: str = __version__
    skipped: bool = attrs.field(default=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON values; of the parts that it was divided into, the keys."""
        values = attrs.asdict(self, recurse=False, filter=lambda field, _: field.name not in {"skipped", "divided"})
        return values | {
            "key": self.spec.key,
            "spec": self.spec.to_dict(),
            "divided": [one.spec.key for one in self.divided],
        }

    def to_text(self) -> str:
        """Return it as one line of JSON, by which `from_text` knows it again."""
        return json.dumps(self.to_dict(), separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str, divided: "tuple[PartReport, ...]" = ()) -> Self:
        """Return the report that `to_text` gave.

        Raises:
            ConfigurationError: it is not one.
        """
        try:
            values: Mapping[str, Any] = json.loads(text)
            known = {name: values[name] for name in attrs.fields_dict(cls) if name in values}
            return cls(**{**known, "spec": PullSpec.from_dict(values["spec"]), "divided": divided})
        except (ValueError, TypeError, KeyError, ConfigurationError):
            raise ConfigurationError("That is not the report of a part of a pull.") from None


class Attempts:
    """Counts attempts on the wire.

    Attributes:
        wants: see `Options.on_event`.
        requests: all of them.
        refused: those that were answered with 429.
        retries: those that failed in another way.
    """

    wants: Collection[type[Any]] | None = frozenset({AttemptFinished})

    def __init__(self) -> None:
        self.requests = self.refused = self.retries = 0

    def __call__(self, event: Event) -> None:
        """Count an attempt."""
        if isinstance(event, AttemptFinished):
            self.requests += 1
            if event.status == _THROTTLED:
                self.refused += 1
            elif event.error is not None:
                self.retries += 1


class Tally(Attempts):
    """Counts what the calls and rows of one part come to.

    Args:
        dataset: what is pulled.
        observer: who is told of each event besides.
    """

    def __init__(self, dataset: Dataset, observer: Callable[[Event], None] | None) -> None:
        super().__init__()
        self._dataset, self._observer = dataset, observer
        if observer is not None:
            others = getattr(observer, "wants", None)
            self.wants = None if others is None else {AttemptFinished, *others}
        self.rows = self.set_aside = 0
        self._ends: tuple[Any, Any] | None = None
        self._times: tuple[datetime, datetime] | None = None
        self._time = None if dataset.time is None else attrgetter(dataset.time)

    def __call__(self, event: Event) -> None:
        """Count an attempt."""
        super().__call__(event)
        if self._observer is not None and wants(self._observer, type(event)):
            self._observer(event)

    def add(self, batch: Batch) -> None:
        """Count rows."""
        self.rows += len(batch.records)
        self.set_aside += len(batch.set_aside)
        if not batch.records:
            return
        self._ends = (self._ends or (batch.records[0],))[0], batch.records[-1]
        if self._time is not None:
            times = [when for when in map(self._time, batch.records) if when is not None]
            if times:
                times += self._times or ()
                self._times = min(times), max(times)

    def report(self, spec: PullSpec, started: datetime, finished: datetime) -> PartReport:
        """Return what it came to."""
        first, last = self._ends or (None, None)
        earliest, latest = self._times or (None, None)
        return PartReport(
            spec=spec,
            rows=self.rows,
            first_id=self._id(first),
            last_id=self._id(last),
            first_time=written(earliest),
            last_time=written(latest),
            set_aside=self.set_aside,
            requests=self.requests,
            refused=self.refused,
            retries=self.retries,
            started=str(written(started)),
            finished=str(written(finished)),
        )

    def _id(self, record: Any) -> str | None:
        if record is None:
            return None
        return "/".join(str(getattr(record, name)) for name in self._dataset.key)


def written(when: datetime | None) -> str | None:
    """Return a time as ISO 8601 in UTC."""
    return None if when is None else when.astimezone(UTC).isoformat()
