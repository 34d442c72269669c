"""Every operation of Talkable's client as a call, with what the vendor prints as its answer."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any

from telephony_clients import Talkable
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkable import OriginType
from telephony_clients.testing import Contract, StandIn
from tests.conftest import CANARY
from tests.talkable.examples import (
    AFFILIATE,
    ASSETS,
    CAMPAIGNS,
    CLAIMED,
    CREATED,
    DECIDED,
    EMAIL_SHARE,
    FOUND,
    FOUND_COUPON,
    NOT_CLAIMED,
    OFFER,
    PERMISSION,
    PERSONAL_DATA,
    REFERRALS,
    REFUNDED,
    REWARDS,
    SEGMENTS,
    SHARES,
    SOCIAL_SHARE,
    TAKEN,
    TRAFFIC_SOURCES,
    VALUE,
    WITHOUT_OFFER,
)
from tests.talkable.examples import EVENT as CREATED_EVENT
from tests.talkable.loyalty_examples import ACTIONS, BATCHES, FOUND_MEMBER, MOVED

KEY = f"{CANARY}-talkable"

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

NOT_REPEATED = {
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
"""What moves points, money or mail."""

EXAMPLES: dict[str, list[Any]] = {
    "assets.list": [ASSETS],
    "campaigns.list": [CAMPAIGNS],
    "coupons.get": [FOUND_COUPON],
    "coupons.check_permission": [PERMISSION],
    "loyalty.get_member": [FOUND_MEMBER],
    "loyalty.redeem": [MOVED],
    "loyalty.list_collect_actions": [ACTIONS],
    "loyalty.list_redemption_batches": [BATCHES],
    "metrics.get": [VALUE],
    "metrics.segmentize": [SEGMENTS],
    "offer_claims.create": [CLAIMED, NOT_CLAIMED],
    "offers.share_via_email": [EMAIL_SHARE],
    "offers.share_via_social_channel": [SOCIAL_SHARE],
    "origins.create_purchase": [CREATED, WITHOUT_OFFER],
    "origins.create_event": [{"ok": True, "result": {"origin": CREATED_EVENT, "offer": OFFER}}],
    "origins.create_affiliate_member": [{"ok": True, "result": {"origin": AFFILIATE, "offer": None}}],
    "origins.update_referral_status": [DECIDED, TAKEN],
    "origins.refund": [REFUNDED],
    "people.get": [FOUND],
    "people.get_personal_data": [PERSONAL_DATA],
    "people.list_referrals_as_advocate": [REFERRALS],
    "people.list_rewards": [REWARDS],
    "people.list_shares": [SHARES],
    "traffic_sources.list": [TRAFFIC_SOURCES],
    "visitors.create": [{"ok": True, "result": {"uuid": UUID}}],
}


@asynccontextmanager
async def stand_in() -> AsyncIterator[StandIn]:
    """The sandbox, with an advocate's offer whose code the calls are given."""
    async with Sandbox(seed=7, api_keys={"talkable": KEY}) as sandbox:
        vendor = sandbox.talkable
        async with Talkable(KEY, vendor.site_slug, base_url=vendor.base_url) as client:
            made = await client.origins.create_affiliate_member(email=ADVOCATE)
        assert made.offer is not None
        yield StandIn(
            base_url=vendor.base_url,
            given=made.offer.short_url_code,
            refuse=lambda: vendor.faults.status(429),
        )


CONTRACT = Contract(
    client=lambda base_url, options: Talkable(KEY, "my-store", base_url=base_url, options=options),
    stand_in=stand_in,
    calls=CALLS,
    examples={name: [json.dumps(one).encode() for one in bodies] for name, bodies in EXAMPLES.items()},
    not_repeated=NOT_REPEATED,
    without_extra={"assets.upload"},
    refusals=True,
)
