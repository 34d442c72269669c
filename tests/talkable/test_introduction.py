"""What the vendor's introduction says, rule by rule."""

from collections.abc import AsyncIterator

import attrs
import pytest

from telephony_clients import (
    ApiError,
    AuthenticationError,
    BadRequest,
    NotFound,
    Options,
    RateLimited,
    RetryPolicy,
    ServerError,
    Talkable,
    ValidationFailed,
)
from telephony_clients.testing.virtual_time import VirtualTime
from tests.conftest import CANARY
from tests.scripted_server import ScriptedServer
from tests.talkable.examples import CREATED, FOUND, TRAFFIC_SOURCES

GROWING = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 120.0, 120.0]


@pytest.fixture
async def patient(server: ScriptedServer, options: Options) -> AsyncIterator[Talkable]:
    """A client that has the time, and no jitter."""
    waits = attrs.evolve(options, deadline=1000.0, max_wait=1000.0, random=lambda: 0.0)
    async with Talkable(CANARY, "my-store", base_url=server.url, options=waits) as client:
        yield client


async def test_the_key_is_a_bearer_token_in_the_header_and_nowhere_else(
    scripted: Talkable, server: ScriptedServer
) -> None:
    server.answer(FOUND).answer(FOUND)

    await scripted.people.get("a@example.com")
    await scripted.people.update("a@example.com", first_name="A")

    for seen in server.requests:
        assert seen.headers["authorization"] == f"Bearer {CANARY}"
        assert CANARY not in seen.target
        assert CANARY.encode() not in seen.body


async def test_a_success_is_ok_and_a_result(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(TRAFFIC_SOURCES)

    response = await scripted.request("GET", "/traffic_sources")

    assert response.data == [{"identifier": "traffic_source_11"}, {"identifier": "traffic_source_12"}]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, BadRequest),
        (401, AuthenticationError),
        (404, NotFound),
        (422, ValidationFailed),
        (429, RateLimited),
        (500, ServerError),
        (502, ServerError),
        (503, ServerError),
        (504, ServerError),
    ],
)
async def test_an_error_is_a_status_and_words(
    scripted: Talkable, server: ScriptedServer, status: int, error: type[ApiError]
) -> None:
    server.answer({"ok": False, "error_message": "Something is missing"}, status=status)

    with pytest.raises(error) as caught:
        await scripted.with_options(retry=RetryPolicy.off()).people.get("a@example.com")

    assert type(caught.value) is error
    assert (caught.value.status, caught.value.message) == (status, "Something is missing")


async def test_a_429_is_waited_out_incrementally_from_seconds_up_to_minutes(
    patient: Talkable, server: ScriptedServer, time: VirtualTime
) -> None:
    for _ in GROWING:
        server.answer({"ok": False, "error_message": "Too many requests"}, status=429)
    server.answer(TRAFFIC_SOURCES)

    response = await patient.request("GET", "/traffic_sources")

    assert time.slept == GROWING
    assert response.attempts == len(server.requests) == len(GROWING) + 1


async def test_a_write_that_was_refused_is_sent_again_as_it_was(
    patient: Talkable, server: ScriptedServer, time: VirtualTime
) -> None:
    server.answer(status=429, body=b"").answer(status=429, body=b"").answer(CREATED, status=201)

    await patient.origins.create_purchase(email="a@example.com", order_number="1", subtotal=10)

    assert time.slept == [1.0, 2.0]
    assert len({seen.body for seen in server.requests}) == 1
    assert [seen.method for seen in server.requests] == ["POST"] * 3


async def test_a_success_begins_the_waits_anew(patient: Talkable, server: ScriptedServer, time: VirtualTime) -> None:
    for _ in range(2):
        server.answer(status=429, body=b"").answer(status=429, body=b"").answer(TRAFFIC_SOURCES)

    for _ in range(2):
        await patient.request("GET", "/traffic_sources")
        time.now += 10.0  # so that the next is not held back by the even spacing after the first refusal

    assert time.slept == [1.0, 2.0, 1.0, 2.0]


async def test_a_retry_after_is_obeyed_should_one_come(
    patient: Talkable, server: ScriptedServer, time: VirtualTime
) -> None:
    server.answer(status=429, body=b"", headers={"Retry-After": "7"}).answer(TRAFFIC_SOURCES)

    await patient.request("GET", "/traffic_sources")

    assert time.slept == [7.0]


async def test_whoever_has_no_time_left_is_told_when_the_account_asks_again(
    scripted: Talkable, server: ScriptedServer
) -> None:
    server.answer(status=429, body=b"", always=True)
    hurried = scripted.with_options(deadline=10.0)

    with pytest.raises(RateLimited) as caught:
        await hurried.people.get("a@example.com")

    assert [attempt.status for attempt in caught.value.attempts] == [429] * len(server.requests)
    assert 0 < caught.value.waited < 10
