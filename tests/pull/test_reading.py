"""Lists are read until nothing is missing, or it is said that they cannot be."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from operator import attrgetter
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony_clients import ConfigurationError
from telephony_clients.core.client.dataset import Window
from telephony_clients.pull import PullIncomplete, client_of, dataset_of
from telephony_clients.pull.reading import Reader, WindowTooLargeError, whole
from tests.core.client.changing_list import ChangingList, Edit
from tests.core.desk import Desk, answer_by, fine, query, wire
from tests.scripted_server import ScriptedServer, Seen

IDS = attrgetter("id")


async def read(desk: Desk, **how: Any) -> list[str]:
    return [line.id async for some, _ in whole(lambda: desk.lines.list(page_size=5), IDS, **how) for line in some]


async def test_a_list_that_is_still_is_read_once(server: ScriptedServer) -> None:
    async with Desk(server.url) as desk:
        rows = ChangingList(server, 12)

        assert await read(desk) == rows.rows
        assert rows.asked == [1, 2, 3]


async def test_a_list_that_changed_is_read_again_and_each_row_comes_once(server: ScriptedServer) -> None:
    async with Desk(server.url) as desk:
        rows = ChangingList(server, 12, {2: [("add", 0.0)]})

        got = await read(desk)

    assert Counter(got).most_common(1)[0][1] == 1
    assert set(got) == set(rows.rows)


PLACES = st.sampled_from([0.0, 0.3, 0.7, 1.0])
ADDED = st.lists(st.tuples(st.just("add"), PLACES), max_size=2)
DELETED = st.lists(st.tuples(st.just("delete"), PLACES), max_size=2)


@settings(max_examples=150)
@given(total=st.integers(0, 24), ahead=st.integers(0, 4), edits=st.lists(ADDED | DELETED, max_size=10))
def test_a_row_that_is_there_throughout_comes_once_or_the_reading_fails(
    total: int, ahead: int, edits: list[list[Edit]]
) -> None:
    async def pull() -> None:
        async with ScriptedServer() as server, Desk(server.url) as desk:
            rows = ChangingList(server, total, dict(enumerate(edits, 2)))
            with suppress(PullIncomplete):
                got = await read(desk, ahead=ahead)
                assert rows.stayed - set(got) == set()
                assert len(got) == len(set(got))

    asyncio.run(pull())


@pytest.mark.parametrize(("twice", "lost"), [(False, {"6"}), (True, set())])
async def test_what_no_answer_shows_is_found_by_reading_twice(
    *, server: ScriptedServer, twice: bool, lost: set[str]
) -> None:
    async with Desk(server.url) as desk:
        rows = ChangingList(server, 9, {2: [("add", 0.7), ("delete", 0.0)]})

        assert rows.stayed - set(await read(desk, twice=twice)) == lost


async def test_a_list_of_one_page_is_not_read_twice(server: ScriptedServer) -> None:
    async with Desk(server.url) as desk:
        rows = ChangingList(server, 5)

        assert len(await read(desk, twice=True)) == 5
        assert rows.asked == [1]


def lists_of(server: ScriptedServer, readings: Sequence[Sequence[str]], total: int) -> list[int]:
    """Answer one page, another in each reading, which says that there are so many rows."""
    asked: list[int] = []

    def respond(seen: Seen) -> bytes:
        asked.append(int(query(seen)["page"]))
        rows = readings[min(len(asked), len(readings)) - 1]
        return wire(fine([{"id": row} for row in rows], pages={"current_page": 1, "last_page": 1, "total": total}))

    answer_by(server, respond)
    return asked


async def test_rows_that_did_not_come_are_looked_for_again(server: ScriptedServer) -> None:
    async with Desk(server.url) as desk:
        asked = lists_of(server, [["a", "b"], ["b", "c"]], total=3)

        assert await read(desk) == ["a", "b", "c"]
        assert len(asked) == 2


async def test_rows_that_never_come_are_an_error(server: ScriptedServer) -> None:
    async with Desk(server.url) as desk:
        asked = lists_of(server, [["a", "b"]], total=3)

        with pytest.raises(PullIncomplete, match="1 of 3 rows did not come"):
            await read(desk)
        assert len(asked) == 3


async def test_a_total_that_is_too_small_is_no_harm(server: ScriptedServer) -> None:
    async with Desk(server.url) as desk:
        lists_of(server, [["a", "b"]], total=1)

        assert await read(desk) == ["a", "b"]


async def test_records_that_do_not_fit_come_once_and_count(server: ScriptedServer) -> None:
    async with Desk(server.url) as desk:
        ChangingList(server, 12, {2: [("add", 0.0)]}, odd="7")
        aside = [bad.record async for _, some in whole(lambda: desk.lines.list(page_size=5), IDS) for bad in some]

    assert aside == [{"id": 7}]


async def test_a_list_with_too_many_rows_is_refused_before_any_is_given(server: ScriptedServer) -> None:
    async with Desk(server.url) as desk:
        rows = ChangingList(server, 12)

        with pytest.raises(WindowTooLargeError):
            await read(desk, most_rows=11)
        assert rows.asked == [1]
        assert len(await read(desk, most_rows=12)) == 12


async def test_reading_stops_where_enough_is_read(server: ScriptedServer) -> None:
    async with Desk(server.url) as desk:
        rows = ChangingList(server, 12)

        assert len(await read(desk, enough=lambda page: "7" in [one.id for one in page])) == 10
        assert rows.asked == [1, 2]


async def test_rows_that_nothing_tells_apart_cannot_be_read_again(server: ScriptedServer) -> None:
    got: list[str] = []

    async def read_nameless() -> None:
        async for some, _ in whole(lambda: desk.lines.list(page_size=5), lambda _: None):
            got.extend(line.id for line in some)

    async with Desk(server.url) as desk:
        lists_of(server, [["a", "b"], ["a", "b", "c"]], total=3)
        with pytest.raises(PullIncomplete, match="1 of 3 rows"):
            await read_nameless()

    assert got == ["a", "b"]


@pytest.mark.parametrize("resource", ["talkover.calls", "talkroute.call_history", "talkable.rewards"])
def test_a_filter_that_a_list_does_not_take_is_refused_before_anything_is_sent(resource: str) -> None:
    maker: Any = client_of(resource)
    client = maker(**dict.fromkeys(maker.adapter_class.variables, "https://none.invalid"))
    reader = Reader(dataset_of(resource), client, Window(), over=["a"] if "rewards" in resource else [])

    reader.check()
    with pytest.raises(ConfigurationError, match="no_such"):
        attrs.evolve(reader, filters={"no_such": "x"}).check()
