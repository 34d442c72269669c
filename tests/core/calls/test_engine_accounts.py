"""Which calls share a gate: those of one account, whatever key and address lead to it, but for limits of their own."""

import asyncio

import attrs
import pytest

from telephony_clients import Admission, ConfigurationError, Options, RateLimited
from telephony_clients.core.client.resource import Part
from telephony_clients.core.events import Event, GateChanged
from telephony_clients.core.wire.request import Operation
from telephony_clients.testing.virtual_time import VirtualTime
from tests.core.desk import KEY, Desk, NumberedLines, answer_by, caught, fine, wire, wrong
from tests.scripted_server import ScriptedServer, Seen


def source() -> str:
    return KEY


def other_source() -> str:
    return f"{KEY}-2"


async def test_a_named_account_has_one_gate_whatever_leads_to_it(server: ScriptedServer, options: Options) -> None:
    named = attrs.evolve(options, account="acme")
    clients = [
        Desk(server.url, named, api_key=source),
        Desk(server.url, named, api_key=other_source),
        Desk(server.url, named),
        Desk(server.url.replace("127.0.0.1", "localhost"), named),
        Desk(server.url, options).with_options(account="acme"),
    ]

    assert len({id(client.gate) for client in clients}) == 1
    assert Desk(server.url, options).gate is not clients[0].gate


async def test_accounts_with_one_key_have_gates_of_their_own(server: ScriptedServer, desk: Desk) -> None:
    acme, emca = desk.with_options(account="acme"), desk.with_options(account="emca")
    server.answer(wrong("slow"), status=429, headers={"Retry-After": "50"}).answer(fine(), always=True)

    error = await caught(acme.with_options(deadline=5).request("GET", "/lines"))
    assert isinstance(error, RateLimited)
    await emca.request("GET", "/lines")

    assert [view.gate.snapshot().state for view in (acme, emca, desk)] == ["closed", "open", "open"]


@pytest.mark.parametrize("account", ["", " ", "a\n", "a\0b", 3, b"a"])
def test_an_account_is_a_text(account: object) -> None:
    with pytest.raises(ConfigurationError, match="account must be a printable text"):
        Options(account=account)  # type: ignore[arg-type]


class Shared:
    def __init__(self) -> None:
        self.accounts: list[str] = []

    async def admit(self, account: str, /) -> Admission:
        self.accounts.append(account)
        return Admission()

    async def closed(self, account: str, seconds: float, /) -> None: ...

    async def opened(self, account: str, /) -> None: ...


async def test_a_shared_quota_knows_a_named_account_with_a_function_for_a_key(
    server: ScriptedServer, options: Options
) -> None:
    server.answer(fine(), always=True)
    quota = Shared()
    with pytest.raises(ConfigurationError, match=r"or by Options\.account"):
        Desk(server.url, attrs.evolve(options, shared_quota=quota), api_key=source)
    named = attrs.evolve(options, shared_quota=quota, account="acme")
    async with Desk(server.url, named, api_key=source) as desk:
        await desk.request("GET", "/lines")

    assert len(set(quota.accounts)) == 1
    assert "acme" not in quota.accounts[0]


class Calls(NumberedLines):
    _call: Operation[None] = Operation("POST", "/lines/{line_id}/call", allow_empty=True, limit="calls")
    _ring: Operation[None] = Operation("POST", "/lines/{line_id}/ring", allow_empty=True, limit="calls")

    async def call(self, line_id: str) -> None:
        await self.fetch(self._call(line_id))

    async def ring(self, line_id: str) -> None:
        await self.fetch(self._ring(line_id))


class CallingDesk(Desk):
    lines = Part(Calls)


def calls_are_throttled(seen: Seen) -> bytes:
    if seen.method == "POST":
        return wire(wrong("slow"), 429, Retry_After="9", X_RateLimit_Limit="5", X_RateLimit_Remaining="0")
    return wire(fine({"id": "1"}))


async def test_a_limit_of_its_own_does_not_slow_the_others(
    server: ScriptedServer, options: Options, time: VirtualTime
) -> None:
    answer_by(server, calls_are_throttled)
    seen: list[Event] = []
    async with CallingDesk(server.url, options) as desk:
        view = desk.with_options(deadline=5, on_event=seen.append)
        assert isinstance(await caught(view.lines.call("1")), RateLimited)
        before = time.clock()
        await asyncio.gather(*(view.lines.get("1") for _ in range(20)))

        assert time.clock() == before
        assert desk.gate.snapshot().refusals == 0
        assert desk.gate.snapshot().quota is None
        refused = await caught(view.lines.ring("1"))  # the same limit
        assert isinstance(refused, RateLimited)
        assert refused.attempts == ()

    assert [(one.state, one.limit) for one in seen if isinstance(one, GateChanged)] == [("closed", "calls")]
    assert [one.method for one in server.requests] == ["POST"] + ["GET"] * 20


async def test_a_closed_account_does_not_stop_a_limit_of_its_own(server: ScriptedServer, options: Options) -> None:
    server.answer(wrong("slow"), status=429, headers={"Retry-After": "50"}).answer(fine())
    seen: list[Event] = []
    async with CallingDesk(server.url, options) as desk:
        view = desk.with_options(deadline=5, on_event=seen.append)
        assert isinstance(await caught(view.lines.get("1")), RateLimited)
        await view.lines.call("1")

        assert desk.gate.snapshot().state == "closed"
    assert [one.limit for one in seen if isinstance(one, GateChanged)] == [None]


async def test_a_limit_is_shared_by_all_clients_of_the_account(server: ScriptedServer, options: Options) -> None:
    answer_by(server, calls_are_throttled)
    hurried = attrs.evolve(options, deadline=5)
    async with CallingDesk(server.url, hurried) as one, CallingDesk(server.url, hurried) as two:
        await caught(one.lines.call("1"))
        await caught(two.lines.ring("1"))
        elsewhere = two.with_options(account="other")
        await caught(elsewhere.lines.ring("1"))

    assert len(server.requests) == 2
