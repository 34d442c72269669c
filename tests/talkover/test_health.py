import pytest

from telephony_clients import AuthenticationError, ServerError, Talkover
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkover import Health
from tests.conftest import CANARY


async def test_health_is_told_to_anybody(sandbox: Sandbox) -> None:
    async with Talkover(f"talq_{CANARY}", base_url=sandbox.talkover.base_url) as stranger:
        assert await stranger.health.get() == Health(status="ok")

        with pytest.raises(AuthenticationError):
            await stranger.check()
    assert [one.target for one in sandbox.talkover.requests] == ["/api/v1/health", "/api/v1/voice-templates"]


async def test_a_key_is_proved_by_a_call_that_needs_one(sandbox: Sandbox, talkover: Talkover) -> None:
    response = await talkover.check()

    assert response.status == 200
    assert response.rate_limit is not None
    assert response.rate_limit.limit == 1000
    assert sandbox.talkover.requests[0].headers["Authorization"] == f"Bearer {sandbox.talkover.api_key}"


async def test_a_service_that_is_down_says_so(sandbox: Sandbox, talkover: Talkover) -> None:
    sandbox.talkover.faults.status(503, times=None)

    with pytest.raises(ServerError) as caught:
        await talkover.health.get()

    assert caught.value.status == 503


def test_the_address_is_what_the_vendor_prints() -> None:
    assert Talkover(CANARY).base_url == "https://app.talkover.ai/api/v1"
