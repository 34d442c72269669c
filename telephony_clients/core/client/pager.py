"""Lists as async generators: items, pages, the first page by ``await``, prefetching, and a cursor to resume from."""

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Generator, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Generic, TypeVar, overload

import attrs

from telephony_clients.core.calls.engine import Engine
from telephony_clients.core.calls.response import ParsedResponse
from telephony_clients.core.client.step import Step
from telephony_clients.core.client.walk import Walk
from telephony_clients.core.errors import ConfigurationError, PaginationError
from telephony_clients.core.models.bad_records import BadRecord
from telephony_clients.core.vendor.paging import Paging
from telephony_clients.core.wire.request import Request

__all__ = ["Page", "Pager"]

T = TypeVar("T")

_CURSOR_FIELDS = frozenset({"vendor", "list", "query", "position", "skip"})


@attrs.define
class Page(Sequence[T], Generic[T]):
    """One page of a list; a sequence of its records.

    Attributes:
        items: the records.
        number: the page's number, or how many pages came before it plus one.
        total: records in the whole list, None when the vendor does not say.
        response: the answer it came in.
        set_aside: the records that do not fit their model; see `Options.on_bad_record`.
        repeats: how many records of the answer are left out, because the list changed and they were given already.
    """

    items: Sequence[T] = attrs.field(repr=lambda items: f"<{len(items)} records>")
    number: int
    total: int | None
    response: ParsedResponse[Any] = attrs.field(repr=False)
    set_aside: Sequence[BadRecord] = attrs.field(default=(), repr=False)
    repeats: int = attrs.field(default=0, repr=False)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)


class Pager(Generic[T]):
    """A list that is fetched while it is read.

    ``async for item in pager`` reads every record, ``async for page in pager.pages()`` every page, ``await pager``
    the first page only. Each begins where the pager begins; nothing is sent before. When a page fails, the error's
    ``cursor`` tells where to resume; `cursor` tells it at any time.

    A record that stays in the list while it is read arrives once, whatever comes in or goes (`ListChanged` tells of
    it), or there is a `PaginationError`; `telephony_clients.core.client.seams` says how, and what escapes. This needs
    ids and a total on each page: without a total, repeats are left out, but nothing shows that a record was deleted;
    without ids, a total that falls is a `PaginationError`, and as many records may come twice as it rises by. A cursor
    of numbered pages holds a number and a count: what changes before it is resumed shifts it, so keep the list still
    with a filter such as ``date_to``.

    Leaving a loop early cancels prefetched pages when the generator is collected; wrap it in ``contextlib.aclosing`` to
    cancel them at once.
    """

    def __init__(
        self,
        engine: Engine,
        request: Request[T],
        *,
        page_size: int | None = None,
        cursor: Mapping[str, Any] | None = None,
        ahead: int = 0,
        paging: Paging | None = None,
    ) -> None:
        self._engine, self._request, self._ahead, self._own_paging = engine, request, ahead, paging
        self._paging = paging or engine.adapter.paging
        self._size = self._paging.default if page_size is None and request.operation.paged else page_size
        if page_size is not None:
            self._paging.params(self._paging.start, page_size)  # raises for a bad size before anything is sent
        self._begin: tuple[Any, int] = (self._paging.start, 0) if cursor is None else self._parse_cursor(cursor)
        self._next = self._begin

    def __repr__(self) -> str:
        request, into = self._request, self._request.into
        of = "JSON" if into is None else getattr(into, "__name__", str(into))
        return f"<Pager of {of}: {self._engine.adapter.vendor} {request.method} {request.path}>"

    def __aiter__(self) -> AsyncIterator[T]:
        """Read every record, fetching page after page."""
        return self._items()

    def __await__(self) -> Generator[Any, None, Page[T]]:
        """Fetch the first page."""
        return self._first_page().__await__()

    async def first(self) -> T | None:
        """Fetch the first record, None when the list is empty."""
        step = await self._first_step()
        self._next = (step.position, step.places[0] + 1) if step.places else (step.next_position, 0)
        return step.items[0] if step.places else None

    async def to_list(self, *, limit: int | None = None) -> list[T]:
        """Fetch all records into a list.

        Args:
            limit: how many at most; pages past it are not fetched.

        Raises:
            ConfigurationError: the limit is negative.
        """
        if limit is not None and limit < 0:
            raise ConfigurationError(f"limit must be at least 0, not {limit}.")
        records: list[T] = []
        if limit == 0:
            return records
        async with aclosing(self._items()) as items:
            async for item in items:
                records.append(item)
                if len(records) == limit:
                    break
        return records

    def prefetch(self, pages: int) -> "Pager[T]":
        """Return a pager that fetches so many pages ahead while you read, and delivers them in order.

        Only pages that are certain to exist are fetched ahead, so it helps once the vendor has said how many there
        are. Memory is bounded by the number of pages.

        Args:
            pages: 0 or more.

        Raises:
            ConfigurationError: the number is negative.
        """
        if pages < 0:
            raise ConfigurationError(f"prefetch takes 0 or more pages, not {pages}.")
        return Pager(
            self._engine,
            self._request,
            page_size=self._size,
            cursor=self._cursor(*self._begin),
            ahead=pages,
            paging=self._own_paging,
        )

    @property
    def cursor(self) -> dict[str, Any]:
        """Where the latest reading is, as JSON values: pass it to the same method to resume after the last record."""
        return self._cursor(*self._next)

    async def pages(self) -> AsyncGenerator[Page[T], None]:
        """Read every page."""
        self._next = self._begin
        async with aclosing(self._walk().pages(*self._begin)) as steps:
            async for step in steps:
                self._next = (step.next_position, 0)
                yield _page(step)
        self._next = (None, 0)

    async def _items(self) -> AsyncGenerator[T, None]:
        self._next = self._begin
        async with aclosing(self._walk().pages(*self._begin)) as steps:
            async for step in steps:
                for place, item in zip(step.places, step.items, strict=True):
                    self._next = (step.position, place + 1)
                    yield item
                self._next = (step.next_position, 0)
        self._next = (None, 0)

    async def _first_page(self) -> Page[T]:
        step = await self._first_step()
        self._next = (step.next_position, 0)
        return _page(step)

    def _first_step(self) -> Awaitable[Step[T]]:
        position, skip = self._next = self._begin
        if position is None:
            raise ConfigurationError("The cursor is at the end of its list: there is no page to fetch.")
        return self._walk().first(position, skip)

    def _walk(self) -> Walk[T]:
        return Walk(self._engine, self._request, self._paging, self._size, self._cursor, ahead=self._ahead)

    def _cursor(self, position: Any, skip: int) -> dict[str, Any]:
        own = () if self._own_paging is None else (self._own_paging,)
        asked = repr((self._request.path, self._request.params, self._size, *own))
        return {
            "vendor": self._engine.adapter.vendor,
            "list": self._request.operation.name,
            "query": hashlib.sha256(asked.encode()).hexdigest()[:16],
            "position": position,
            "skip": skip,
        }

    def _parse_cursor(self, cursor: Mapping[str, Any]) -> tuple[Any, int]:
        position, skip = cursor.get("position"), cursor.get("skip")
        kinds = type(self._paging.start), type(None)
        if set(cursor) != _CURSOR_FIELDS or type(position) not in kinds or type(skip) is not int or skip < 0:
            raise PaginationError("That is not a cursor of this package; pass what Pager.cursor gave, unchanged.")
        mine = self._cursor(position, skip)
        if dict(cursor) != mine:
            other = next(name for name, value in mine.items() if cursor[name] != value)
            raise PaginationError(
                f"The cursor belongs to another {other}: use it with the list, filters and page size that it came from."
            )
        return position, skip


def _page(step: Step[T]) -> Page[T]:
    response, info = step.response, step.response.page
    number = step.number if info is None or info.number is None else info.number
    total = None if info is None else info.total
    return Page(step.items, number, total, response, step.set_aside, len(step.repeats))
