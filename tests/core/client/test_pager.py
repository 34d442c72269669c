"""Lists: records, pages, the first page, the first record, a list; each fetches what it needs and no page more."""

import asyncio
from contextlib import aclosing

import pytest

from telephony_clients import ConfigurationError, ModelMismatch, NotFound, Options, RetryPolicy, ServerError
from tests.core.desk import Desk, TokenDesk, answer_by, caught, fine, numbered, query, records, wire, wrong
from tests.scripted_server import ScriptedServer, Seen


def asked(server: ScriptedServer) -> list[int]:
    return [int(query(seen)["page"]) for seen in server.requests]


@pytest.fixture
def ten(server: ScriptedServer) -> ScriptedServer:
    """A list of ten records, three on a page."""
    answer_by(server, numbered(10))
    return server


async def test_every_record_in_order(ten: ScriptedServer, desk: Desk) -> None:
    assert [int(line.id) async for line in desk.lines.list()] == list(range(1, 11))
    assert asked(ten) == [1, 2, 3, 4]


async def test_nothing_is_fetched_before_it_is_read(ten: ScriptedServer, desk: Desk) -> None:
    pager = desk.lines.list()
    aiter(pager)
    pager.pages()
    pager.prefetch(3)
    await asyncio.sleep(0)

    assert ten.connections == 0


async def test_pages_know_their_place(ten: ScriptedServer, desk: Desk) -> None:
    pages = [page async for page in desk.lines.list().pages()]

    assert [(page.number, len(page), page.total) for page in pages] == [(1, 3, 10), (2, 3, 10), (3, 3, 10), (4, 1, 10)]
    assert (pages[1][0].id, [line.id for line in pages[1][1:]]) == ("4", ["5", "6"])
    assert pages[0].response.status == 200
    assert "response" not in repr(pages[0])


async def test_awaiting_gives_the_first_page(ten: ScriptedServer, desk: Desk) -> None:
    page = await desk.lines.list(page_size=5)

    assert ([line.id for line in page], page.total, page.number) == (["1", "2", "3", "4", "5"], 10, 1)
    assert asked(ten) == [1]


async def test_the_first_record_takes_one_page(ten: ScriptedServer, desk: Desk) -> None:
    first = await desk.lines.list().first()

    assert first is not None
    assert (first.id, asked(ten)) == ("1", [1])


@pytest.mark.parametrize(
    ("limit", "pages"), [(0, []), (1, [1]), (3, [1]), (4, [1, 2]), (6, [1, 2]), (10, [1, 2, 3, 4]), (99, [1, 2, 3, 4])]
)
async def test_a_list_up_to_a_limit_fetches_no_page_more(
    ten: ScriptedServer, desk: Desk, limit: int, pages: list[int]
) -> None:
    assert len(await desk.lines.list().to_list(limit=limit)) == min(limit, 10)
    assert asked(ten) == pages


async def test_a_limit_is_not_negative(desk: Desk) -> None:
    assert isinstance(await caught(desk.lines.list().to_list(limit=-1)), ConfigurationError)
    with pytest.raises(ConfigurationError, match="0 or more pages"):
        desk.lines.list().prefetch(-1)


async def test_an_empty_list(server: ScriptedServer, desk: Desk) -> None:
    answer_by(server, numbered(0))

    assert await desk.lines.list().to_list() == []
    assert await desk.lines.list().first() is None
    assert [len(page) async for page in desk.lines.list().pages()] == [0]
    assert asked(server) == [1, 1, 1]


async def test_each_reading_begins_anew(ten: ScriptedServer, desk: Desk) -> None:
    pager = desk.lines.list()

    assert len(await pager.to_list(limit=4)) == 4
    assert len(await pager.to_list()) == 10
    assert [line.id for line in await pager] == ["1", "2", "3"]


async def test_two_readings_at_once_do_not_disturb_each_other(ten: ScriptedServer, desk: Desk) -> None:
    pager = desk.lines.list()

    one, two = await asyncio.gather(pager.to_list(), pager.to_list())

    assert one == two
    assert len(one) == 10


@pytest.mark.parametrize("size", [1, 2, 7, 10, 100])
async def test_any_size_of_page_gives_the_same_records(ten: ScriptedServer, desk: Desk, size: int) -> None:
    assert [int(line.id) for line in await desk.lines.list(page_size=size).to_list()] == list(range(1, 11))
    assert {query(seen)["per_page"] for seen in ten.requests} == {str(size)}


@pytest.mark.parametrize("size", [0, -1, 101, True, "10"])
async def test_a_size_that_the_vendor_does_not_give_is_refused(desk: Desk, size: int) -> None:
    with pytest.raises(ConfigurationError, match="page_size must be 1 to 100"):
        desk.lines.list(page_size=size)


async def test_filters_go_with_every_page(ten: ScriptedServer, desk: Desk) -> None:
    await desk.lines.list(kind="a&b").to_list()

    assert {query(seen)["kind"] for seen in ten.requests} == {"a&b"}


def without_numbers(total: int) -> object:
    def respond(seen: Seen) -> bytes:
        number, size = int(query(seen)["page"]), int(query(seen)["per_page"])
        return wire(fine(records((number - 1) * size + 1, min(number * size, total))))

    return respond


@pytest.mark.parametrize(("total", "pages"), [(7, [1, 2, 3]), (6, [1, 2, 3]), (2, [1])])
async def test_a_list_that_says_nothing_of_its_length_ends_with_a_page_that_is_not_full(
    server: ScriptedServer, desk: Desk, total: int, pages: list[int]
) -> None:
    answer_by(server, without_numbers(total))  # type: ignore[arg-type]

    read = [page async for page in desk.lines.list().pages()]

    assert sum(map(len, read)) == total
    assert [page.number for page in read] == pages
    assert {page.total for page in read} == {None}


async def test_a_list_whose_pages_have_tokens(server: ScriptedServer, options: Options) -> None:
    answers = {"": (records(1, 2), "b"), "b": ([], "c"), "c": (records(3, 3), None)}

    def respond(seen: Seen) -> bytes:
        held, token = answers[query(seen).get("after", "")]
        return wire(fine(held, next=token))

    answer_by(server, respond)
    async with TokenDesk(server.url, options) as desk:
        pages = [page async for page in desk.lines.list(page_size=2).pages()]

    assert [[line.id for line in page] for page in pages] == [["1", "2"], [], ["3"]]
    assert [page.number for page in pages] == [1, 2, 3]
    assert [seen.target for seen in server.requests] == ["/lines?count=2", "/lines?after=b", "/lines?after=c"]


async def test_a_page_that_fails_once_is_fetched_again(server: ScriptedServer, desk: Desk) -> None:
    server.hang_up().answer(wrong("oops"), status=500)
    answer_by(server, numbered(4))

    assert len(await desk.lines.list().to_list()) == 4


@pytest.mark.parametrize("way", ["records", "pages", "first page", "first record"])
async def test_a_page_that_fails_carries_its_cursor(server: ScriptedServer, desk: Desk, way: str) -> None:
    pager = desk.with_options(retry=RetryPolicy.off()).lines.list()
    if way in {"records", "pages"}:
        answer_by(server, lambda seen: numbered(10)(seen) if query(seen)["page"] != "3" else wire(wrong("oops"), 500))
        ids: list[str] = []

        async def read() -> None:
            if way == "records":
                ids.extend([line.id async for line in pager])
            else:
                ids.extend([line.id async for page in pager.pages() for line in page])

        error = await caught(read())
        position = 3
    else:
        server.answer(wrong("oops"), status=500)
        error = await caught(pager.first() if way == "first record" else _awaited(pager))
        position = 1
        answer_by(server, numbered(10))

    assert isinstance(error, ServerError)
    assert error.cursor is not None
    assert error.cursor["position"] == position
    answer_by(server, numbered(10))
    rest = [int(line.id) for line in await desk.lines.list(cursor=error.cursor).to_list()]
    assert rest == list(range(3 * position - 2, 11))


async def _awaited(pager: object) -> object:
    return await pager  # type: ignore[misc]


async def test_leaving_early_is_fine(ten: ScriptedServer, desk: Desk) -> None:
    async with aclosing(desk.lines.list().pages()) as pages:
        async for _ in pages:
            break

    assert asked(ten) == [1]


async def test_an_error_of_the_vendor_is_raised_as_it_is(server: ScriptedServer, desk: Desk) -> None:
    server.answer(wrong("no such list"), status=404)

    assert type(await caught(desk.lines.list().to_list())) is NotFound


async def test_a_list_without_a_model_gives_plain_values(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine([{"a": [1]}, None]))

    assert await desk.lines.list_plain().to_list() == [{"a": [1]}, None]


async def test_data_that_are_no_list_are_an_error(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine({"id": "1"}), always=True)

    assert isinstance(await caught(desk.lines.list().to_list()), ModelMismatch)
    assert isinstance(await caught(desk.lines.list_plain().to_list()), ModelMismatch)
