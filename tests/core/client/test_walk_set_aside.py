"""One odd record must not end a pull: it is set aside, kept, counted and told, and the others arrive."""

import json
import pickle
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from typing import Any

import attrs
import pytest

from telephony_clients import ConfigurationError, ModelMismatch, Options
from telephony_clients.core.events import DriftNoted, Event, RecordSetAside
from tests.conftest import CANARY
from tests.core.client.changing_list import ChangingList
from tests.core.desk import Desk, TokenDesk, answer_by, caught, fine, query, wire
from tests.scripted_server import ScriptedServer, Seen

ODD: dict[str, Any] = {"id": None, "display_name": "odd"}


def listed(server: ScriptedServer, rows: Sequence[Any]) -> None:
    """Answer as a list of these rows does, page by page."""

    def respond(seen: Seen) -> bytes:
        number, size = int(query(seen)["page"]), int(query(seen)["per_page"])
        pages = {"current_page": number, "last_page": max(1, -(-len(rows) // size)), "total": len(rows)}
        return wire(fine(rows[(number - 1) * size : number * size], pages=pages))

    answer_by(server, respond)


def with_odd(*places: int, total: int = 12) -> list[dict[str, Any]]:
    return [ODD if number in places else {"id": str(number)} for number in range(1, total + 1)]


@pytest.mark.parametrize("odd", [ODD, {"id": True}, {"display_name": "no id"}, None, "7", 7, ["7"], {"id": {"a": 1}}])
@pytest.mark.parametrize("place", [1, 5, 12])
async def test_the_others_arrive(server: ScriptedServer, desk: Desk, odd: Any, place: int) -> None:
    rows = with_odd(place)
    rows[place - 1] = odd
    listed(server, rows)

    pages = [page async for page in desk.lines.list(page_size=5).pages()]

    assert [int(line.id) for page in pages for line in page] == [one for one in range(1, 13) if one != place]
    (bad,) = [bad for page in pages for bad in page.set_aside]
    assert (bad.record, bad.model, bad.index) == (odd, "Line", (place - 1) % 5)
    assert isinstance(bad.error, ModelMismatch)
    assert bad.error.path.startswith(f"$[{bad.index}]")
    assert [(one.kind, one.count) for one in desk.drift()] == [("bad_record", 1)]


@pytest.mark.parametrize("ahead", [0, 3])
async def test_it_is_told_once_and_in_its_place(server: ScriptedServer, desk: Desk, ahead: int) -> None:
    seen: list[Event] = []
    listed(server, with_odd(4, 5, 11))

    read = await desk.with_options(on_event=seen.append).lines.list(page_size=3).prefetch(ahead).to_list()

    assert len(read) == 9
    told = [event for event in seen if isinstance(event, RecordSetAside)]
    assert [(one.number, one.index, one.record) for one in told] == [(2, 0, ODD), (2, 1, ODD), (4, 1, ODD)]
    assert told[0].why == "Expected text, got null at $[0].id"
    assert [(one.kind, one.model, one.field, one.sample, one.count) for one in desk.drift()] == [
        ("bad_record", "Line", "id", "dict", 3)
    ]
    assert [event.kind for event in seen if isinstance(event, DriftNoted)] == ["bad_record"]


async def test_what_shows_of_it_holds_no_value(
    server: ScriptedServer, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[Event] = []
    listed(server, [{"id": "1"}, {"id": None, "display_name": "private"}])

    page = await desk.with_options(on_event=seen.append).lines.list()

    shown = repr((page, seen, desk.drift(), page.set_aside[0])) + str(page.set_aside[0].error) + caplog.text
    assert "private" not in shown


async def test_a_key_that_the_vendor_echoes_in_it_is_redacted(server: ScriptedServer, desk: Desk) -> None:
    listed(server, [{"id": "1"}, {"id": None, "display_name": f"{CANARY}-of-the-desk"}])

    page = await desk.lines.list()

    assert set(page.set_aside[0].record) == {"id", "display_name"}
    assert CANARY not in repr(page.set_aside[0].record)


async def test_pages_with_tokens_and_lists_in_one_answer_too(server: ScriptedServer, options: Options) -> None:
    answers: Mapping[str, Any] = {"": (with_odd(2, total=3), "b"), "b": ([ODD], "c"), "c": (with_odd(1, total=2), None)}

    def respond(seen: Seen) -> bytes:
        held, token = answers[query(seen).get("after", "")]
        return wire(fine(held, next=token))

    answer_by(server, respond)
    async with TokenDesk(server.url, options) as desk:
        pages = [page async for page in desk.lines.list().pages()]

    assert [[line.id for line in page] for page in pages] == [["1", "3"], [], ["2"]]
    assert [[bad.index for bad in page.set_aside] for page in pages] == [[1], [0], [0]]


@pytest.mark.parametrize("changes", [{"on_bad_record": "raise"}, {"strict": True}])
async def test_it_is_raised_where_that_is_wanted(server: ScriptedServer, desk: Desk, changes: dict[str, Any]) -> None:
    listed(server, with_odd(6))
    pager = desk.with_options(**changes).lines.list(page_size=5)

    error = await caught(pager.to_list())

    assert isinstance(error, ModelMismatch)
    assert error.path == "$[0].id"
    assert error.cursor is not None
    assert error.cursor["position"] == 2
    rest = await desk.lines.list(page_size=5, cursor=error.cursor).to_list()
    assert [int(line.id) for line in rest] == [7, 8, 9, 10, 11, 12]


async def test_a_single_record_that_does_not_fit_is_raised(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine(ODD), always=True)

    assert isinstance(await caught(desk.lines.get("7")), ModelMismatch)


@pytest.mark.parametrize("value", ["ignore", None, True])
def test_there_are_two_ways(value: Any) -> None:
    with pytest.raises(ConfigurationError, match="on_bad_record"):
        Options(on_bad_record=value)


@pytest.mark.parametrize("way", ["records", "pages", "first page", "first record"])
async def test_where_none_fits_the_model_is_wrong(server: ScriptedServer, desk: Desk, way: str) -> None:
    listed(server, with_odd(1, 2, 3, 8, total=9))
    pager = desk.lines.list(page_size=3)

    async def read() -> object:
        match way:
            case "records":
                return await pager.to_list()
            case "pages":
                return [page async for page in pager.pages()]
            case "first page":
                return await pager
            case _:
                return await pager.first()

    error = await caught(read())

    assert isinstance(error, ModelMismatch)
    assert (error.path, error.data, error.vendor) == ("$[0].id", [ODD] * 3, "switchboard")
    assert (error.status, json.loads(error.body)["payload"]) == (200, [ODD] * 3)
    assert desk.drift() == ()
    assert error.cursor is not None
    rest = await desk.lines.list(page_size=3, cursor=json.loads(json.dumps(error.cursor))).to_list()
    assert [line.id for line in rest] == ["4", "5", "6", "7", "9"]


async def test_a_page_of_odd_records_after_others_is_set_aside(server: ScriptedServer, desk: Desk) -> None:
    listed(server, with_odd(4, 5, 6, 10, total=10))

    pages = [page async for page in desk.lines.list(page_size=3).pages()]

    assert [(len(page), len(page.set_aside)) for page in pages] == [(3, 0), (0, 3), (3, 0), (0, 1)]


@pytest.mark.parametrize("taken", range(10))
async def test_a_cursor_counts_it_in(server: ScriptedServer, desk: Desk, taken: int) -> None:
    listed(server, with_odd(2, 6, 9))
    pager = desk.lines.list(page_size=4)
    async with aclosing(pager._items()) as items:
        given = [(await anext(items)).id for _ in range(min(taken, 9))]

    rest = desk.lines.list(page_size=4, cursor=pager.cursor)

    assert given + [line.id for line in await rest.to_list()] == ["1", "3", "4", "5", "7", "8", "10", "11", "12"]


async def test_the_first_record_is_the_first_that_fits(server: ScriptedServer, desk: Desk) -> None:
    listed(server, with_odd(1, 2, total=4))
    pager = desk.lines.list()

    first = await pager.first()

    assert first is not None
    assert first.id == "3"
    assert [line.id for line in await desk.lines.list(cursor=pager.cursor).to_list()] == ["4"]


async def test_its_deviations_and_those_of_a_first_reading_are_not_counted(server: ScriptedServer, desk: Desk) -> None:
    rows = [{"id": "1", "new": 1}, {"id": None, "other": 1}, {"id": "3", "new": 1}]
    listed(server, rows)

    assert len(await desk.lines.list().to_list()) == 2

    assert {(one.kind, one.field): one.count for one in desk.drift()} == {
        ("unknown_field", "new"): 2,
        ("bad_record", "id"): 1,
    }


async def test_large_answers_too(server: ScriptedServer, desk: Desk) -> None:
    rows = [{"id": str(number), "display_name": "x" * 3000} for number in range(1, 100)]
    listed(server, [*rows, ODD])

    page = await desk.lines.list(page_size=100)

    assert (len(page), len(page.set_aside)) == (99, 1)


async def test_a_repeat_of_it_is_set_aside_once(server: ScriptedServer, desk: Desk) -> None:
    rows = ChangingList(server, 9, {2: [("add", 0.0)]}, odd="3")
    seen: list[Event] = []

    read = await desk.with_options(on_event=seen.append).lines.list().to_list()

    assert [line.id for line in read] == ["1", "2", "4", "5", "6", "7", "8", "9"]
    assert [event.record["id"] for event in seen if isinstance(event, RecordSetAside)] == [3]
    assert rows.asked == [1, 2, 3, 4]


async def test_a_page_with_it_can_be_pickled(server: ScriptedServer, desk: Desk) -> None:
    listed(server, with_odd(2, total=3))
    page = await desk.lines.list()

    (bad,) = pickle.loads(pickle.dumps(page.set_aside))

    assert (bad.record, bad.index, str(bad.error)) == (ODD, 1, str(page.set_aside[0].error))
    assert attrs.asdict(bad, recurse=False)["model"] == "Line"
