"""Reads lists until nothing is missing: pagers in, rows out.

A list that was still while it was read is whole when it is read once. One that changed is read again, and what both
readings have comes once: a row that was there throughout is missing only if both of them missed it. One that has fewer
rows than each of its pages said is read again, too; when that does not help, it is `PullIncomplete`.

Nothing shows that a list changed if between two answers one row was deleted above and another came in below, so that
the total is the same, and nothing else ever happened. Whoever must be sure of that reads every list twice.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Hashable, Iterable, Mapping, Sequence
from contextlib import aclosing
from operator import attrgetter
from typing import Any, TypeVar

import attrs

from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.dataset import Dataset, Window
from telephony_clients.core.client.pager import Page, Pager
from telephony_clients.core.errors import ConfigurationError, PaginationError
from telephony_clients.core.models.bad_records import BadRecord
from telephony_clients.core.models.model import Model
from telephony_clients.core.tasks import cancel_all
from telephony_clients.pull.errors import PullIncomplete

T = TypeVar("T")

_MOST_READINGS = 3
_LISTS_AT_ONCE = 8
"""Lists of one dataset, such as the messages of conversations, that are read side by side."""


@attrs.frozen
class Batch:
    """Rows that arrived together.

    Attributes:
        records: the rows.
        parents: the values of `Dataset.columns`, the same for all of them.
        set_aside: records that do not fit their model.
    """

    records: Sequence[Model]
    parents: tuple[str, ...] = ()
    set_aside: Sequence[BadRecord] = ()


class WindowTooLargeError(Exception):
    """A window has more rows than one part should have."""


@attrs.define
class Reader:
    """Reads the rows of a dataset in one window.

    Args:
        dataset: what is read.
        client: the account's client, or a view of it.
        window: the window.
        over: what it is read for, see `Dataset.over`.
        filters: further arguments of the outermost list.
        ahead: pages that are fetched ahead.
        most_rows: more than that is `WindowTooLargeError`, before any row is given; None for any number.
        twice: whether lists of several pages are read twice, even if nothing shows that they changed.
    """

    dataset: Dataset
    client: VendorClient
    window: Window
    over: Sequence[str] = ()
    filters: Mapping[str, Any] = attrs.Factory(dict)
    ahead: int = 0
    most_rows: int | None = None
    twice: bool = False

    def check(self) -> None:
        """Check the filters, as far as that can be done before anything is sent.

        Raises:
            ConfigurationError: the outermost list does not take them.
        """
        try:
            self.dataset.lists[0](self.client, *self.over[:1], **self._chosen())
        except TypeError as error:
            raise ConfigurationError(f"The list cannot be filtered so: {error}.") from None

    async def batches(self) -> AsyncGenerator[Batch, None]:
        """Yield the rows.

        Raises:
            PullIncomplete: they cannot be read as a whole.
            TelephonyError: a call failed.
        """
        outermost: Sequence[tuple[str, ...]] = [(value,) for value in self.over] or [()]
        for above in outermost:
            async with aclosing(self._below(0, above)) as batches:
                async for batch in batches:
                    yield batch

    async def _below(self, level: int, above: tuple[Any, ...]) -> AsyncGenerator[Batch, None]:
        """Yield the rows of a list, or of the lists of its records."""
        last = level == len(self.dataset.lists) - 1
        async with aclosing(self._list(level, above, last=last)) as found:
            async for records, set_aside in found:
                if last:
                    yield Batch(self._kept(records), self._columns(above), set_aside)
                    continue
                for start in range(0, len(records), _LISTS_AT_ONCE):
                    some = records[start : start + _LISTS_AT_ONCE]
                    for batches in await _gathered(self._collected(level + 1, (*above, one)) for one in some):
                        for batch in batches:
                            yield batch

    async def _collected(self, level: int, above: tuple[Any, ...]) -> list[Batch]:
        async with aclosing(self._below(level, above)) as batches:
            return [batch async for batch in batches]

    def _list(
        self, level: int, above: tuple[Any, ...], *, last: bool
    ) -> AsyncGenerator[tuple[Sequence[Any], Sequence[BadRecord]], None]:
        dataset = self.dataset
        chosen = {} if level else self._chosen()
        return whole(
            lambda: dataset.lists[level](self.client, *above, **chosen),
            attrgetter(*(dataset.key if last else ("id",))),
            ahead=self.ahead,
            enough=self._past_window if last and dataset.newest_first else None,
            most_rows=self.most_rows if last and level == 0 else None,
            twice=self.twice,
        )

    def _chosen(self) -> dict[str, Any]:
        """Return the arguments of the outermost list."""
        cut = self.dataset.cut
        return {**({} if cut is None else cut.filters(self.window)), **self.filters}

    def _columns(self, above: tuple[Any, ...]) -> tuple[str, ...]:
        named = zip(self.dataset.parents, above, strict=True)
        return tuple(one if isinstance(one, str) else str(one.id) for name, one in named if name is not None)

    def _kept(self, records: Sequence[Any]) -> Sequence[Any]:
        """Return the rows that are in the window, where that is not left to the vendor."""
        dataset, window = self.dataset, self.window
        if dataset.time is None or (dataset.cut is not None and dataset.cut.exact) or window == Window():
            return records
        return [one for one in records if window.holds(getattr(one, dataset.time))]

    def _past_window(self, page: Page[Any]) -> bool:
        since, time = self.window.since, self.dataset.time
        if since is None or time is None or not page.items:
            return False
        times = [getattr(one, time) for one in page]
        return all(when is not None and when < since for when in times)


async def whole(
    make: Callable[[], Pager[T]],
    identify: Callable[[T], Hashable],
    *,
    ahead: int = 0,
    enough: Callable[[Page[T]], bool] | None = None,
    most_rows: int | None = None,
    twice: bool = False,
) -> AsyncGenerator[tuple[Sequence[T], Sequence[BadRecord]], None]:
    """Yield the records of a list, each once, until it is whole; see the module.

    Args:
        make: returns its pager.
        identify: returns what tells a record apart, None if nothing does.
        ahead: pages that the first reading fetches ahead.
        enough: whether nothing after a page is wanted.
        most_rows: more than that is `WindowTooLargeError`; None for any number.
        twice: whether it is read twice, even if nothing shows that it changed, unless it has one page.

    Raises:
        PullIncomplete: it could not be read as a whole.
    """
    once = _Once(identify)
    problem: str | None = None
    for reading in range(_MOST_READINGS):
        once.first = not reading
        seen = _Reading(twice)
        try:
            pager = make() if reading else make().prefetch(ahead)
            async with aclosing(pager.pages()) as pages:
                async for page in pages:
                    if most_rows is not None and not reading and (page.total or 0) > most_rows:
                        raise WindowTooLargeError
                    seen.note(page)
                    yield once.new(page.items), once.new_set_aside(page.set_aside)
                    if enough is not None and enough(page):
                        return
        except PaginationError as error:
            problem = error.headline()
            continue
        problem = seen.missing(len(once))
        if problem is None and (reading or not seen.changed):
            return
    if problem is not None:
        raise PullIncomplete(f"The list could not be read as a whole, not in {_MOST_READINGS} readings: {problem}.")


@attrs.define
class _Reading:
    """What the pages of one reading tell of their list.

    Attributes:
        twice: whether a second page counts as a change.
        changed: whether the list changed meanwhile.
    """

    twice: bool
    changed: bool = False
    _totals: list[int | None] = attrs.field(factory=list, init=False)

    def note(self, page: Page[Any]) -> None:
        """Compare a page with the first."""
        totals = self._totals
        self.changed = self.changed or page.repeats > 0 or (bool(totals) and (self.twice or page.total != totals[0]))
        totals.append(page.total)

    def missing(self, rows: int) -> str | None:
        """Return, in words, how many rows did not come; None if there are as many as each page said."""
        least = min((total for total in self._totals if total is not None), default=0)
        return f"{least - rows} of {least} rows did not come" if rows < least else None


class _Once:
    """Lets each record through once, however often the list is read; what nothing tells apart, in the first reading.

    Args:
        identify: see `whole`.

    Attributes:
        first: whether it is the first reading.
    """

    def __init__(self, identify: Callable[[Any], Hashable]) -> None:
        self.first = True
        self._identify = identify
        self._seen: set[Hashable] = set()
        self._nameless = 0

    def __len__(self) -> int:
        return len(self._seen) + self._nameless

    def new(self, records: Sequence[T]) -> Sequence[T]:
        """Return the records that are let through."""
        ids = list(map(self._identify, records))
        if None not in ids and self._seen.isdisjoint(ids) and len(different := set(ids)) == len(ids):
            self._seen |= different
            return records
        return [record for one, record in zip(ids, records, strict=True) if self._is_new(one)]

    def new_set_aside(self, records: Sequence[BadRecord]) -> Sequence[BadRecord]:
        """Return likewise those that do not fit their model, which their content tells apart."""
        return [one for one in records if self._is_new(repr(one.record))]

    def _is_new(self, one: Hashable) -> bool:
        if one is None:
            self._nameless += self.first
            return self.first
        if one in self._seen:
            return False
        self._seen.add(one)
        return True


async def _gathered(coroutines: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Run coroutines side by side; when one fails, the others are cancelled."""
    tasks = [asyncio.create_task(one) for one in coroutines]
    try:
        return [await task for task in tasks]
    finally:
        await cancel_all(tasks)
