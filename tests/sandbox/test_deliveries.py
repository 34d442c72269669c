"""Deliveries go to addresses on this machine, until they are taken, and each attempt is noted."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from telephony_clients.sandbox.deliveries import Delivery, Message, Outbox
from tests.scripted_server import ScriptedServer


@pytest.fixture
async def outbox() -> AsyncIterator[Outbox]:
    made = Outbox()
    yield made
    await made.close()


async def test_a_message_is_sent_as_it_is_and_its_outcome_can_be_awaited(
    outbox: Outbox, server: ScriptedServer
) -> None:
    server.answer({"received": True})

    delivery = await outbox.send(Message("kind", server.url, {"X-Mine": "1"}, b"body", method="PUT"))

    (seen,) = server.requests
    assert (seen.method, seen.body, seen.headers["x-mine"]) == ("PUT", b"body", "1")
    assert (delivery.type, delivery.attempt, delivery.status, delivery.accepted) == ("kind", 1, 200, True)
    assert delivery.answer == b'{"received": true}'
    assert outbox.deliveries == (delivery,)


async def test_it_is_tried_again_until_it_is_taken_and_each_attempt_is_noted(
    outbox: Outbox, server: ScriptedServer
) -> None:
    server.answer({}, status=500).hang_up().answer({}).answer({})
    noted: list[Delivery] = []

    outbox.send(Message("kind", server.url, {}, b"", attempts=5, interval=0.001, first=3, note=noted.append))

    assert await outbox.settled() == tuple(noted)
    assert [(one.attempt, one.status) for one in noted] == [(3, 500), (4, None), (5, 200)]


async def test_it_is_given_up_after_so_many_attempts(outbox: Outbox) -> None:
    last = await outbox.send(Message("kind", "http://127.0.0.1:9/", {}, b"", attempts=2, interval=0.001))

    assert (last.attempt, last.accepted, len(outbox.deliveries)) == (2, False, 2)


@pytest.mark.parametrize("url", ["http://192.0.2.1/", "https://example.com/hook", "http://localhost.example.com/", "x"])
async def test_an_address_elsewhere_is_told_nothing(outbox: Outbox, url: str) -> None:
    delivery = await outbox.send(Message("kind", url, {}, b""))

    assert (delivery.status, delivery.answer) == (None, b"The address is not on this machine")


async def test_closing_gives_up_what_is_under_way(outbox: Outbox, server: ScriptedServer) -> None:
    server.silence()
    sent = outbox.send(Message("kind", server.url, {}, b""))
    await server.arrived.wait()

    await outbox.close()

    with pytest.raises(asyncio.CancelledError):
        await sent
