"""Statuses that are no success, and those after which a call may be made again."""

import attrs
import pytest

from telephony_clients import BadRequest, Options, ProtocolError, RetryPolicy, ServerError, TelephonyError
from telephony_clients.core.errors import ApiError, Outcome
from tests.core.desk import Desk, caught, connections, fine, wire, wrong
from tests.scripted_server import ScriptedServer

Repeat = tuple[str, bool, int]
REPEATS: list[Repeat] = [("GET", False, 2), ("PUT", True, 2), ("PUT", False, 1), ("POST", False, 1)]
"""A method, whether the caller calls it idempotent, and how often it is sent."""


def answer(status: str) -> bytes:
    return wire(fine("data")).replace(b"200 Status", status.encode(), 1)


def refusal(status: str) -> bytes:
    return wire(wrong("later")).replace(b"200 Status", status.encode(), 1)


@pytest.mark.parametrize("status", ["000 Zero", "001 One", "099 Ninety-nine", "199 Odd"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_status_below_200_is_no_success(
    server: ScriptedServer, options: Options, method: str, status: str
) -> None:
    server.raw(answer(status), close=True)
    async with Desk(server.url, attrs.evolve(options, retry=RetryPolicy.off())) as desk:
        error = await caught(desk.request(method, "/lines"))
        assert connections(desk) == 0

    if not status.startswith("1"):
        assert isinstance(error, ProtocolError)
        assert f"the status {status[:3]}" in str(error)
    assert error.outcome is Outcome.UNKNOWN


async def test_an_upgrade_that_nobody_asked_for_is_no_success(server: ScriptedServer, options: Options) -> None:
    server.raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nmore", close=True)
    async with Desk(server.url, attrs.evolve(options, retry=RetryPolicy.off())) as desk:
        error = await caught(desk.request("POST", "/lines"))

    assert isinstance(error, ProtocolError)


@pytest.mark.parametrize(
    "interim", [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"]
)
@pytest.mark.parametrize("times", [1, 20])
async def test_interim_answers_are_passed_over(server: ScriptedServer, desk: Desk, interim: bytes, times: int) -> None:
    server.raw(interim * times + answer("200 OK")).raw(answer("200 OK"))

    for _ in range(2):
        assert (await desk.request("POST", "/lines", json={})).data == "data"
    assert server.connections == 1


@pytest.mark.parametrize("status", [600, 799, 999])
async def test_a_status_above_599_is_the_servers_fault(server: ScriptedServer, desk: Desk, status: int) -> None:
    server.raw(refusal(f"{status} Odd")).raw(answer("200 OK"))

    assert (await desk.request("GET", "/lines")).data == "data"
    assert len(server.requests) == 2


@pytest.mark.parametrize("status", ["300 Multiple Choices", "306 Unused", "399 Odd"])
async def test_other_statuses_between_success_and_error_are_refusals(
    server: ScriptedServer, desk: Desk, status: str
) -> None:
    server.raw(refusal(status), close=True)

    error = await caught(desk.request("GET", "/lines"))

    assert isinstance(error, BadRequest)
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [408, 425])
@pytest.mark.parametrize("repeat", REPEATS)
async def test_a_request_that_came_too_slowly_or_too_early_is_sent_again_where_that_does_no_harm(
    server: ScriptedServer, desk: Desk, status: int, repeat: Repeat
) -> None:
    method, idempotent, attempts = repeat
    server.raw(refusal(f"{status} Later"), close=True).answer(fine("data"))

    call = desk.request(method, "/lines", idempotent=idempotent)
    if attempts == 2:
        assert (await call).data == "data"
    else:
        error = await caught(call)
        assert isinstance(error, ApiError)
        assert (error.status, error.outcome) == (status, Outcome.UNKNOWN)
    assert len(server.requests) == attempts


@pytest.mark.parametrize(
    ("status", "kind"), [(400, BadRequest), (409, ApiError), (418, BadRequest), (451, BadRequest), (501, ServerError)]
)
async def test_a_refusal_of_a_write_is_not_sent_again(
    server: ScriptedServer, desk: Desk, status: int, kind: type[TelephonyError]
) -> None:
    server.raw(refusal(f"{status} No")).answer(fine("data"))

    assert isinstance(await caught(desk.request("POST", "/lines", json={})), kind)
    assert len(server.requests) == 1
