"""A vendor that is down for a minute: little is sent in vain, and all goes on as soon as it is back."""

import asyncio

import pytest

from telephony_clients import ServerError, TelephonyError
from tests.core.desk import Desk, caught, fine, numbered, wire, wrong
from tests.core.loop_time import desk_in_loop_time, in_loop_time, loop
from tests.scripted_server import ScriptedServer, Seen

pytestmark = pytest.mark.fault("outage")

MINUTE = 60.0
A_SECOND = 10
"""Calls that are begun in each second."""
ALWAYS_ALLOWED = 10
"""Retries a second that a client's budget always holds, see `RetryPolicy.budget_floor`."""


class Outage:
    """A server that is down for a minute.

    Attributes:
        end: when it is over.
        came: when each request came.
    """

    def __init__(self, server: ScriptedServer, fault: int | str, **headers: str) -> None:
        self.end = loop().time() + MINUTE
        self.came: list[float] = []
        self._fault, self._headers = fault, headers
        server.do(self._act, always=True)
        self._server = server

    async def _act(self, writer: asyncio.StreamWriter) -> bool:
        self.came.append(loop().time())
        if loop().time() >= self.end:
            writer.write(self._answer(self._server.requests[-1]))
        elif isinstance(self._fault, int):
            writer.write(wire(wrong("down"), self._fault, **self._headers))
        else:
            return False
        await writer.drain()
        return True

    def _answer(self, seen: Seen) -> bytes:
        return numbered(9)(seen) if "page=" in seen.target else wire(fine({"id": "7"}))


async def ask_steadily(desk: Desk, outage: Outage, seconds: float) -> list[tuple[float, float, type | None]]:
    """Begin calls every second; return when each began and ended, and with which error."""
    results: list[tuple[float, float, type | None]] = []

    async def ask(number: int) -> None:
        began = loop().time()
        failure: type | None = None
        try:
            await desk.lines.get(str(number))
        except TelephonyError as error:
            failure = type(error)
        results.append((began, loop().time(), failure))

    tasks: list[asyncio.Task[None]] = []
    for second in range(int(seconds)):
        tasks += [asyncio.create_task(ask(second * A_SECOND + number)) for number in range(A_SECOND)]
        await asyncio.sleep(1)
    await asyncio.gather(*tasks)
    return results


@pytest.mark.parametrize(
    ("fault", "allowed"), [(502, 0), (503, 0), (500, ALWAYS_ALLOWED), ("hangs up", ALWAYS_ALLOWED)]
)
@in_loop_time
async def test_an_outage_multiplies_the_load_by_little_and_is_over_when_it_is_over(
    fault: int | str, allowed: int
) -> None:
    async with desk_in_loop_time() as (server, desk):
        outage = Outage(server, fault)
        ten_seconds_in = loop().time() + 10
        results = await ask_steadily(desk, outage, MINUTE + 5)

    sent = sum(ten_seconds_in <= instant < outage.end for instant in outage.came)
    calls = sum(ten_seconds_in <= began < outage.end for began, _, _ in results)
    assert sent <= 1.2 * calls + allowed * (MINUTE - 10)
    assert min(ended for _, ended, failure in results if failure is None and ended >= outage.end) < outage.end + 2
    assert {failure for began, _, failure in results if began > outage.end + 2} == {None}


@pytest.mark.parametrize("lists", [1, 20])
@in_loop_time
async def test_lists_wait_the_outage_out_with_one_request_at_a_time(lists: int) -> None:
    async with desk_in_loop_time() as (server, desk):
        outage = Outage(server, 503)
        pulls = [asyncio.create_task(desk.lines.list(kind=f"{one}").prefetch(2).to_list()) for one in range(lists)]
        await asyncio.sleep(30)
        state = desk.gate.snapshot()
        found = await asyncio.gather(*pulls)
        took = loop().time() - outage.end

    assert (state.state in {"closed", "probing"}, state.in_flight <= 1) == (True, True)
    assert [len(lines) for lines in found] == [9] * lists
    assert took < 2
    assert len([instant for instant in outage.came if outage.end - 45 < instant < outage.end]) <= 45


@in_loop_time
async def test_a_vendor_that_says_how_long_it_is_down_is_left_alone_so_long() -> None:
    async with desk_in_loop_time() as (server, desk):
        outage = Outage(server, 503, Retry_After="20")
        lists = [desk.lines.list(kind=str(one)).to_list() for one in range(20)]
        await asyncio.gather(*lists)
    began = outage.end - MINUTE

    assert [one for one in outage.came if began + 1 < one < began + 20] == []
    assert len([one for one in outage.came if one < outage.end]) <= 20 + 3 + 20


@in_loop_time
async def test_a_write_is_not_sent_again_in_an_outage() -> None:
    async with desk_in_loop_time() as (server, desk):
        outage = Outage(server, 503)
        errors = await asyncio.gather(*(caught(desk.request("POST", f"/lines/{n}", json={})) for n in range(20)))

    assert {type(error) for error in errors} == {ServerError}
    assert len(outage.came) <= 20
