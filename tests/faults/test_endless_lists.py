"""Lists that have no end by what the server says: each is ended, and no record of it is given twice."""

import asyncio
import itertools
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from telephony_clients import Options, Pager, PaginationError, Talkable, Talkover, Talkroute
from telephony_clients.core.client.base import VendorClient
from telephony_clients.sandbox import Sandbox
from tests.core.desk import Desk, TokenDesk, answer_by, fine, query, records, wire
from tests.scripted_server import ScriptedServer, Seen
from tests.wings import sandbox as sandbox  # noqa: PLC0414 - a fixture, made known here

pytestmark = pytest.mark.fault("endless list")

SIZE = 3
Page = Callable[[int], tuple[Sequence[Any], dict[str, Any]]]
"""Returns the records of a page, and what the answer says of its place."""


def new(page: int) -> list[dict[str, Any]]:
    return records(page * SIZE + 1, page * SIZE + SIZE)


def without_ids(page: int) -> list[dict[str, Any]]:
    return [{"name": one["id"]} for one in new(page)]


CIRCLES: dict[str, Page] = {
    "one page for ever": lambda _: (new(1), {}),
    "one page for ever under all numbers": lambda page: (new(1), {"current_page": page, "last_page": page + 1}),
    "one page for ever with a high last page": lambda _: (new(1), {"last_page": 10**9}),
    "one page for ever with a high total": lambda page: (new(1), {"current_page": page, "total": 10**9, "per_page": 3}),
    "one page for ever with a total that grows": lambda page: (new(1), {"total": page * SIZE + SIZE, "per_page": 3}),
    "one page for ever in another order": lambda page: (new(1)[:: 1 - page % 2 * 2], {"last_page": page + 1}),
    "two pages in turn": lambda page: (new(page % 2), {"last_page": page + 1}),
    "seven pages in turn": lambda page: (new(page % 7), {"last_page": page + 1}),
    "one more record on each page": lambda page: (records(1, page), {"last_page": page + 1, "total": 9}),
    "one new record on each page": lambda page: (records(page, page + 2), {"last_page": page + 1, "total": 9}),
    "one page for ever without ids": lambda _: ([{"name": "a"}] * SIZE, {"last_page": 10**9}),
    "more than the total": lambda page: (new(page), {"last_page": page + 1, "total": 9}),
    "more than the total without ids": lambda page: (without_ids(page), {"last_page": page + 1, "total": 9}),
}


def serve(server: ScriptedServer, page: Page) -> None:
    def respond(seen: Seen) -> bytes:
        held, place = page(int(query(seen)["page"]))
        return wire(fine(held, pages=place))

    answer_by(server, respond)


async def read(pager: Pager[Any], way: str) -> tuple[list[Any], PaginationError | None]:
    """Read a list record by record or page by page; return what was given, and how it ended."""
    given: list[Any] = []
    try:
        async with asyncio.timeout(2):
            if way == "pages":
                async for page in pager.pages():
                    given += page
            else:
                async for record in pager:
                    given.append(record)
    except PaginationError as error:
        return given, error
    return given, None


@pytest.mark.parametrize("way", ["records", "pages"])
@pytest.mark.parametrize("ahead", [0, 3])
@pytest.mark.parametrize("circle", CIRCLES)
async def test_a_circle_is_an_error_with_a_cursor(
    server: ScriptedServer, desk: Desk, circle: str, ahead: int, way: str
) -> None:
    serve(server, CIRCLES[circle])
    plain = "without ids" in circle

    given, error = await read((desk.lines.list_plain() if plain else desk.lines.list()).prefetch(ahead), way)

    assert error is not None
    assert (error.vendor, error.method) == ("switchboard", "GET")
    assert error.cursor is not None
    assert len(server.requests) <= 20 + 2 * ahead
    if not plain:
        ids = [line.id for line in given]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "place",
    [{"last_page": 2}, {"total": 2 * SIZE}, {"total": 2 * SIZE - 1}, {"total": 2 * SIZE, "per_page": SIZE}],
    ids=str,
)
async def test_a_page_that_comes_again_is_not_taken_for_the_last(
    server: ScriptedServer, desk: Desk, place: dict[str, int]
) -> None:
    serve(server, lambda _: (new(1), place))

    given, error = await read(desk.lines.list(), "records")

    assert error is not None
    assert len(given) == SIZE
    assert len(server.requests) <= 3


EMPTY: dict[str, Page] = {
    "a last page that moves away": lambda page: ([], {"last_page": page + 1}),
    "a high last page": lambda _: ([], {"last_page": 10**9}),
    "a high total": lambda page: ([], {"current_page": page, "last_page": 10**9, "total": 10**9}),
}


@pytest.mark.parametrize("ahead", [0, 3])
@pytest.mark.parametrize("full", [0, 2])
@pytest.mark.parametrize("place", EMPTY)
async def test_empty_pages_are_not_fetched_for_ever(
    server: ScriptedServer, desk: Desk, place: str, full: int, ahead: int
) -> None:
    serve(server, lambda page: (new(page) if page <= full else [], EMPTY[place](page)[1]))

    given, _ = await read(desk.lines.list().prefetch(ahead), "records")

    assert len(given) == full * SIZE
    assert len(server.requests) <= full + 1 + 2 * ahead + 12


TOKENS: dict[str, Callable[[int], tuple[Sequence[Any], str]]] = {
    "one page for ever": lambda _: (new(1), "a"),
    "one page under ever new tokens": lambda number: (new(1), f"{number}"),
    "no records for ever": lambda _: ([], "a"),
    "no records under ever new tokens": lambda number: ([], f"{number}"),
    "two pages in turn": lambda number: (new(number % 2), f"{number % 2}"),
}


@pytest.mark.parametrize("kind", TOKENS)
async def test_tokens_that_lead_in_a_circle_are_an_error(server: ScriptedServer, options: Options, kind: str) -> None:
    numbers = itertools.count(1)

    def respond(_: Seen) -> bytes:
        held, token = TOKENS[kind](next(numbers))
        return wire(fine(held, next=token))

    answer_by(server, respond)
    async with TokenDesk(server.url, options) as desk:
        given, error = await read(desk.lines.list(), "records")

    assert error is not None
    assert len(given) == len({line.id for line in given})
    assert len(server.requests) <= 102


async def test_a_total_that_counts_something_else_ends_no_list(server: ScriptedServer, desk: Desk) -> None:
    serve(server, lambda page: (new(page), {"current_page": page, "last_page": 40, "total": SIZE, "per_page": SIZE}))

    assert len(await desk.lines.list().to_list()) == 40 * SIZE


async def test_a_list_that_grows_by_some_pages_past_its_total_is_read(server: ScriptedServer, desk: Desk) -> None:
    serve(server, lambda page: (new(page), {"current_page": page, "last_page": min(page + 5, 9), "total": SIZE}))

    assert len(await desk.lines.list().to_list()) == 9 * SIZE


WINGS: dict[str, tuple[Callable[..., VendorClient], Callable[[Any], Pager[Any]]]] = {
    "talkroute": (Talkroute, lambda client: client.call_history.list()),
    "talkable": (
        lambda key, **more: Talkable(key, "my-store", **more),
        lambda client: client.assets.list(),
    ),
    "talkover": (Talkover, lambda client: client.calls.list()),
}


@pytest.mark.parametrize("vendor", WINGS)
async def test_a_vendor_that_ignores_the_number_of_the_page_is_found_out(
    sandbox: Sandbox, server: ScriptedServer, options: Options, vendor: str
) -> None:
    client, of = WINGS[vendor]
    stand_in = getattr(sandbox, vendor)
    async with client(stand_in.api_key, base_url=stand_in.base_url, options=options) as first:
        with first.responses() as seen:
            page = await of(first)
    server.answer(body=seen[-1].body, always=True)
    async with client(stand_in.api_key, base_url=server.url, options=options) as second:
        given, error = await read(of(second), "records")

    assert error is not None
    assert len(given) == len(page)
    assert len(server.requests) <= 3
