import pickle
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from telephony_clients import Options, PaymentRequired, Talkroute
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkroute import PermittedFeature


@pytest.fixture
async def explained(sandbox: Sandbox, options: Options) -> AsyncIterator[Talkroute]:
    """The client that explains, before an account on the basic plan."""
    vendor = sandbox.talkroute
    vendor.plan = "basic"
    async with Talkroute(vendor.api_key, base_url=vendor.base_url, options=options, explain=True) as client:
        yield client


async def test_the_error_tells_what_the_plan_includes(explained: Talkroute) -> None:
    with pytest.raises(PaymentRequired) as caught:
        await explained.business_hours.list()

    error = pickle.loads(pickle.dumps(caught.value))
    features = {one.name: one.allowed for one in error.details["features"] if isinstance(one, PermittedFeature)}
    assert (features["call_history"], features["business_hours"]) == (True, False)
    assert "the plan does not include this. It lacks: Call history by date, Business hours," in str(error)
    assert error.cursor == caught.value.cursor


async def test_a_view_explains_as_its_client_does(explained: Talkroute) -> None:
    with pytest.raises(PaymentRequired) as caught:
        await explained.with_options(deadline=5.0).text_conversations.reply("12025550100-12025550123", body="Hi")

    assert caught.value.details["features"]


async def test_nothing_more_is_asked_for_unless_it_is_wanted(sandbox: Sandbox, talkroute: Talkroute) -> None:
    sandbox.talkroute.plan = "basic"

    with pytest.raises(PaymentRequired, match=r"explain=True") as caught:
        await talkroute.call_history.list(after=datetime(2026, 3, 1, tzinfo=UTC))

    assert "features" not in caught.value.details
    assert len(sandbox.talkroute.requests) == 1


async def test_an_account_that_may_not_even_ask_gets_the_error_that_it_had(
    sandbox: Sandbox, explained: Talkroute
) -> None:
    sandbox.talkroute.faults.status(402, path="/v2/accounts", times=None)

    with pytest.raises(PaymentRequired) as caught:
        await explained.forwarding_schedules.list()

    assert caught.value.url is not None
    assert "/v2/forwarding-schedules" in caught.value.url
    assert caught.value.__notes__ == ["What the plan includes could not be read: PaymentRequired."]


async def test_the_features_themselves_are_explained_by_nothing(sandbox: Sandbox, explained: Talkroute) -> None:
    sandbox.talkroute.faults.status(402, path="/v2/accounts", times=None)

    with pytest.raises(PaymentRequired):
        await explained.account.list_permitted_features()

    assert len(sandbox.talkroute.requests) <= 2
