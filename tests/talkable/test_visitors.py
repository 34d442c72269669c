"""Visitors, their offers and their rewards."""

from typing import Any
from uuid import UUID

import pytest

from telephony_clients import ConfigurationError, NotFound, Talkable
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkable import Reward, RewardStatus, Visitor
from tests.scripted_server import ScriptedServer
from tests.talkable.examples import REWARDS, TAKEN

TEXT = "123e4567-e89b-12d3-a456-426614174000"


@pytest.mark.parametrize("uuid", [TEXT, UUID(TEXT)])
async def test_a_visitor_is_named_by_the_caller(scripted: Talkable, server: ScriptedServer, uuid: str | UUID) -> None:
    server.answer({"ok": True, "result": {"uuid": TEXT}})

    assert await scripted.visitors.create(uuid=uuid, extra={"new": 1}) == Visitor(uuid=TEXT)

    (seen,) = server.requests
    assert (seen.method, seen.target) == ("POST", "/visitors")
    assert seen.json == {"site_slug": "my-store", "data": {"uuid": TEXT, "new": 1}}


async def test_a_visitor_without_a_name_gets_one_and_keeps_it_in_a_repeat(sandbox: Sandbox, talkable: Talkable) -> None:
    sandbox.talkable.faults.reset(acted=True)

    first = await talkable.visitors.create()
    other = await talkable.visitors.create()

    lost, again, _ = sandbox.talkable.requests
    assert lost.body == again.body
    assert UUID(first.uuid).version == UUID(other.uuid).version == 4
    assert first != other


@pytest.mark.parametrize("uuid", ["", 7, b"x", True])
async def test_what_is_no_uuid_is_not_sent(scripted: Talkable, server: ScriptedServer, uuid: Any) -> None:
    with pytest.raises(ConfigurationError, match="uuid must be"):
        await scripted.visitors.create(uuid=uuid)
    with pytest.raises(ConfigurationError, match="visitor_uuid must be"):
        scripted.rewards.list(visitor_uuid=uuid)

    assert server.requests == []


@pytest.mark.parametrize(
    ("given", "query"),
    [
        ({"visitor_uuid": UUID(TEXT)}, f"visitor_uuid={TEXT}"),
        ({"visitor_uuid": TEXT, "status": RewardStatus.UNPAID}, f"visitor_uuid={TEXT}&status=Unpaid"),
        ({"visitor_uuid": TEXT, "status": "All", "params": {"new": 1}}, f"visitor_uuid={TEXT}&status=All&new=1"),
    ],
)
async def test_rewards_of_a_visitor(
    scripted: Talkable, server: ScriptedServer, given: dict[str, Any], query: str
) -> None:
    server.answer(REWARDS)

    rewards = await scripted.rewards.list(**given).to_list()

    assert [type(one) for one in rewards] == [Reward, Reward]
    assert server.requests[0].target == f"/rewards?site_slug=my-store&{query}"
    assert scripted.drift() == ()


async def test_a_visitor_who_bought_has_the_buyers_rewards(talkable: Talkable) -> None:
    visitor = await talkable.visitors.create()
    assert await talkable.rewards.list(visitor_uuid=visitor.uuid).to_list() == []

    await talkable.origins.create_purchase(
        email="customer2@example.com", order_number="V1", subtotal=1, uuid=visitor.uuid
    )

    own = await talkable.people.list_rewards("customer2@example.com").to_list()
    assert own
    assert await talkable.rewards.list(visitor_uuid=visitor.uuid, status="All").to_list() == own
    paid = await talkable.rewards.list(visitor_uuid=visitor.uuid).to_list()
    assert paid == [reward for reward in own if reward.status is RewardStatus.PAID]


async def test_a_visit_is_tracked_without_a_body_and_answered_without_a_result(
    scripted: Talkable, server: ScriptedServer
) -> None:
    server.answer(TAKEN)

    await scripted.visitor_offers.track_visit(7)

    (seen,) = server.requests
    assert (seen.method, seen.target, seen.body) == ("PUT", "/visitor_offers/7/track_visit?site_slug=my-store", b"")
    assert "content-type" not in seen.headers


async def test_a_visit_of_no_offer_is_not_found(talkable: Talkable) -> None:
    await talkable.visitor_offers.track_visit(1)

    with pytest.raises(NotFound, match="No visitor offer found") as caught:
        await talkable.visitor_offers.track_visit(10**9)

    assert caught.value.status == 400
