import math

import pytest

from telephony_clients import (
    EmptyResponse,
    RateLimited,
    RetryPolicy,
    Talkover,
    UnexpectedContent,
)
from telephony_clients.core.vendor.adapter import Failure
from telephony_clients.talkover import Health
from telephony_clients.talkover.adapter import TalkoverAdapter
from tests.scripted_server import ScriptedServer
from tests.talkover.answers import HTML, SHAPES
from tests.wings import Refusal, Success


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
class TestEveryShape:
    def test_is_understood(self, shape: Success | Refusal) -> None:
        shape.check(TalkoverAdapter())

    async def test_is_understood_off_a_socket(
        self, shape: Success | Refusal, scripted: Talkover, server: ScriptedServer
    ) -> None:
        await shape.check_on_socket(scripted, server)


@pytest.mark.parametrize("wait", [math.nan, math.inf, -math.inf])
def test_a_wait_that_is_not_finite_is_none(wait: float) -> None:
    shape = Refusal(name="", status=429, payload={"details": {"retry_after": wait}}, error=RateLimited)

    failure = shape.read(TalkoverAdapter())

    assert isinstance(failure, Failure)
    assert failure.retry_after is None


@pytest.mark.parametrize(
    ("stated", "wait"),
    [(7200, None), (90_000, 90.0), (1772625645, 45.0), (1772625645000, 45.0), (1772625599, None), (10**9, None)],
)
async def test_the_unit_of_a_wait_in_the_details_is_seen_by_its_size(
    scripted: Talkover, server: ScriptedServer, stated: float, wait: float | None
) -> None:
    date = {"Date": "Wed, 04 Mar 2026 12:00:00 GMT"}
    server.answer({"message": "Slow down.", "details": {"retry_after": stated}}, status=429, headers=date)

    with pytest.raises(RateLimited) as caught:
        await scripted.with_options(retry=RetryPolicy.off()).request("GET", "/calls")

    told = caught.value.retry_after or 0.0
    assert told == wait if wait else 0 < told < 1  # untold, it is the gate's own pause


async def test_a_page_inside_a_success_is_no_data(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(body=HTML, headers={"Content-Type": "text/html"})

    with pytest.raises(UnexpectedContent) as caught:
        await scripted.request("POST", "/agents/a/publish")

    assert (caught.value.status, caught.value.body) == (200, HTML)


@pytest.mark.parametrize("body", [b"", b"{}", b'{"success": true}', b'{"success": true, "data": null}'])
async def test_a_success_without_the_data_that_was_asked_for_is_an_error(
    scripted: Talkover, server: ScriptedServer, body: bytes
) -> None:
    server.answer(body=body)

    with pytest.raises(EmptyResponse):
        await scripted.request("POST", "/health", into=Health)
