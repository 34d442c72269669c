"""Lists as async generators: items, pages, a first page by ``await``, look-ahead, and a cursor to go on from."""

import asyncio
import hashlib
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Generic, TypeVar, overload

import attrs

from telephony_clients.core.calls.call import tell
from telephony_clients.core.calls.engine import Engine
from telephony_clients.core.calls.response import Received
from telephony_clients.core.errors import ConfigurationError, PaginationError, TelephonyError
from telephony_clients.core.events import PageFetched
from telephony_clients.core.values import Lane
from telephony_clients.core.vendor.paging import Paging
from telephony_clients.core.wire.request import Request

T = TypeVar("T")

_REMEMBERED_PAGES = 1000
_CURSOR_FIELDS = frozenset({"vendor", "list", "query", "position", "skip"})


@attrs.define
class Page(Sequence[T], Generic[T]):
    """One page of a list; a sequence of its records.

    Attributes:
        items: the records.
        number: the page's number, or how many pages came before it plus one.
        total: records in the whole list, None when the vendor does not say.
        response: the answer it came in.
    """

    items: Sequence[T]
    number: int
    total: int | None
    response: Received[Any] = attrs.field(repr=False)

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
    the first page only. Each starts where the pager starts; nothing is sent before. When a page fails, the error's
    ``cursor`` tells where to go on; `cursor` tells it at any time.

    Leaving a loop early closes what was fetched ahead as soon as the generator is collected; wrap it in
    ``contextlib.aclosing`` to have it closed at once.
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
            self._paging.params(self._paging.start, page_size)  # refuses a size before anything is sent
        self._into: Any = list[Any] if request.into is None else list[request.into]  # type: ignore[name-defined]
        self._begin: tuple[Any, int] = (self._paging.start, 0) if cursor is None else self._understood(cursor)
        self._next = self._begin

    def __aiter__(self) -> AsyncIterator[T]:
        """Read every record, fetching page after page."""
        return self._items()

    def __await__(self) -> Generator[Any, None, Page[T]]:
        """Fetch the first page."""
        return self._first_page().__await__()

    async def first(self) -> T | None:
        """Fetch the first record, None when the list is empty."""
        page = await self
        if page:
            self._next = (self._begin[0], self._begin[1] + 1)
        return page[0] if page else None

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
        """Return a pager that keeps so many pages on their way while you read, delivered in order.

        Only pages that are certain to exist are fetched ahead, so it helps once the vendor has told how many there
        are; memory is bounded by the number.

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
        """Where the latest reading stands, as plain JSON: give it to the same method to go on after the last record."""
        return self._cursor(*self._next)

    async def pages(self) -> AsyncGenerator[Page[T], None]:
        """Read every page."""
        async with aclosing(self._walk()) as walk:
            async for page, _, _, following in walk:
                self._next = (following, 0)
                yield page

    async def _items(self) -> AsyncGenerator[T, None]:
        async with aclosing(self._walk()) as walk:
            async for page, position, skipped, following in walk:
                for given, item in enumerate(page, skipped + 1):
                    self._next = (position, given)
                    yield item
                self._next = (following, 0)

    async def _first_page(self) -> Page[T]:
        position, skip = self._next = self._begin
        if position is None:
            raise ConfigurationError("The cursor is at the end of its list: there is no page to fetch.")
        try:
            received = await self._fetch(position, Lane.INTERACTIVE)
        except TelephonyError as error:
            error.cursor = self._cursor(position, skip)
            raise
        before = 0 if position == self._paging.start else None
        self._next = (self._following(position, received, before=before), 0)
        return self._page(received, number=1, skip=skip)

    async def _walk(self) -> AsyncGenerator[tuple[Page[T], Any, int, Any], None]:
        """Fetch page after page, in order: each with its position, the records left out, and the next position."""
        position, skip = self._next = self._begin
        under_way: deque[tuple[Any, asyncio.Task[Received[list[T]]]]] = deque()
        seen: dict[Any, Any] = {}
        number = 0
        before = 0 if position == self._paging.start else None
        try:
            while position is not None:
                if under_way and under_way[0][0] == position:
                    received = await under_way.popleft()[1]
                else:
                    received = await self._fetch(position, Lane.BULK)
                if self._paging.past_end(position, received.page):
                    self._next = (None, 0)
                    return
                self._guard(seen, position, received)
                self._fill(under_way, position, received)
                number += 1
                following = self._following(position, received, before=before)
                before = None if before is None else before + len(received.data)
                yield self._page(received, number, skip), position, skip, following
                position, skip = following, 0
        except TelephonyError as error:
            error.cursor = self._cursor(position, skip)
            raise
        finally:
            for _, task in under_way:
                task.cancel()
            await asyncio.gather(*(task for _, task in under_way), return_exceptions=True)

    def _fill(self, under_way: "deque[tuple[Any, asyncio.Task[Any]]]", position: Any, received: Received[Any]) -> None:
        if not self._ahead:
            return
        started = {position for position, _ in under_way}
        for coming in self._paging.ahead(position, received.page, self._size)[: self._ahead]:
            if coming not in started:
                under_way.append((coming, asyncio.create_task(self._fetch(coming, Lane.BULK))))

    async def _fetch(self, position: Any, lane: Lane) -> Received[list[T]]:
        request = self._request
        params = (*request.params, *self._paging.params(position, self._size))
        page: Request[list[T]] = Request(
            request.operation,
            request.path,
            params,
            request.json,
            into=self._into,
            idempotent=request.idempotent,
            lane=lane,
        )
        received = await self._engine.send(page)
        self._tell(position, received)
        return received

    def _tell(self, position: Any, received: Received[list[T]]) -> None:
        engine, request = self._engine, self._request
        number = position if isinstance(position, int) else None
        items, total = len(received.data), None if received.page is None else received.page.total
        url = engine.base_url + request.path
        tell(engine.adapter, engine.options, request, url, PageFetched, number=number, items=items, total=total)

    def _page(self, received: Received[list[T]], number: int, skip: int) -> Page[T]:
        info = received.page
        items = received.data[skip:] if skip else received.data
        if info is None:
            return Page(items, number, None, received)
        return Page(items, number if info.number is None else info.number, info.total, received)

    def _following(self, position: Any, received: Received[list[T]], *, before: int | None) -> Any:
        items = len(received.data)
        so_far = None if before is None else before + items
        paged = self._request.operation.paged
        return self._paging.following(position, received.page, items=items, size=self._size, paged=paged, so_far=so_far)

    def _guard(self, seen: dict[Any, Any], position: Any, received: Received[list[T]]) -> None:
        """Refuse to go on when pages repeat or are not those asked for: it would not end, or lose records."""
        problem = self._paging.misplaced(position, received.page)
        mark = _fingerprint(received.data) if received.data else ("nothing", position)
        if mark in seen and not self._paging.foreseen:
            problem = problem or f"page {position!r} has the records of page {seen[mark]!r} again"
        seen[mark] = position
        if len(seen) > _REMEMBERED_PAGES:
            del seen[next(iter(seen))]
        if problem:
            error = PaginationError(f"The list cannot be walked: {problem}.")
            url = self._engine.base_url + self._request.path
            raise error.about(vendor=self._engine.adapter.vendor, method=self._request.method, url=url)

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

    def _understood(self, cursor: Mapping[str, Any]) -> tuple[Any, int]:
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


def _fingerprint(records: Sequence[object]) -> object:
    """Return what tells a page from others: the ids at its ends, or all of it when its records have none."""
    ends = tuple(getattr(record, "id", None) for record in (records[0], records[-1]))
    return (len(records), *ends) if None not in ends else hash(tuple(map(repr, records)))
