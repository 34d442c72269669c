"""Every operation of the client, performed against the sandbox, and how each goes on after a lost answer."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from telephony_clients import LostResponse, Options, Talkable
from telephony_clients.core.client.resource import OperationInfo
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkable import OriginType
from tests.conftest import CANARY
from tests.scripted_server import ScriptedServer

AT = datetime(2026, 7, 7, tzinfo=UTC)
DAYS: Mapping[str, Any] = {"start_date": date(2026, 6, 1), "end_date": date(2026, 6, 3)}
UUID = "123e4567-e89b-12d3-a456-426614174000"
ADVOCATE, FRIEND = "customer1@example.com", "customer2@example.com"
PURCHASE: Mapping[str, Any] = {"email": ADVOCATE, "order_number": "R/1%", "subtotal": 10, "created_at": AT}
EVENT: Mapping[str, Any] = {
    "email": ADVOCATE,
    "event_category": "newsletter",
    "event_number": "1",
    "subtotal": 0,
    "created_at": AT,
}

Perform = Callable[[Talkable, str], Awaitable[object]]

CALLS: dict[str, Perform] = {
    "assets.list": lambda talkable, _: talkable.assets.list().to_list(),
    "assets.get": lambda talkable, _: talkable.assets.get(7),
    "assets.upload": lambda talkable, _: talkable.assets.upload(b"GIF89a", name="dot.gif"),
    "campaigns.list": lambda talkable, _: talkable.campaigns.list().to_list(),
    "coupons.get": lambda talkable, _: talkable.coupons.get("10%OFF/A+B&C#1:D"),
    "coupons.check_permission": lambda talkable, _: talkable.coupons.check_permission("COUPON_CODE_1", FRIEND),
    "loyalty.get_member": lambda talkable, _: talkable.loyalty.get_member(ADVOCATE),
    "loyalty.update_member": lambda talkable, _: talkable.loyalty.update_member(
        ADVOCATE, custom_properties={"vip": True}, member_dates=[{"identifier": "birthday", "date": date(2004, 1, 1)}]
    ),
    "loyalty.collect": lambda talkable, _: talkable.loyalty.collect(ADVOCATE, action_type="social_follow"),
    "loyalty.redeem": lambda talkable, _: talkable.loyalty.redeem(ADVOCATE, redemption_batch_id=1),
    "loyalty.adjust_points": lambda talkable, _: talkable.loyalty.adjust_points(ADVOCATE, points=-5, description="x"),
    "loyalty.list_collect_actions": lambda talkable, _: talkable.loyalty.list_collect_actions(ADVOCATE).to_list(),
    "loyalty.list_redeem_actions": lambda talkable, _: talkable.loyalty.list_redeem_actions(ADVOCATE).to_list(),
    "loyalty.list_manual_adjustment_actions": lambda talkable, _: talkable.loyalty.list_manual_adjustment_actions(
        ADVOCATE
    ).to_list(),
    "loyalty.list_redemption_batches": lambda talkable, _: talkable.loyalty.list_redemption_batches(ADVOCATE).to_list(),
    "metrics.get": lambda talkable, _: talkable.metrics.get("visits", **DAYS),
    "metrics.segmentize": lambda talkable, _: talkable.metrics.segmentize("visits", **DAYS, by_period="day").to_list(),
    "offer_claims.create": lambda talkable, _: talkable.offer_claims.create(
        advocate_email=ADVOCATE, friend_email="new@example.com"
    ),
    "offers.get": lambda talkable, offer: talkable.offers.get(offer, sharing_channels=["facebook"]),
    "offers.check_claim_link": lambda talkable, offer: talkable.offers.check_claim_link(offer, claim_url="https://x"),
    "offers.share_via_email": lambda talkable, offer: talkable.offers.share_via_email(offer, recipients=["a@b.com"]),
    "offers.share_via_social_channel": lambda talkable, offer: talkable.offers.share_via_social_channel(
        offer, channel="facebook"
    ),
    "origins.create": lambda talkable, _: talkable.origins.create(origin_type=OriginType.PURCHASE, **PURCHASE),
    "origins.create_purchase": lambda talkable, _: talkable.origins.create_purchase(**PURCHASE),
    "origins.create_event": lambda talkable, _: talkable.origins.create_event(**EVENT),
    "origins.create_affiliate_member": lambda talkable, _: talkable.origins.create_affiliate_member(email=ADVOCATE),
    "origins.update_referral_status": lambda talkable, _: talkable.origins.update_referral_status(
        "H1003", status="approved"
    ),
    "origins.refund": lambda talkable, _: talkable.origins.refund("H1002", refund_subtotal=5),
    "origins.batches.create_affiliate_members": lambda talkable, _: talkable.origins.batches.create_affiliate_members(
        [{"email": ADVOCATE}]
    ),
    "origins.batches.create_events": lambda talkable, _: talkable.origins.batches.create_events([{**EVENT}]),  # type: ignore[typeddict-item]
    "origins.batches.create_purchases": lambda talkable, _: talkable.origins.batches.create_purchases([{**PURCHASE}]),  # type: ignore[typeddict-item]
    "people.get": lambda talkable, _: talkable.people.get(ADVOCATE),
    "people.update": lambda talkable, _: talkable.people.update(ADVOCATE, first_name="Zoë"),
    "people.get_personal_data": lambda talkable, _: talkable.people.get_personal_data(ADVOCATE),
    "people.list_referrals_as_advocate": lambda talkable, _: talkable.people.list_referrals_as_advocate(
        ADVOCATE
    ).to_list(),
    "people.list_referrals_as_friend": lambda talkable, _: talkable.people.list_referrals_as_friend(FRIEND).to_list(),
    "people.list_rewards": lambda talkable, _: talkable.people.list_rewards(ADVOCATE).to_list(),
    "people.list_shares": lambda talkable, _: talkable.people.list_shares(ADVOCATE).to_list(),
    "people.unsubscribe": lambda talkable, _: talkable.people.unsubscribe(ADVOCATE),
    "people.anonymize": lambda talkable, _: talkable.people.anonymize(ADVOCATE),
    "rewards.list": lambda talkable, _: talkable.rewards.list(visitor_uuid=UUID).to_list(),
    "traffic_sources.list": lambda talkable, _: talkable.traffic_sources.list().to_list(),
    "visitor_offers.track_visit": lambda talkable, _: talkable.visitor_offers.track_visit(1),
    "visitors.create": lambda talkable, _: talkable.visitors.create(uuid=UUID),
}
"""Method -> a call of it, given an offer's code."""

OPERATIONS = Talkable(CANARY, "my-store").operations()
GONE_AFTER = {  # never repeated when nobody knows whether it was carried out
    "assets.upload",
    "loyalty.adjust_points",
    "loyalty.collect",
    "loyalty.redeem",
    "offer_claims.create",
    "offers.share_via_email",
    "offers.share_via_social_channel",
    "origins.batches.create_affiliate_members",
    "origins.batches.create_events",
    "origins.batches.create_purchases",
    "origins.create_affiliate_member",
    "origins.refund",
    "people.anonymize",
}


@pytest.fixture
async def offer(sandbox: Sandbox, options: Options) -> str:
    """The code of an advocate's offer; made by a client of its own, so that the log begins anew."""
    stand_in = sandbox.talkable
    async with Talkable(stand_in.api_key, stand_in.site_slug, base_url=stand_in.base_url, options=options) as client:
        made = await client.origins.create_affiliate_member(email=ADVOCATE)
    assert made.offer is not None
    return made.offer.short_url_code


def fits(row: OperationInfo, path: str) -> bool:
    """Whether a path that arrived is the operation's."""
    asked, template = path.strip("/").split("/"), row.path.strip("/").split("/")
    return len(asked) == len(template) and all(
        b.startswith("{") or a == b for a, b in zip(asked, template, strict=True)
    )


def test_the_vendor_has_44_operations() -> None:
    assert len(OPERATIONS) == 44
    assert {row.method for row in OPERATIONS} == set(CALLS)
    assert {row.source.value for row in OPERATIONS} == {"documented"}


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.method)
async def test_each_operation_is_understood_by_the_sandbox(
    sandbox: Sandbox, talkable: Talkable, offer: str, row: OperationInfo
) -> None:
    before = len(sandbox.talkable.requests)

    await CALLS[row.method](talkable, offer)

    asked = sandbox.talkable.requests[before:]
    assert asked
    for received in asked:
        assert received.method == row.verb
        assert fits(row, received.target.partition("?")[0].removeprefix("/api/v2"))
        assert received.status is not None
        assert received.status < 300


@pytest.fixture
async def unlucky(server: ScriptedServer, options: Options) -> AsyncIterator[Talkable]:
    """A client whose requests arrive and whose answers do not."""
    server.reset(always=True)
    async with Talkable(CANARY, "my-store", base_url=server.url, options=options) as client:
        yield client


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.method)
async def test_what_moves_points_money_or_mail_is_not_repeated_after_a_lost_answer(
    unlucky: Talkable, server: ScriptedServer, row: OperationInfo
) -> None:
    with pytest.raises(LostResponse) as caught:
        await CALLS[row.method](unlucky, "mwCn1l")

    tries = 1 if row.method in GONE_AFTER else unlucky.options.retry.attempts
    assert len(server.requests) == len(caught.value.attempts) == tries
    assert len({(seen.method, seen.target, seen.body) for seen in server.requests}) == 1, "a repeat is equal"


@pytest.mark.parametrize(
    ("perform", "tries"),
    [
        (lambda talkable: talkable.offers.share_via_email("x", recipients=["a@b.com"], validation_only=True), 4),
        (lambda talkable: talkable.offers.share_via_email("x", recipients=["a@b.com"], validation_only=False), 1),
        (lambda talkable: talkable.origins.create(origin_type="AffiliateMember", email=ADVOCATE), 1),
        (lambda talkable: talkable.origins.create(origin_type="Event", **EVENT), 4),
    ],
)
async def test_some_operations_may_be_repeated_for_some_arguments_only(
    unlucky: Talkable, server: ScriptedServer, perform: Callable[[Talkable], Awaitable[object]], tries: int
) -> None:
    with pytest.raises(LostResponse):
        await perform(unlucky)

    assert len(server.requests) == tries


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.method)
async def test_a_refusal_is_waited_out_whatever_was_asked(
    sandbox: Sandbox, talkable: Talkable, offer: str, row: OperationInfo
) -> None:
    before = len(sandbox.talkable.requests)
    sandbox.talkable.faults.status(429)

    await CALLS[row.method](talkable, offer)

    assert [received.status == 429 for received in sandbox.talkable.requests[before:]][:2] == [True, False]
