"""One reading of a list: its pages in order, some of them fetched ahead, each joined on to the page before."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Mapping
from functools import cache
from typing import Any, Generic, TypeVar

from telephony_clients.core.calls.call import emit
from telephony_clients.core.calls.engine import Engine
from telephony_clients.core.calls.response import ParsedResponse, redact_error
from telephony_clients.core.client.seams import Join, Seams, fingerprint_of, identities
from telephony_clients.core.client.step import Step, count, in_order
from telephony_clients.core.errors import PaginationError, TelephonyError
from telephony_clients.core.events import Event, ListChanged, PageFetched, RecordSetAside
from telephony_clients.core.tasks import cancel_all
from telephony_clients.core.values import Lane
from telephony_clients.core.vendor.paging import Paging
from telephony_clients.core.wire.headers import lower_case_headers
from telephony_clients.core.wire.request import Request

T = TypeVar("T")
E = TypeVar("E", bound=TelephonyError)

_MAX_FINGERPRINTS = 1000
_MAX_EMPTY = 100
"""Pages in a row without a record, as a filter may leave them."""


class Walk(Generic[T]):
    """Fetches the pages of one reading.

    Args:
        engine: sends the requests.
        request: the list.
        paging: how it is paged.
        size: records on a page, None to leave it to the vendor.
        cursor: position and records to skip there -> the cursor that leads there.
        ahead: how many pages are fetched ahead.
    """

    _seams: Seams | None = None
    _read: int | None = None
    _empty = 0
    _any_fits = False

    def __init__(
        self,
        engine: Engine,
        request: Request[T],
        paging: Paging,
        size: int | None,
        cursor: Callable[[Any, int], Mapping[str, Any]],
        *,
        ahead: int = 0,
    ) -> None:
        self._engine, self._request, self._paging, self._size = engine, request, paging, size
        self._cursor, self._ahead = cursor, ahead
        self._in_flight: deque[tuple[Any, asyncio.Task[ParsedResponse[list[T]]]]] = deque()
        self._seen: dict[object, Any] = {}

    async def first(self, position: Any, skip: int) -> Step[T]:
        """Return the page at a position, for which somebody waits."""
        try:
            response = await self._fetch(position, Lane.INTERACTIVE)
            self._is_gone(position, response)
            so_far = count(response) if position == self._paging.start else None
            following = self._next_position(position, response, so_far)
            return self._checked(Step(response, 1, position, skip, (), following))
        except TelephonyError as error:
            error.cursor = error.cursor or self._cursor(position, skip)
            raise

    async def pages(self, position: Any, skip: int) -> AsyncGenerator[Step[T], None]:
        """Yield the pages from a position on, in order; a page whose records were all given already is left out."""
        number, resume = 1, (position, skip)
        self._seams = Seams(self._paging.start) if self._paging.numbered else None
        self._read = 0 if position == self._paging.start else None
        try:
            while position is not None:
                response = await self._arrive(position)
                gone = self._is_gone(position, response)
                join = self._joined(position, response, [] if gone else in_order(response))
                if join.instead is not None:
                    await self._cancel()  # what was fetched ahead is older than the page to read now
                    position, skip = join.instead, 0
                    continue
                if gone:
                    return
                self._fetch_ahead(position, response)
                following = self._next_position(position, response, self._so_far(response))
                step = self._checked(Step(response, number, position, skip, join.repeats, following))
                position, skip = resume = following, 0
                if not join.repeats or step.places or step.set_aside:
                    number += 1
                    yield step
        except TelephonyError as error:
            error.cursor = error.cursor or self._cursor(*resume)
            raise
        finally:
            await self._cancel()

    async def _arrive(self, position: Any) -> ParsedResponse[list[T]]:
        if self._in_flight and self._in_flight[0][0] == position:
            return await self._in_flight.popleft()[1]
        return await self._fetch(position, Lane.BULK)

    async def _fetch(self, position: Any, lane: Lane) -> ParsedResponse[list[T]]:
        request, options = self._request, self._engine.options
        into: Any = request.into
        params = (*request.params, *self._paging.params(position, self._size))
        page: Request[list[T]] = Request(
            request.operation,
            request.path,
            params,
            request.json,
            into=_list_of(into),
            idempotent=request.idempotent,
            lane=lane,
            set_aside=options.on_bad_record == "set_aside" and not options.strict,
            headers=request.headers,
            resource=request.resource,
        )
        response = await self._engine.send(page)
        if response.call_id:  # somebody is told
            total = None if response.page is None else response.page.total
            self._tell(PageFetched, response, number=_number(position), items=count(response), total=total)
        return response

    def _fetch_ahead(self, position: Any, response: ParsedResponse[list[T]]) -> None:
        if not self._ahead:
            return
        started = {position for position, _ in self._in_flight}
        for coming in self._paging.ahead(position, response.page, self._size)[: self._ahead]:
            if coming not in started:
                self._in_flight.append((coming, asyncio.create_task(self._fetch(coming, Lane.BULK))))

    async def _cancel(self) -> None:
        tasks = [task for _, task in self._in_flight]
        self._in_flight.clear()
        await cancel_all(tasks)

    def _is_gone(self, position: Any, response: ParsedResponse[list[T]]) -> bool:
        """Return whether the list has shrunk so that another page came in place of the one asked for.

        Raises:
            PaginationError: another came for no such reason, so that the walk would not end or would lose records.
        """
        if self._paging.past_end(position, response.page):
            return True
        if problem := self._paging.position_mismatch(position, response.page):
            raise self._error(f"The list cannot be walked: {problem}.")
        return False

    def _joined(self, position: Any, response: ParsedResponse[list[T]], records: list[Any]) -> Join:
        """Return how a page of these records joins on.

        Raises:
            PaginationError: pages repeat, so that the walk would not end, or the list has changed too much.
        """
        if self._seams is None:
            self._check_circle(position, response)
            return Join()
        ids, known = identities(records)
        page = response.page
        total, last = (None, None) if page is None else (page.total, page.last)
        try:
            join = self._seams.join(position, ids, total, last=last, known=known)
        except PaginationError as error:
            raise self._error(error.message) from None
        if join.repeats or join.instead is not None:
            repeats = len(join.repeats)
            self._tell(ListChanged, response, number=position, total=total, repeats=repeats, instead=join.instead)
        if records and join.instead is None and (total is None or not known):  # else ids and total bound the reading
            self._check_circle(position, response)
        return join

    def _check_circle(self, position: Any, response: ParsedResponse[list[T]]) -> None:
        fingerprint = fingerprint_of(response.data) if response.data else ("nothing", position)
        if fingerprint in self._seen and not self._paging.precomputed:
            again = f"page {position!r} has the records of page {self._seen[fingerprint]!r} again"
            raise self._error(f"The list cannot be walked: {again}.")
        self._empty = 0 if response.data else self._empty + 1
        if self._empty > _MAX_EMPTY and not self._paging.precomputed:
            raise self._error(f"The list cannot be walked: {self._empty} pages in a row are empty.")
        self._seen[fingerprint] = position
        if len(self._seen) > _MAX_FINGERPRINTS:
            del self._seen[next(iter(self._seen))]

    def _checked(self, step: Step[T]) -> Step[T]:
        """Return a page once the records that are set aside on it are told of and counted.

        Raises:
            ModelMismatch: no record has fitted so far, and none on this page does; the cursor leads past it.
        """
        response, engine = step.response, self._engine
        if response.set_aside and not response.data and not self._any_fits:
            raise self._none_fits(step)
        self._any_fits = self._any_fits or bool(response.data)
        if aside := step.set_aside:
            for bad in aside:
                why, page = bad.error.headline(), _number(step.position)
                self._tell(RecordSetAside, response, number=page, index=bad.index, why=why, record=bad.record)
            engine.drift.count([bad.deviation for bad in aside], engine.options.on_event)
        return step

    def _none_fits(self, step: Step[T]) -> TelephonyError:
        response = step.response
        error = response.set_aside[0].error
        error.data = [bad.record for bad in response.set_aside]
        error.add_note("No record of this page fits, so none was set aside; the cursor leads past the page.")
        error.cursor = self._cursor(step.next_position, 0)
        error.with_response(status=response.status, headers=lower_case_headers(response.headers), body=response.body)
        return redact_error(self._about(error), self._engine.secret)

    def _so_far(self, response: ParsedResponse[list[T]]) -> int | None:
        """Return how many records of the list come before the end of this page, None if that is unknown."""
        if self._seams is not None:
            return self._seams.end
        self._read = None if self._read is None else self._read + count(response)
        return self._read

    def _next_position(self, position: Any, response: ParsedResponse[list[T]], so_far: int | None) -> Any:
        items, paged = count(response), self._request.operation.paged
        following = self._paging.next_position(
            position, response.page, items=items, size=self._size, paged=paged, so_far=so_far
        )
        again = self._seams is not None and self._seams.again
        return position + 1 if following is None and again else following

    def _error(self, problem: str) -> PaginationError:
        return self._about(PaginationError(problem))

    def _about(self, error: E) -> E:
        url = self._engine.base_url + self._request.path
        return error.about(vendor=self._engine.adapter.vendor, method=self._request.method, url=url)

    def _tell(self, event: Callable[..., Event], response: ParsedResponse[Any], **more: Any) -> None:
        engine, request = self._engine, self._request
        url = engine.base_url + request.path
        emit(engine.adapter, engine.options, request, url, event, call_id=response.call_id, **more)


@cache
def _list_of(into: Any) -> Any:
    """Return the type of a list of records, the same each time: what reads an answer is looked up by it."""
    return list[Any] if into is None else list[into]


def _number(position: Any) -> int | None:
    return position if isinstance(position, int) else None
