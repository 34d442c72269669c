"""Cursors: plain JSON that leads on exactly after the last record that was given, or is refused."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import aclosing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony_clients import ConfigurationError, Options, Pager, PaginationError, RetryPolicy, TelephonyError
from tests.core.desk import Desk, TokenDesk, answer_by, fine, numbered, query, records, wire
from tests.example_vendor import Line
from tests.scripted_server import ScriptedServer, Seen

TOTAL = 10


@pytest.fixture(autouse=True)
def ten(server: ScriptedServer) -> None:
    answer_by(server, numbered(TOTAL))


def through_json(cursor: Mapping[str, Any]) -> Any:
    return json.loads(json.dumps(cursor))


async def ids(pager: Pager[Line]) -> list[int]:
    return [int(line.id) async for line in pager]


@pytest.mark.parametrize("ahead", [0, 2])
@pytest.mark.parametrize("taken", range(TOTAL + 1))
async def test_a_cursor_resumes_after_the_last_record(desk: Desk, taken: int, ahead: int) -> None:
    pager = desk.lines.list().prefetch(ahead)
    async with aclosing(pager._items()) as items:
        given = [int((await anext(items)).id) for _ in range(taken)]

    rest = await ids(desk.lines.list(cursor=through_json(pager.cursor)))

    assert given + rest == list(range(1, TOTAL + 1))


@pytest.mark.parametrize("taken", range(5))
async def test_a_cursor_resumes_after_the_last_page(desk: Desk, taken: int) -> None:
    pager = desk.lines.list()
    pages = pager.pages()
    given = [int(line.id) for _ in range(taken) for line in await anext(pages)]
    await pages.aclose()

    rest = await ids(desk.lines.list(cursor=through_json(pager.cursor)))

    assert given + rest == list(range(1, TOTAL + 1))


@pytest.mark.parametrize("first", range(1, TOTAL))
async def test_a_list_may_be_left_and_taken_up_any_number_of_times(desk: Desk, first: int) -> None:
    given: list[int] = []
    cursor = None
    while len(given) < TOTAL:
        pager = desk.lines.list(cursor=cursor)
        given += [int(line.id) for line in await pager.to_list(limit=first)]
        cursor = through_json(pager.cursor)

    assert given == list(range(1, TOTAL + 1))


async def test_in_the_middle_of_a_page_it_gives_the_rest_of_the_page(desk: Desk) -> None:
    pager = desk.lines.list()
    await pager.to_list(limit=5)

    rest = desk.lines.list(cursor=pager.cursor)

    assert [[line.id for line in page] async for page in rest.pages()] == [["6"], ["7", "8", "9"], ["10"]]
    assert [line.id for line in await rest] == ["6"]
    first = await rest.first()
    assert first is not None
    assert first.id == "6"


async def test_after_the_first_page_it_is_at_the_second(desk: Desk) -> None:
    pager = desk.lines.list()
    await pager

    assert await ids(desk.lines.list(cursor=pager.cursor)) == list(range(4, 11))


async def test_after_the_first_record_it_is_at_the_second(desk: Desk) -> None:
    pager = desk.lines.list()
    await pager.first()

    assert await ids(desk.lines.list(cursor=pager.cursor)) == list(range(2, 11))
    again = desk.lines.list(cursor=pager.cursor)
    await again.first()
    assert await ids(desk.lines.list(cursor=again.cursor)) == list(range(3, 11))


async def test_before_any_reading_it_is_at_the_start(desk: Desk) -> None:
    assert await ids(desk.lines.list(cursor=desk.lines.list().cursor)) == list(range(1, 11))


async def test_at_the_end_it_gives_nothing_more_and_sends_nothing(server: ScriptedServer, desk: Desk) -> None:
    pager = desk.lines.list()
    await pager.to_list()
    sent = len(server.requests)
    done = desk.lines.list(cursor=through_json(pager.cursor))

    assert await ids(done) == []
    assert [page async for page in done.prefetch(3).pages()] == []
    with pytest.raises(ConfigurationError, match="at the end of its list"):
        await done
    assert len(server.requests) == sent


async def test_a_cursor_is_exact_with_prefetching(desk: Desk) -> None:
    pager = desk.lines.list()
    await pager.to_list(limit=4)

    assert await ids(desk.lines.list(cursor=pager.cursor).prefetch(2)) == list(range(5, 11))


async def test_a_cursor_of_tokens(server: ScriptedServer, options: Options) -> None:
    def respond(seen: Seen) -> bytes:
        after = int(query(seen).get("after", "0"))
        return wire(fine(records(after + 1, after + 2), next=str(after + 2) if after < 4 else None))

    answer_by(server, respond)
    async with TokenDesk(server.url, options) as desk:
        pager = desk.lines.list()
        await pager.to_list(limit=3)

        assert await ids(desk.lines.list(cursor=through_json(pager.cursor))) == [4, 5, 6]


@pytest.mark.parametrize(
    ("change", "other"),
    [
        ({"page_size": 5}, "query"),
        ({"kind": "a"}, "query"),
    ],
)
async def test_with_other_arguments_it_is_refused(desk: Desk, change: dict[str, Any], other: str) -> None:
    with pytest.raises(PaginationError, match=f"belongs to another {other}"):
        desk.lines.list(cursor=desk.lines.list().cursor, **change)


@pytest.mark.parametrize(("field", "value"), [("vendor", "exchange"), ("list", "GET /calls"), ("query", "0")])
async def test_of_another_list_it_is_refused(desk: Desk, field: str, value: str) -> None:
    with pytest.raises(PaginationError, match=f"belongs to another {field}"):
        desk.lines.list(cursor={**desk.lines.list().cursor, field: value})


@pytest.mark.parametrize(
    "cursor",
    [
        {},
        {"page": 2},
        {"vendor": "switchboard"},
        {"vendor": "switchboard", "list": "GET /lines", "query": "", "position": 1, "skip": "0"},
        {"vendor": "switchboard", "list": "GET /lines", "query": "", "position": 1, "skip": 0, "more": 1},
    ],
)
async def test_an_invalid_cursor_is_refused(desk: Desk, cursor: dict[str, Any]) -> None:
    with pytest.raises(PaginationError, match="not a cursor of this package"):
        desk.lines.list(cursor=cursor)


@pytest.mark.parametrize(
    "change",
    [{"position": "2"}, {"position": [2]}, {"position": 2.0}, {"position": True}, {"skip": -1}, {"skip": True}],
)
async def test_a_cursor_that_was_tampered_with_is_refused(desk: Desk, change: dict[str, Any]) -> None:
    with pytest.raises(PaginationError, match="not a cursor of this package"):
        desk.lines.list(cursor={**desk.lines.list().cursor, **change})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=8), parts, max_size=3),
    max_leaves=6,
)
FIELDS = [*Desk("http://127.0.0.1:9").lines.list().cursor]


@given(changes=st.dictionaries(st.sampled_from(FIELDS), JSON), gone=st.booleans())
def test_any_cursor_is_followed_or_refused_with_an_error_of_ours(changes: dict[str, Any], *, gone: bool) -> None:
    async def follow() -> None:
        async with Desk("http://127.0.0.1:9", Options(retry=RetryPolicy.off())) as desk:
            sound = dict(desk.lines.list().cursor)
            cursor = {name: value for name, value in sound.items() if name not in changes} if gone else sound | changes
            with pytest.raises(TelephonyError):
                await desk.lines.list(cursor=cursor).first()

    asyncio.run(follow())
