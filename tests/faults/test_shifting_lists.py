"""Lists whose records shift while a whole client pulls them: each that stays arrives once, or the pull says so."""

from collections import Counter
from contextlib import suppress
from random import Random

import pytest

from telephony_clients import Options, PaginationError
from tests.core.client.changing_list import ChangingList, Edit
from tests.core.desk import Desk
from tests.scripted_server import ScriptedServer

pytestmark = pytest.mark.fault("list that shifts")

TOTAL, SIZE = 120, 5
SHIFTS: dict[str, list[Edit]] = {
    "one comes in above": [("add", 0.0)],
    "one goes above": [("delete", 0.0)],
    "one comes in above and one goes above": [("add", 0.0), ("delete", 0.1)],
    "some come in above": [("add", 0.0)] * 3,
    "some go above": [("delete", 0.0)] * 3,
    "one goes below": [("delete", 1.0)],
    "one comes in below": [("add", 1.0)],
}


async def pull(desk: Desk, rows: ChangingList, ahead: int) -> Counter[str]:
    given = Counter[str]()
    async for line in desk.lines.list(page_size=SIZE).prefetch(ahead):
        given[line.id] += 1
    return given


@pytest.mark.parametrize("ahead", [0, 4])
@pytest.mark.parametrize("shift", SHIFTS)
async def test_what_stays_arrives_once_though_every_third_request_finds_another_list(
    server: ScriptedServer, desk: Desk, shift: str, ahead: int
) -> None:
    rows = ChangingList(server, TOTAL, dict.fromkeys(range(3, 400, 3), SHIFTS[shift]))

    given = await pull(desk, rows, ahead)

    assert set(given.values()) == {1}
    assert rows.stayed <= set(given)
    assert len(rows.asked) < 5 * TOTAL / SIZE


@pytest.mark.parametrize("clamps", [False, True])
@pytest.mark.parametrize("seed", range(12))
async def test_whatever_shifts_nothing_is_lost_or_doubled_in_silence(
    server: ScriptedServer,
    options: Options,
    seed: int,
    clamps: bool,  # noqa: FBT001
) -> None:
    random = Random(seed)
    kinds: list[Edit] = [("add", 0.0), ("delete", 0.0), ("delete", 0.5), ("delete", 1.0)]
    edits = {request: random.choices(kinds, k=random.randrange(4)) for request in range(2, 300)}
    async with Desk(server.url, options) as desk:
        rows = ChangingList(server, 40, edits, clamps=clamps)
        given = Counter[str]()
        whole = False
        with suppress(PaginationError):
            async for line in desk.lines.list(page_size=random.randrange(1, 8)).prefetch(seed % 4):
                given[line.id] += 1
            whole = True

    assert set(given.values()) <= {1}
    assert not whole or rows.stayed <= set(given)
    assert len(rows.asked) < 300


async def test_a_pull_that_is_resumed_in_the_middle_goes_on_where_it_was(server: ScriptedServer, desk: Desk) -> None:
    rows = ChangingList(server, TOTAL, {key: [("delete", 0.0)] for key in range(4, 400, 3)})
    pager = desk.lines.list(page_size=SIZE)
    first = [line.id for line in await pager.to_list(limit=2 * SIZE + 2)]

    rest = [line.id for line in await desk.lines.list(page_size=SIZE, cursor=pager.cursor).to_list()]

    assert len(first + rest) == len({*first, *rest})
    assert rows.stayed <= {*first, *rest}
