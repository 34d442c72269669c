"""Pages that are not as they were asked for: the list ends where the vendor says, and no record is lost."""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from telephony_clients import Options
from tests.core.desk import Desk, TokenDesk, answer_by, fine, query, records, wire
from tests.scripted_server import ScriptedServer, Seen

pytestmark = pytest.mark.fault("odd pages")

TOTAL = 10
Place = Callable[[int, int], dict[str, Any]]
"""Returns what an answer says of its place, from the page's number and that of the last."""
PLACES: dict[str, Place] = {
    "all": lambda page, last: {"current_page": page, "last_page": last, "total": TOTAL, "per_page": 3},
    "the last page": lambda _, last: {"last_page": last},
    "the last page as text": lambda page, last: {"currentPage": f"{page}", "totalPages": f"{last}"},
    "the last page and an odd total": lambda page, last: {"current_page": page, "last_page": last, "total": 3},
    "a total that goes and comes": lambda page, last: {"last_page": last, **({"total": TOTAL} if page % 2 else {})},
    "a size that changes": lambda page, last: {"last_page": last, "total": TOTAL, "per_page": 3 + page % 2},
}
LENGTHS: dict[str, Sequence[int]] = {
    "full": [3, 3, 3, 1],
    "shorter than asked": [2, 2, 2, 2, 2],
    "longer than asked": [5, 5],
    "of all lengths": [1, 4, 2, 3],
    "one record each": [1] * TOTAL,
    "all on one": [TOTAL],
}


@pytest.mark.parametrize("ahead", [0, 3])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("lengths", LENGTHS)
async def test_the_vendors_own_words_decide_where_a_list_ends_and_not_the_length_of_a_page(
    server: ScriptedServer, desk: Desk, lengths: str, place: str, ahead: int
) -> None:
    ends = [0, *itertools.accumulate(LENGTHS[lengths])]

    def respond(seen: Seen) -> bytes:
        page = int(query(seen)["page"])
        return wire(fine(records(ends[page - 1] + 1, ends[page]), pages=PLACES[place](page, len(ends) - 1)))

    answer_by(server, respond)

    lines = await desk.lines.list().prefetch(ahead).to_list()

    assert [line.id for line in lines] == [str(number) for number in range(1, TOTAL + 1)]
    assert len(server.requests) == len(LENGTHS[lengths])


@pytest.mark.parametrize("lengths", LENGTHS)
async def test_a_total_alone_ends_a_list_however_long_its_pages_are(
    server: ScriptedServer, desk: Desk, lengths: str
) -> None:
    ends = [0, *itertools.accumulate(LENGTHS[lengths])]

    def respond(seen: Seen) -> bytes:
        page = int(query(seen)["page"])
        return wire(fine(records(ends[page - 1] + 1, ends[page]) if page < len(ends) else [], pages={"total": TOTAL}))

    answer_by(server, respond)

    lines = await desk.lines.list().to_list()

    assert [line.id for line in lines] == [str(number) for number in range(1, TOTAL + 1)]
    assert len(server.requests) <= len(LENGTHS[lengths]) + 1


@pytest.mark.parametrize("empty", [{1}, {2}, {2, 3}, {1, 2, 4}])
async def test_an_empty_page_in_the_middle_ends_no_list_of_tokens(
    server: ScriptedServer, options: Options, empty: set[int]
) -> None:
    def respond(seen: Seen) -> bytes:
        page = int(query(seen).get("after", "1"))
        held = [] if page in empty else records(page * 2, page * 2 + 1)
        return wire(fine(held, next=f"{page + 1}" if page < 5 else None))

    answer_by(server, respond)
    async with TokenDesk(server.url, options) as desk:
        lines = await desk.lines.list().to_list()

    assert [line.id for line in lines] == [
        f"{n}" for page in range(1, 6) if page not in empty for n in (2 * page, 2 * page + 1)
    ]


ODD: dict[str, dict[str, Any] | None] = {
    "nothing": None,
    "an empty block": {},
    "null everywhere": {"current_page": None, "last_page": None, "total": None, "per_page": None},
    "words": {"current_page": "first", "last_page": "many", "total": "all"},
    "numbers below nothing": {"current_page": -1, "last_page": -1, "total": -1, "per_page": -1},
    "fractions": {"current_page": 1.5, "last_page": 0.5, "total": 1e300, "per_page": 3.5},
    "lists": {"current_page": [], "last_page": [1], "total": {}, "per_page": [3]},
    "true": {"current_page": True, "last_page": True, "total": True},
    "a total of a thousand digits": {"total": "9" * 1000},
    "a size of nothing": {"per_page": 0, "total": 10},
}


@pytest.mark.parametrize("ahead", [0, 3])
@pytest.mark.parametrize("kind", ODD)
async def test_what_says_nothing_of_the_place_of_a_page_is_passed_over(
    server: ScriptedServer, desk: Desk, kind: str, ahead: int
) -> None:
    def respond(seen: Seen) -> bytes:
        page = int(query(seen)["page"])
        held = records(3 * page - 2, min(3 * page, TOTAL)) if page <= 4 else []
        more = {} if ODD[kind] is None else {"pages": ODD[kind]}
        return wire(fine(held, **more))

    answer_by(server, respond)

    lines = await desk.lines.list().prefetch(ahead).to_list()

    assert [line.id for line in lines] == [str(number) for number in range(1, TOTAL + 1)]
    assert len(server.requests) == 4


@pytest.mark.parametrize("changes", [[10, 8, 8, 8], [10, 12, 12, 12], [10, 0, 10, 10], [4, 10, 10, 10]])
@pytest.mark.parametrize("ahead", [0, 3])
async def test_a_total_that_changes_while_nothing_else_does_loses_no_record(
    server: ScriptedServer, desk: Desk, changes: Sequence[int], ahead: int
) -> None:
    def respond(seen: Seen) -> bytes:
        page = int(query(seen)["page"])
        total = changes[min(len(server.requests), len(changes)) - 1]
        held = records(3 * page - 2, min(3 * page, TOTAL)) if page <= 4 else []
        return wire(fine(held, pages={"current_page": page, "last_page": 4, "total": total}))

    answer_by(server, respond)

    lines = await desk.lines.list().prefetch(ahead).to_list()

    assert sorted(int(line.id) for line in lines) == list(range(1, TOTAL + 1))
