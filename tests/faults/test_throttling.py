"""A storm of 429: every call gets through once, few are refused, and nothing is sent before its time."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest

from telephony_clients import RateLimited
from telephony_clients.core.wire.upload import FilePart, Upload
from tests.core.desk import Desk, answer_by, caught, fine, numbered, query, wire, wrong
from tests.core.loop_time import desk_in_loop_time, in_loop_time, loop
from tests.scripted_server import ScriptedServer, Seen

pytestmark = pytest.mark.fault("storm of 429")

REFUSAL = wrong("slow down")


class Quota:
    """A server that lets so many requests through each second, and some at once after a rest.

    Attributes:
        done: the targets of the requests that were carried out.
        refused: how many were not.
        came: when each request came.
    """

    def __init__(self, server: ScriptedServer, *, rate: float, burst: float, pages: int = 0, **headers: str) -> None:
        self.done: list[str] = []
        self.refused = 0
        self.came: list[float] = []
        self._rate, self._burst, self._left, self._at = rate, burst, burst, loop().time()
        self._list, self._headers = numbered(pages), headers
        answer_by(server, self._respond)

    async def _respond(self, seen: Seen) -> bytes:
        now = loop().time()
        self.came.append(now)
        self._left, self._at = min(self._burst, self._left + (now - self._at) * self._rate), now
        accepted = self._left >= 1
        self._left -= accepted
        await asyncio.sleep(0.1)
        if not accepted:
            self.refused += 1
            return wire(REFUSAL, 429, **self._headers)
        self.done.append(seen.target)
        return self._list(seen) if "page" in query(seen) else wire(fine({"id": "7"}))


Call = Callable[[Desk, int], Awaitable[object]]
CALLS: dict[str, Call] = {
    "GET": lambda desk, one: desk.lines.get(f"{one}"),
    "POST": lambda desk, one: desk.request("POST", f"/lines/{one}", json={}),
    "an upload": lambda desk, one: desk.request("POST", f"/f/{one}", upload=Upload(FilePart(b"a", filename="a"))),
}


@pytest.mark.parametrize("call", CALLS)
@in_loop_time
async def test_all_calls_get_through_a_narrow_quota_each_once(call: str) -> None:
    async with desk_in_loop_time(max_wait=600, deadline=600) as (server, desk):
        quota, began = Quota(server, rate=10, burst=20), loop().time()
        await asyncio.gather(*(CALLS[call](desk, number) for number in range(120)))
        took = loop().time() - began

    assert len(quota.done) == len(set(quota.done)) == 120
    assert took < 1.25 * 10
    assert quota.refused < (100 - 20) + 30


@in_loop_time
async def test_a_pull_of_many_lists_is_whole() -> None:
    async with desk_in_loop_time() as (server, desk):
        quota = Quota(server, rate=10, burst=20, pages=18)
        lists = await asyncio.gather(*(desk.lines.list(kind=f"{one}").prefetch(2).to_list() for one in range(10)))

    assert [[line.id for line in lines] for lines in lists] == [[f"{number}" for number in range(1, 19)]] * 10
    assert set(Counter(quota.done).values()) == {1}
    assert quota.refused < 30


@pytest.mark.parametrize("seconds", [1, 7, 60])
@in_loop_time
async def test_nothing_is_sent_before_the_time_that_the_vendor_names(seconds: int) -> None:
    came: list[float] = []

    def respond(seen: Seen) -> bytes:
        came.append(loop().time())
        return numbered(3)(seen) if came[-1] >= began + seconds else wire(REFUSAL, 429, Retry_After=str(seconds))

    async with desk_in_loop_time() as (server, desk):
        began = loop().time()
        answer_by(server, respond)
        calls = [desk.request("POST", "/lines", params={"page": 1, "per_page": 3}) for _ in range(50)]
        await asyncio.gather(*calls, desk.lines.list().first())

    later = [instant for instant in came if instant > began + 0.5]
    assert min(later) >= began + seconds
    assert len(came) - len(later) <= 51
    assert len(later) <= 51 + 1


@in_loop_time
async def test_one_request_at_a_time_asks_whether_the_storm_is_over() -> None:
    probes: list[int] = []

    async def respond(seen: Seen) -> bytes:
        if began < loop().time() < end:
            probes.append(desk.gate.snapshot().in_flight)
        await asyncio.sleep(0.2)
        return wire(REFUSAL, 429) if loop().time() < end else wire(fine())

    async with desk_in_loop_time() as (server, desk), Desk(server.url, desk.options) as second:
        began, end = loop().time(), loop().time() + 30
        answer_by(server, respond)
        clients = [desk, second]
        await asyncio.gather(*(clients[one % 2].request("POST", f"/lines/{one}", json={}) for one in range(60)))

    assert 3 <= len(probes) <= 8
    assert set(probes) == {1}


@in_loop_time
async def test_a_storm_without_end_costs_few_requests_and_each_call_is_told() -> None:
    async with desk_in_loop_time(max_wait=900, deadline=900) as (server, desk):
        server.answer(REFUSAL, status=429, always=True)
        errors = await asyncio.gather(*(caught(desk.request("POST", f"/lines/{one}")) for one in range(50)))

    assert {type(error) for error in errors} == {RateLimited}
    assert len(server.requests) < 50 + 25


@in_loop_time
async def test_a_single_call_goes_before_a_pull() -> None:
    waits: list[float] = []
    async with desk_in_loop_time() as (server, desk):
        Quota(server, rate=10, burst=20, pages=600)
        pulls = [asyncio.create_task(desk.lines.list(kind=str(n)).to_list()) for n in range(9)]
        await asyncio.sleep(5)
        for _ in range(5):
            began = loop().time()
            await desk.lines.get("7")
            waits.append(loop().time() - began)
            await asyncio.sleep(1)
        for pull in pulls:
            pull.cancel()
        await asyncio.gather(*pulls, return_exceptions=True)

    assert max(waits) < 1
