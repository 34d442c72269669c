"""Long lists by time: thousands of records that are made up when their page is asked for, newest first."""

import random
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any

import attrs

from telephony_clients.sandbox.collection import Collection, Target, fits
from telephony_clients.sandbox.records import Newest, Record, Rows, Series, Store


@attrs.frozen
class Timeline:
    """Made-up records over the last 90 days, behind those that clients wrote: a collection's `find`.

    Args:
        name: what the store calls their number.
        row: makes what repeats, all that the filters look at: a record without what its place in time decides.
        finish: makes a record of a row, its serial number (1 is the oldest) and its time.
        since: the parameter that leaves out what is older, a day or a datetime.
        until: the parameter that leaves out what is newer.
        serial: the parameter, and the pattern of its value, that mean the one record of a serial number.
    """

    name: str
    row: Callable[[Store, random.Random], Record]
    finish: Callable[[Store, Record, int, datetime], Record]
    since: str = attrs.field(default="", kw_only=True)
    until: str = attrs.field(default="", kw_only=True)
    serial: tuple[str, str] = attrs.field(default=("", ""), kw_only=True)

    def __call__(self, collection: Collection, target: Target, wanted: Mapping[str, Any]) -> Rows:
        """Find records: the written ones by a walk, the made-up ones by arithmetic."""
        store, series, filters = target.store, self._series(target.store), collection.filters
        record = partial(self._record, store, series)
        written = [one for one in collection.rows(store, target.owner) if fits(one, filters, wanted)]
        named = re.fullmatch(self.serial[1], wanted.get(self.serial[0]) or "-")
        if named and 0 < int(named[1]) <= series.size:
            one = record(series.size - int(named[1]))
            return [*written, *([one] if fits(one, filters, wanted) else [])]
        dated = {self.since, self.until}
        undated = {name: one for name, one in filters.items() if name not in dated and wanted.get(name) is not None}
        chosen = series.select(
            (lambda row: fits(row, undated, wanted)) if undated else None,
            since=_bound(wanted.get(self.since), time.min),
            until=_bound(wanted.get(self.until), time(23, 59, 59)),
        )
        return Newest(written, chosen, record)

    def _series(self, store: Store) -> Series[Record]:
        size, rng = store.sizes[self.name], store.rng(self.name)
        return store.once(f"timeline {self.name}", lambda: Series(size, rng, partial(self.row, store)))

    def _record(self, store: Store, series: Series[Record], index: int) -> Record:
        return self.finish(store, series.row(index), series.size - index, series.moment(index))


def _bound(found: date | datetime | None, hour: time) -> datetime | None:
    """Give a bound as a datetime; a day is one in UTC, from its first second to its last."""
    if found is None or isinstance(found, datetime):
        return found
    return datetime.combine(found, hour, UTC)
