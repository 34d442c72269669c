"""Lists as async generators: items, pages, the first page by ``await``, prefetching, and a cursor to resume from."""

import asyncio
import hashlib
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Generic, TypeVar, overload

import attrs

from telephony_clients.core.calls.call import emit
from telephony_clients.core.calls.engine import Engine
from telephony_clients.core.calls.response import ParsedResponse
from telephony_clients.core.errors import ConfigurationError, PaginationError, TelephonyError
from telephony_clients.core.events import PageFetched
from telephony_clients.core.values import Lane
from telephony_clients.core.vendor.paging import Paging
from telephony_clients.core.wire.request import Request

__all__ = ["Page", "Pager"]

T = TypeVar("T")

_MAX_FINGERPRINTS = 1000
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

    items: Sequence[T] = attrs.field(repr=lambda items: f"<{len(items)} records>")
    number: int
    total: int | None
    response: ParsedResponse[Any] = attrs.field(repr=False)

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
        self._into: Any = list[Any] if request.into is None else list[request.into]  # type: ignore[name-defined]
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
        async with aclosing(self._walk()) as walk:
            async for page, _, _, next_position in walk:
                self._next = (next_position, 0)
                yield page

    async def _items(self) -> AsyncGenerator[T, None]:
        async with aclosing(self._walk()) as walk:
            async for page, position, skipped, next_position in walk:
                for delivered, item in enumerate(page, skipped + 1):
                    self._next = (position, delivered)
                    yield item
                self._next = (next_position, 0)

    async def _first_page(self) -> Page[T]:
        position, skip = self._next = self._begin
        if position is None:
            raise ConfigurationError("The cursor is at the end of its list: there is no page to fetch.")
        try:
            response = await self._fetch(position, Lane.INTERACTIVE)
        except TelephonyError as error:
            error.cursor = self._cursor(position, skip)
            raise
        before = 0 if position == self._paging.start else None
        self._next = (self._next_position(position, response, before=before), 0)
        return self._page(response, number=1, skip=skip)

    async def _walk(self) -> AsyncGenerator[tuple[Page[T], Any, int, Any], None]:
        """Fetch page after page, in order; yield each with its position, its skipped records, and the next position."""
        position, skip = self._next = self._begin
        in_flight: deque[tuple[Any, asyncio.Task[ParsedResponse[list[T]]]]] = deque()
        seen: dict[Any, Any] = {}
        number = 0
        before = 0 if position == self._paging.start else None
        try:
            while position is not None:
                if in_flight and in_flight[0][0] == position:
                    response = await in_flight.popleft()[1]
                else:
                    response = await self._fetch(position, Lane.BULK)
                if self._paging.past_end(position, response.page):
                    self._next = (None, 0)
                    return
                self._check_progress(seen, position, response)
                self._prefetch_pages(in_flight, position, response)
                number += 1
                next_position = self._next_position(position, response, before=before)
                before = None if before is None else before + len(response.data)
                yield self._page(response, number, skip), position, skip, next_position
                position, skip = next_position, 0
        except TelephonyError as error:
            error.cursor = self._cursor(position, skip)
            raise
        finally:
            for _, task in in_flight:
                task.cancel()
            await asyncio.gather(*(task for _, task in in_flight), return_exceptions=True)

    def _prefetch_pages(
        self, in_flight: "deque[tuple[Any, asyncio.Task[Any]]]", position: Any, response: ParsedResponse[Any]
    ) -> None:
        if not self._ahead:
            return
        started = {position for position, _ in in_flight}
        for coming in self._paging.ahead(position, response.page, self._size)[: self._ahead]:
            if coming not in started:
                in_flight.append((coming, asyncio.create_task(self._fetch(coming, Lane.BULK))))

    async def _fetch(self, position: Any, lane: Lane) -> ParsedResponse[list[T]]:
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
            headers=request.headers,
            resource=request.resource,
        )
        response = await self._engine.send(page)
        self._emit_page(position, response)
        return response

    def _emit_page(self, position: Any, response: ParsedResponse[list[T]]) -> None:
        engine, request = self._engine, self._request
        number = position if isinstance(position, int) else None
        items, total = len(response.data), None if response.page is None else response.page.total
        url = engine.base_url + request.path
        about = {"call_id": response.call_id, "number": number, "items": items, "total": total}
        emit(engine.adapter, engine.options, request, url, PageFetched, **about)

    def _page(self, response: ParsedResponse[list[T]], number: int, skip: int) -> Page[T]:
        info = response.page
        items = response.data[skip:] if skip else response.data
        if info is None:
            return Page(items, number, None, response)
        return Page(items, number if info.number is None else info.number, info.total, response)

    def _next_position(self, position: Any, response: ParsedResponse[list[T]], *, before: int | None) -> Any:
        items = len(response.data)
        so_far = None if before is None else before + items
        paged = self._request.operation.paged
        return self._paging.next_position(
            position, response.page, items=items, size=self._size, paged=paged, so_far=so_far
        )

    def _check_progress(self, seen: dict[Any, Any], position: Any, response: ParsedResponse[list[T]]) -> None:
        """Raise when pages repeat or are not those asked for: the walk would not end, or would lose records."""
        problem = self._paging.position_mismatch(position, response.page)
        fingerprint = _fingerprint(response.data) if response.data else ("nothing", position)
        if fingerprint in seen and not self._paging.precomputed:
            problem = problem or f"page {position!r} has the records of page {seen[fingerprint]!r} again"
        seen[fingerprint] = position
        if len(seen) > _MAX_FINGERPRINTS:
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


def _fingerprint(records: Sequence[object]) -> object:
    """Return what identifies a page: the ids of its first and last record, or all of it when its records have none."""
    ends = tuple(getattr(record, "id", None) for record in (records[0], records[-1]))
    return (len(records), *ends) if None not in ends else hash(tuple(map(repr, records)))
