"""Lists that a vendor gives wrongly: the walk ends with an error that says how; no circles, no records lost."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from telephony_clients import Options, Pager, PaginationError
from telephony_clients.core.client import walk as room
from tests.core.desk import Desk, TokenDesk, answer_by, caught, fine, numbered, query, records, wire
from tests.example_vendor import Line
from tests.scripted_server import ScriptedServer, Seen


def tokens(steps: dict[str, tuple[Sequence[Any], str | None]]) -> Callable[[Seen], bytes]:
    def respond(seen: Seen) -> bytes:
        held, token = steps[query(seen).get("after", "")]
        return wire(fine(held, next=token))

    return respond


ONE, TWO = records(1, 2), records(3, 4)

CIRCLES: dict[str, dict[str, tuple[Sequence[Any], str | None]]] = {
    "the first page for ever": {"": (ONE, "a"), "a": (ONE, "a")},
    "the second page for ever": {"": (ONE, "a"), "a": (TWO, "a")},
    "two pages in turn": {"": (ONE, "a"), "a": (TWO, "b"), "b": (ONE, "a")},
    "nothing for ever": {"": ([], "a"), "a": ([], "a")},
    "nothing in turn": {"": (ONE, "a"), "a": ([], "b"), "b": ([], "a")},
}


@pytest.mark.parametrize("circle", CIRCLES)
@pytest.mark.parametrize("way", ["records", "pages"])
async def test_pages_that_go_in_a_circle(server: ScriptedServer, options: Options, circle: str, way: str) -> None:
    answer_by(server, tokens(CIRCLES[circle]))
    async with asyncio.timeout(5), TokenDesk(server.url, options) as desk:
        error = await caught(read(desk.lines.list(), way))

    assert isinstance(error, PaginationError)
    assert "again" in str(error)
    assert (error.vendor, error.method, error.url) == ("switchboard", "GET", f"{server.url}/lines")
    assert error.cursor is not None
    assert len(server.requests) <= 4


async def read(pager: Pager[Line], way: str) -> list[str]:
    if way == "records":
        return [line.id async for line in pager]
    return [line.id async for page in pager.pages() for line in page]


async def test_records_of_a_repeated_page_are_not_given_twice(server: ScriptedServer, options: Options) -> None:
    answer_by(server, tokens(CIRCLES["the second page for ever"]))
    given: list[str] = []
    async with TokenDesk(server.url, options) as desk:

        async def take() -> None:
            async for line in desk.lines.list():
                given.append(line.id)  # noqa: PERF401 - what was given before the error

        await caught(take())

    assert given == ["1", "2", "3", "4"]


@pytest.mark.parametrize("ahead", [0, 2])
async def test_a_page_parameter_that_the_vendor_ignores(server: ScriptedServer, desk: Desk, ahead: int) -> None:
    pages = {"current_page": 1, "last_page": 9, "total": 27, "per_page": 3}
    server.answer(fine(records(1, 3), pages=pages), always=True)

    error = await caught(desk.lines.list().prefetch(ahead).to_list())

    assert isinstance(error, PaginationError)
    assert "asked for page 2 and got page 1" in str(error)
    assert error.cursor is not None
    assert error.cursor["position"] == 2


async def test_a_page_parameter_that_the_vendor_ignores_in_answers_without_page_numbers(
    server: ScriptedServer, desk: Desk
) -> None:
    server.answer(fine(records(1, 3)), always=True)

    error = await caught(desk.lines.list().to_list())

    assert "page 2 has the records of page 1 again" in str(error)
    assert len(server.requests) == 2


@pytest.mark.parametrize("ahead", [0, 3])
async def test_a_list_that_shrinks_while_it_is_read_ends(server: ScriptedServer, desk: Desk, ahead: int) -> None:
    def respond(seen: Seen) -> bytes:
        if len(server.requests) <= 2 or query(seen)["page"] in {"1", "2"}:
            return numbered(10 if len(server.requests) <= 2 else 6)(seen)
        pages = {"current_page": 2, "last_page": 2, "total": 6, "per_page": 3}
        return wire(fine(records(4, 6), pages=pages))

    answer_by(server, respond)
    pager = desk.lines.list().prefetch(ahead)

    assert [line.id async for line in pager] == ["1", "2", "3", "4", "5", "6"]
    assert pager.cursor["position"] is None


async def test_a_list_that_grows_while_it_is_read_is_read_to_its_new_end(server: ScriptedServer, desk: Desk) -> None:
    def respond(seen: Seen) -> bytes:
        return numbered(4 + len(server.requests))(seen)

    answer_by(server, respond)

    assert len(await desk.lines.list().to_list()) > 5


async def test_a_bounded_number_of_pages_is_remembered(
    server: ScriptedServer, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_MAX_FINGERPRINTS", 2)
    answer_by(server, numbered(30))

    assert len(await desk.lines.list().to_list()) == 30
