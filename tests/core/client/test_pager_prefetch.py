"""Pages fetched ahead: in order, so many and no more, and none left under way when the reader leaves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from telephony_clients import Options, RetryPolicy, ServerError
from telephony_clients.core.values import Lane
from tests.core.desk import (
    Desk,
    TokenDesk,
    answer_by,
    caught,
    connections,
    fine,
    numbered,
    query,
    records,
    settle,
    until,
    wire,
    wrong,
)
from tests.scripted_server import ScriptedServer, Seen


class Held:
    """A list whose answers are held back until they are let go; counts how many are asked for at once."""

    def __init__(self, server: ScriptedServer, total: int) -> None:
        self.asked: list[int] = []
        self.most = self._now = 0
        self.free = asyncio.Event()
        self.broken: set[int] = set()
        self._list = numbered(total)
        answer_by(server, self._respond)

    async def _respond(self, seen: Seen) -> bytes:
        page = int(query(seen)["page"])
        self.asked.append(page)
        self._now += 1
        self.most = max(self.most, self._now)
        try:
            if page > 1:
                await self.free.wait()
                await asyncio.sleep(0.001 * (page % 3))
        finally:
            self._now -= 1
        return wire(wrong("oops"), 500) if page in self.broken else self._list(seen)

    async def until_asked(self, pages: int) -> None:
        await until(lambda: len(self.asked) >= pages)
        await settle()


@pytest.fixture
async def held(server: ScriptedServer) -> AsyncIterator[Held]:
    held = Held(server, 30)
    yield held
    held.free.set()


@pytest.mark.parametrize("ahead", [1, 2, 5, 20])
async def test_records_come_in_order_and_no_more_pages_than_that_are_under_way(
    held: Held, desk: Desk, ahead: int
) -> None:
    reader = asyncio.create_task(desk.lines.list().prefetch(ahead).to_list())
    await held.until_asked(1 + min(ahead, 9))
    held.free.set()

    assert [int(line.id) for line in await reader] == list(range(1, 31))
    assert held.most == min(ahead, 9)
    assert sorted(held.asked) == list(range(1, 11))


async def test_without_it_one_page_is_under_way(held: Held, desk: Desk) -> None:
    held.free.set()

    await desk.lines.list().to_list()

    assert held.most == 1


@pytest.mark.parametrize("ahead", [1, 3])
async def test_a_slow_reader_is_never_more_than_that_behind(held: Held, desk: Desk, ahead: int) -> None:
    held.free.set()
    read = 0
    async with aclosing(desk.lines.list().prefetch(ahead).pages()) as pages:
        async for _ in pages:
            read += 1
            await settle(100)
            assert max(held.asked) <= read + ahead

    assert read == 10


async def test_leaving_early_cancels_what_is_under_way(server: ScriptedServer, held: Held, desk: Desk) -> None:
    before = asyncio.all_tasks()
    async with aclosing(desk.lines.list().prefetch(4).pages()) as pages:
        async for _ in pages:
            await held.until_asked(5)
            break

    await settle()
    assert {task for task in asyncio.all_tasks() - before if "_serve" not in repr(task)} == set()
    assert (connections(desk), desk.gate.snapshot().in_flight) == (0, 0)
    assert held.asked[0] == 1
    assert sorted(held.asked) == [1, 2, 3, 4, 5]


async def test_cancelling_the_reader_cancels_what_is_under_way(held: Held, desk: Desk) -> None:
    before = asyncio.all_tasks()
    reader = asyncio.create_task(desk.lines.list().prefetch(4).to_list())
    await held.until_asked(5)
    reader.cancel()
    await asyncio.wait([reader])
    await settle()

    assert reader.cancelled()
    assert {task for task in asyncio.all_tasks() - before if "_serve" not in repr(task)} == set()
    assert (connections(desk), desk.gate.snapshot().in_flight) == (0, 0)


async def test_a_page_that_fails_ends_the_walk_at_its_place(held: Held, desk: Desk) -> None:
    held.free.set()
    held.broken = {4, 6}
    given: list[int] = []

    async def take() -> None:
        async for line in desk.with_options(retry=RetryPolicy.off()).lines.list().prefetch(5):
            given.append(int(line.id))  # noqa: PERF401 - what was given before the error

    error = await caught(take())

    assert isinstance(error, ServerError)
    assert given == list(range(1, 10))
    assert error.cursor is not None
    held.broken = set()
    rest = desk.lines.list(cursor=error.cursor).prefetch(5)
    assert [int(line.id) async for line in rest] == list(range(10, 31))


async def test_a_failed_page_ahead_is_not_told_before_its_turn(held: Held, desk: Desk) -> None:
    held.free.set()
    held.broken = {3}
    pages = desk.with_options(retry=RetryPolicy.off()).lines.list().prefetch(5).pages()
    assert [line.id for line in await anext(pages)] == ["1", "2", "3"]
    await held.until_asked(6)
    await asyncio.sleep(0.01)

    assert [line.id for line in await anext(pages)] == ["4", "5", "6"]
    await pages.aclose()


async def test_leaving_over_failed_pages_ahead_is_silent(held: Held, desk: Desk) -> None:
    held.free.set()
    held.broken = {2, 3, 4}
    pages = desk.with_options(retry=RetryPolicy.off()).lines.list().prefetch(3).pages()
    await anext(pages)
    await held.until_asked(4)
    await asyncio.sleep(0.01)

    await pages.aclose()


async def test_where_nothing_is_certain_nothing_is_fetched_ahead(server: ScriptedServer, options: Options) -> None:
    def respond(seen: Seen) -> bytes:
        after = int(query(seen).get("after", "0"))
        return wire(fine(records(after + 1, after + 1), next=str(after + 1) if after < 5 else None))

    answer_by(server, respond)
    async with TokenDesk(server.url, options) as desk:
        async for line in desk.lines.list().prefetch(4):
            assert len(server.requests) == int(line.id)


async def test_pages_wait_in_the_bulk_lane_and_a_single_call_goes_before_them(
    server: ScriptedServer, held: Held
) -> None:
    async with Desk(server.url, Options(concurrency=1)) as desk:
        reader = asyncio.create_task(desk.lines.list().prefetch(4).to_list())
        await held.until_asked(2)
        single = asyncio.create_task(desk.lines.list().first())
        await settle()
        assert desk.gate.snapshot().waiting == {Lane.INTERACTIVE: 1, Lane.BULK: 3}
        held.free.set()

        assert await single is not None
        assert len(await reader) == 30
    assert held.asked[:3] == [1, 2, 1]
