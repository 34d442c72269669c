"""What a block of `client.responses` holds: what the calls in it brought back, whichever method or task made them."""

import asyncio
import gc
import logging
import weakref
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any

import pytest

from telephony_clients import Options, Response
from tests.core.desk import Desk, answer_by, caught, fine, numbered, query, wire, wrong
from tests.scripted_server import ScriptedServer, Seen


def named(seen: Seen) -> bytes:
    """Answer a call for a line with the line, and name the request after it."""
    number = seen.target.rpartition("/")[2]
    return wire(fine({"id": number}), X_Request_Id=f"r-{number}")


def ids(seen: list[Response[Any]]) -> list[str | None]:
    return [one.request_id for one in seen]


async def test_a_single_call_tells_status_headers_and_request_id(server: ScriptedServer, desk: Desk) -> None:
    server.hang_up().answer(fine({"id": "7"}), status=203, headers={"X-Request-Id": "r-1", "X-RateLimit-Limit": "60"})

    with desk.responses() as seen:
        line = await desk.lines.get("7")

    (response,) = seen
    assert (response.data, response.status, response.request_id, response.attempts) == (line, 203, "r-1", 2)
    assert response.rate_limit is not None
    assert response.headers["x-ratelimit-limit"] == "60"
    assert response.body.startswith(b'{"state"')


async def test_a_block_collects_also_where_nobody_else_is_told(
    server: ScriptedServer, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    server.answer(fine({"id": "7"}), always=True)

    with desk.responses() as seen:
        line = await desk.lines.get("7")
    await desk.lines.get("7")

    assert [one.data for one in seen] == [line]


async def test_every_method_counts_and_what_fails_does_not(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine({"id": "1"})).answer(wrong("no"), status=404).answer(fine([])).answer(fine())

    with desk.responses() as seen:
        line = await desk.lines.get("1")
        await caught(desk.lines.get("2"))
        await desk.check()
        await desk.with_options(deadline=5).request("GET", "/lines")

    assert [one.data for one in seen] == [line, [], {}]


async def test_tasks_that_are_started_in_the_block_count(server: ScriptedServer, desk: Desk) -> None:
    answer_by(server, named)

    with desk.responses() as seen:
        await asyncio.gather(*(desk.lines.get(str(number)) for number in range(5)))
        async with asyncio.TaskGroup() as group:
            group.create_task(desk.lines.get("5"))

    assert sorted(ids(seen), key=str) == [f"r-{number}" for number in range(6)]


async def test_tasks_have_blocks_of_their_own(server: ScriptedServer, desk: Desk) -> None:
    answer_by(server, named)

    async def get(number: str) -> list[str | None]:
        with desk.responses() as own:
            await desk.lines.get(number)
            await asyncio.sleep(0)
            await desk.lines.get(number)
        return ids(own)

    with desk.responses() as seen:
        told = await asyncio.gather(*map(get, "123"))

    assert told == [["r-1"] * 2, ["r-2"] * 2, ["r-3"] * 2]
    assert len(seen) == 6


async def test_what_began_before_the_block_or_beside_it_does_not_count(server: ScriptedServer, desk: Desk) -> None:
    answer_by(server, named)
    before = asyncio.create_task(desk.lines.get("1"))

    with desk.responses() as seen:
        await before
        await desk.lines.get("2")
    await desk.lines.get("3")

    assert ids(seen) == ["r-2"]


async def test_nested_blocks_each_see_what_happens_in_them(server: ScriptedServer, desk: Desk) -> None:
    answer_by(server, named)

    with desk.responses() as outer:
        await desk.lines.get("1")
        with desk.responses() as inner:
            await desk.lines.get("2")
        await desk.lines.get("3")

    assert (ids(outer), ids(inner)) == (["r-1", "r-2", "r-3"], ["r-2"])


async def test_another_client_is_another_matter(server: ScriptedServer, desk: Desk, options: Options) -> None:
    answer_by(server, named)
    async with Desk(server.url, options) as other:
        with desk.responses() as mine, other.responses() as others:
            await other.lines.get("1")
            await desk.lines.get("2")

    assert (ids(mine), ids(others)) == (["r-2"], ["r-1"])


@pytest.mark.parametrize("ahead", [0, 4])
async def test_each_page_counts_once(server: ScriptedServer, desk: Desk, ahead: int) -> None:
    answer_by(server, numbered(11))

    with desk.responses() as seen:
        lines = await desk.lines.list().prefetch(ahead).to_list()

    assert sorted(line.id for one in seen for line in one.data) == sorted(line.id for line in lines)
    assert len(seen) == 4


async def test_a_pager_counts_where_it_is_read(server: ScriptedServer, desk: Desk) -> None:
    answer_by(server, numbered(3))
    with desk.responses() as made:
        pager = desk.lines.list()

    with desk.responses() as read:
        await pager

    assert (len(made), len(read)) == (0, 1)


async def test_a_task_that_goes_on_adds_nothing_and_keeps_nothing(server: ScriptedServer, desk: Desk) -> None:
    go_on = asyncio.Event()

    async def late(seen: Seen) -> bytes:
        if seen.target.endswith("/2"):
            await go_on.wait()
        return named(seen)

    answer_by(server, late)

    with desk.responses() as seen:
        await desk.lines.get("1")
        task = asyncio.create_task(desk.lines.get("2"))
        await asyncio.sleep(0.01)
    kept = weakref.ref(seen[0])
    assert ids(seen) == ["r-1"]
    del seen
    gc.collect()
    assert kept() is None
    go_on.set()
    assert (await task).id == "2"


async def test_what_is_prefetched_after_the_block_adds_nothing(server: ScriptedServer, desk: Desk) -> None:
    answer_by(server, numbered(30))
    pages = desk.lines.list().prefetch(2).pages()

    with desk.responses() as seen:
        await anext(pages)
    in_the_block = len(seen)
    assert [len(page) async for page in pages] == [3] * 9

    assert in_the_block == len(seen) < 10


async def test_an_error_leaves_the_block_as_well(server: ScriptedServer, desk: Desk) -> None:
    answer_by(server, named)
    with suppress(LookupError), desk.responses() as seen:
        await desk.lines.get("1")
        raise LookupError
    await desk.lines.get("2")

    assert ids(seen) == ["r-1"]


async def test_a_block_in_a_generator_ends_wherever_that_is_closed(server: ScriptedServer, desk: Desk) -> None:
    answer_by(server, named)

    async def reading() -> AsyncGenerator[list[Response[Any]], None]:
        with desk.responses() as seen:
            await desk.lines.get("1")
            yield seen

    generator = reading()
    seen = await asyncio.create_task(generator.__anext__())
    await generator.aclose()
    await desk.lines.get("2")

    assert ids(seen) == ["r-1"]


async def test_the_list_may_be_emptied_on_the_way(server: ScriptedServer, desk: Desk) -> None:
    answer_by(server, numbered(9))

    with desk.responses() as seen:
        async for page in desk.lines.list().pages():
            assert [line for one in seen for line in one.data] == list(page)
            seen.clear()

    assert query(server.requests[-1])["page"] == "3"
