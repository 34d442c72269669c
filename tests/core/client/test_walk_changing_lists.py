"""Lists that change while they are read: each record that stays arrives once, or the pull says that it may not."""

import asyncio
from collections import Counter
from contextlib import nullcontext, suppress

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony_clients import Options, PaginationError
from telephony_clients.core.events import Event, ListChanged
from tests.core.client.changing_list import ChangingList, Edit
from tests.core.desk import Desk, answer_by, caught, fine, query, records, wire
from tests.scripted_server import ScriptedServer, Seen

PLACES = st.sampled_from([0.0, 0.25, 0.5, 1.0])
EDITS = st.lists(st.one_of(st.just(("add", 0.0)), st.tuples(st.just("delete"), PLACES)), max_size=4)


async def pull(total: int, size: int, ahead: int, edits: list[list[Edit]], *, clamps: bool) -> ChangingList:
    """Read a list, and check that what stayed in it arrived, and nothing twice."""
    given: list[str] = []
    async with ScriptedServer() as server, Desk(server.url) as desk:
        rows = ChangingList(server, total, dict(enumerate(edits, 2)), clamps=clamps)
        async for line in desk.lines.list(page_size=size).prefetch(ahead):
            given.append(line.id)  # noqa: PERF401 - what was given before an error
    assert {one: times for one, times in Counter(given).items() if times > 1} == {}
    assert rows.stayed - set(given) == set()
    return rows


@settings(max_examples=150, derandomize=True)
@given(
    total=st.integers(0, 20),
    size=st.integers(1, 5),
    ahead=st.integers(0, 4),
    edits=st.lists(EDITS, max_size=12),
    clamps=st.booleans(),
)
def test_each_record_that_stays_arrives_once_or_the_pull_says_that_it_may_not(
    *, total: int, size: int, ahead: int, edits: list[list[Edit]], clamps: bool
) -> None:
    one_or_two = sum(map(len, edits)) <= 2  # which are always made whole
    with nullcontext() if one_or_two else suppress(PaginationError):
        asyncio.run(pull(total, size, ahead, edits, clamps=clamps))


@pytest.mark.parametrize("ahead", [0, 3])
@pytest.mark.parametrize("size", [1, 2, 3, 7])
@pytest.mark.parametrize(
    "edit", [("add", 0.0), ("delete", 0.0), ("delete", 0.5), ("delete", 1.0), ("add", 0.5), ("add", 1.0)]
)
async def test_one_change_is_made_whole_whenever_it_comes(size: int, ahead: int, edit: Edit) -> None:
    for request in range(8):
        rows = await pull(7, size, ahead, [*([[]] * request), [edit]], clamps=False)
        assert len(rows.asked) <= -(-8 // size) + ahead + 3


KNOWN = [
    (10, 2, 3, [[], [("add", 0.0)], [("delete", 0.5), ("delete", 0.0)], [("add", 0.0), ("delete", 0.5)]]),
    (10, 2, 3, [[], [("delete", 0.0)], [("add", 0.0), ("add", 0.0)], [("delete", 0.5), ("delete", 0.0)]]),
    (4, 2, 0, [[("add", 0.0)] * 3]),
    (4, 2, 3, [[("add", 0.0)] * 3]),
    (20, 2, 0, [[], [("add", 0.0)] * 9]),
    (20, 2, 4, [[], [], [("delete", 0.0)] * 9]),
    (6, 1, 2, [[("delete", 0.0)], [("add", 0.0)]]),
    (12, 3, 0, [[("delete", 0.0)] * 3, [("delete", 0.0)] * 3]),
]


@pytest.mark.parametrize("clamps", [False, True])
@pytest.mark.parametrize(("total", "size", "ahead", "edits"), KNOWN)
async def test_several_changes_at_once_are_made_whole(
    *, total: int, size: int, ahead: int, edits: list[list[Edit]], clamps: bool
) -> None:
    await pull(total, size, ahead, edits, clamps=clamps)


@pytest.fixture
def seen() -> list[Event]:
    return []


@pytest.fixture
def watched(desk: Desk, seen: list[Event]) -> Desk:
    return desk.with_options(on_event=seen.append)


def changes(seen: list[Event]) -> list[tuple[int, int | None, int, int | None]]:
    told = [event for event in seen if isinstance(event, ListChanged)]
    return [(one.number, one.total, one.repeats, one.instead) for one in told]


async def test_a_record_that_slid_to_the_page_before_is_fetched_there(
    server: ScriptedServer, watched: Desk, seen: list[Event]
) -> None:
    rows = ChangingList(server, 20, {2: [("delete", 0.1)]})

    read = [line.id for line in await watched.lines.list(page_size=10).to_list()]

    assert read == [str(number) for number in range(1, 21)]
    assert rows.asked == [1, 2, 1, 2]
    assert changes(seen) == [(2, 19, 0, 1), (1, 19, 9, None)]


async def test_records_that_slid_to_the_next_page_are_given_once(
    server: ScriptedServer, watched: Desk, seen: list[Event]
) -> None:
    rows = ChangingList(server, 20, {2: [("add", 0.0), ("add", 0.0)]})

    read = [line.id for line in await watched.lines.list(page_size=10).to_list()]

    assert read == [str(number) for number in range(1, 21)]
    assert rows.asked == [1, 2, 3]
    assert changes(seen) == [
        (2, 22, 2, None),
    ]


@pytest.mark.parametrize("ahead", [0, 4])
async def test_a_list_that_does_not_change_costs_no_request_and_tells_nothing(
    server: ScriptedServer, watched: Desk, seen: list[Event], ahead: int
) -> None:
    rows = ChangingList(server, 20)

    assert len(await watched.lines.list(page_size=3).prefetch(ahead).to_list()) == 20

    assert sorted(rows.asked) == [1, 2, 3, 4, 5, 6, 7]
    assert changes(seen) == []


@pytest.mark.parametrize("ahead", [0, 3])
async def test_a_reader_may_delete_what_it_reads(server: ScriptedServer, desk: Desk, ahead: int) -> None:
    rows = ChangingList(server, 30)
    given = []
    async for page in desk.lines.list(page_size=4).prefetch(ahead).pages():
        given += [line.id for line in page]
        for line in page:
            rows.delete(line.id)

    assert given == [str(number) for number in range(1, 31)]
    assert rows.rows == []


async def test_a_list_that_grows_at_its_end_is_looked_through_once(server: ScriptedServer, desk: Desk) -> None:
    rows = ChangingList(server, 12, {request: [("add", 1.0)] for request in range(2, 8)})

    read = [line.id for line in await desk.lines.list(page_size=4).to_list()]

    assert read == rows.rows
    assert rows.asked == [1, 2, 1, 2, 3, 4, 5]


async def test_a_resumed_reading_joins_its_pages_too(server: ScriptedServer, desk: Desk) -> None:
    ChangingList(server, 20, {4: [("delete", 0.0)]})
    pager = desk.lines.list(page_size=4)
    first = await pager.to_list(limit=6)

    rest = await desk.lines.list(page_size=4, cursor=pager.cursor).to_list()

    assert [line.id for line in first + rest] == [str(number) for number in range(1, 21)]


async def test_the_cursor_within_a_page_with_repeats_leads_to_the_next_record(
    server: ScriptedServer, desk: Desk
) -> None:
    ChangingList(server, 20, {2: [("add", 0.0), ("add", 0.0)]})
    pager = desk.lines.list(page_size=5)
    first = await pager.to_list(limit=7)

    rest = await desk.lines.list(page_size=5, cursor=pager.cursor).to_list()

    assert [line.id for line in first + rest] == [str(number) for number in range(1, 21)]


async def test_what_cannot_be_made_whole_says_where_to_go_on(server: ScriptedServer, desk: Desk) -> None:
    rows = ChangingList(server, 20, {4: [("delete", gone) for gone in "5678"]})
    pager = desk.lines.list(page_size=4)
    await pager.to_list(limit=5)

    error = await caught(desk.lines.list(page_size=4, cursor=pager.cursor).to_list())

    assert isinstance(error, PaginationError)
    assert "changed while it was read" in str(error)
    assert error.cursor is not None
    assert error.cursor["position"] == 3
    assert len(rows.asked) < 15


@pytest.mark.parametrize("edit", [("add", 0.0), ("delete", 0.0)])
async def test_without_a_total_repeats_are_dropped(
    server: ScriptedServer, watched: Desk, seen: list[Event], edit: Edit
) -> None:
    rows = ChangingList(server, 9, {2: [edit]}, tells_total=False)

    read = [line.id for line in await watched.lines.list(page_size=3).to_list()]

    lost = {"4"} if edit[0] == "delete" else set()  # which nothing shows
    assert sorted(read) == sorted(set("123456789") - lost)
    assert [repeats for _, _, repeats, _ in changes(seen)] == ([] if lost else [1])
    assert len(rows.asked) == (3 if lost else 4)


async def plain_pull(server: ScriptedServer, desk: Desk, edit: Edit) -> list[object]:
    ChangingList(server, 6, {2: [edit]}, id_name="name")
    return [row["name"] async for row in desk.lines.list_plain()]


async def test_without_ids_a_total_that_falls_is_an_error(server: ScriptedServer, desk: Desk) -> None:
    error = await caught(plain_pull(server, desk, ("delete", 0.0)))

    assert isinstance(error, PaginationError)
    assert "no ids" in str(error)
    assert error.cursor is not None
    assert error.cursor["position"] == 2


async def test_without_ids_a_total_that_rises_may_bring_records_twice(server: ScriptedServer, desk: Desk) -> None:
    assert await plain_pull(server, desk, ("add", 0.0)) == ["1", "2", "3", "3", "4", "5", "6"]


async def test_ids_that_many_records_share_are_none(server: ScriptedServer, desk: Desk) -> None:
    rows = [{"id": "a"}, {"id": "a"}, {"id": "b"}]
    answer_by(server, lambda seen: wire(fine(rows, pages={"total": 9, "last_page": 3, "per_page": 3})))

    error = await caught(desk.lines.list().to_list())

    assert "page 2 has the records of page 1 again" in str(error)


@pytest.mark.parametrize("ahead", [0, 2])
async def test_the_first_empty_page_is_the_last(server: ScriptedServer, desk: Desk, ahead: int) -> None:
    def respond(seen: Seen) -> bytes:
        number = int(query(seen)["page"])
        pages = {"current_page": number, "last_page": 99, "total": 10, "per_page": 10}
        return wire(fine(records(1, 10) if number == 1 else [], pages=pages))

    answer_by(server, respond)

    assert len(await desk.lines.list(page_size=10).prefetch(ahead).to_list()) == 10
    assert len(server.requests) <= 2 + 2 * ahead


async def test_a_vendor_that_sends_one_page_for_ever_is_found_out(server: ScriptedServer, desk: Desk) -> None:
    def respond(seen: Seen) -> bytes:
        pages = {"current_page": int(query(seen)["page"]), "last_page": 99, "total": 297, "per_page": 3}
        return wire(fine(records(1, 3), pages=pages))

    answer_by(server, respond)

    error = await caught(desk.lines.list().to_list())

    assert isinstance(error, PaginationError)
    assert "again" in str(error)
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("edits", "requests"), [([("add", 0.0)] * 3, 13), ([("delete", 1.0)], 22)], ids=["grows above", "shrinks below"]
)
async def test_a_list_that_changes_faster_than_it_is_read_is_given_up(
    server: ScriptedServer, desk: Desk, edits: list[Edit], requests: int
) -> None:
    rows = ChangingList(server, 60, dict.fromkeys(range(2, 100), edits))

    error = await caught(desk.lines.list(page_size=3).to_list())

    assert isinstance(error, PaginationError)
    assert "faster than it can be read" in str(error)
    assert len(rows.asked) == requests


async def test_few_of_the_records_given_are_remembered(
    server: ScriptedServer, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("telephony_clients.core.client.seams._REMEMBERED", 6)
    rows = ChangingList(server, 60, {12: [("add", 0.0)] * 20, 16: [("delete", 0.0)]})
    async with Desk(server.url, attrs.evolve(options)) as desk:
        read = [line.id for line in await desk.lines.list().to_list()]

    assert read == [str(number) for number in range(1, 61)]
    assert len(rows.asked) < 20 + 9
