"""Webhooks over the wire: what the sandbox sends, from a server that verifies and reads it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from telephony_clients import MemoryReplayStore, Model, Talkable, Verifier, WebhookRejected, verify_aiohttp
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkable import (
    CLASSIC_WEBHOOKS,
    CUSTOM_APP,
    CreateCouponPayload,
    PostSharePayload,
    ReferralPayload,
    RewardPayload,
    Webhook,
    WebhookType,
    read_webhook,
)
from telephony_clients.talkable.webhook_events import PAYLOADS
from tests.talkable.test_webhooks import leftovers

ADVOCATE, FRIEND = "ad@example.com", "fr@example.com"


class Shop:
    """A server that takes both kinds of webhooks.

    Attributes:
        webhooks: the classic ones that it took.
        actions: what its Custom App took.
        rejected: why it did not take others.
    """

    def __init__(self, *secrets: str) -> None:
        self.webhooks: list[Webhook] = []
        self.actions: list[dict[str, Any]] = []
        self.rejected: list[str] = []
        self._classic = Verifier(CLASSIC_WEBHOOKS, secrets=secrets, replay_store=MemoryReplayStore())
        self._custom_app = Verifier(CUSTOM_APP, secrets=secrets)
        self.fails = 0
        application = web.Application()
        application.router.add_post("/classic", self._receive)
        application.router.add_post("/custom", self._receive)
        self.server = TestServer(application)

    async def _receive(self, request: web.Request) -> web.Response:
        classic = request.path == "/classic"
        try:
            verified = await verify_aiohttp(self._classic if classic else self._custom_app, request)
            told: Any = read_webhook(verified) if classic else verified.json()
        except WebhookRejected as error:
            self.rejected.append(error.reason)
            return web.Response(status=error.status)
        if self.fails:
            self.fails -= 1
            self._classic.forget(verified)
            return web.Response(status=500)
        (self.webhooks if classic else self.actions).append(told)
        return web.Response()


async def live_through_everything(talkable: Talkable) -> None:
    """Do what makes every kind of webhook speak."""
    made = await talkable.request("POST", "/origins/affiliate_member", json={"data": {"email": ADVOCATE}})
    offer = f"/offers/{made.data['offer']['short_url_code']}/shares"
    await talkable.request("POST", f"{offer}/email", json={"recipients": "a@example.com,b@example.com"})
    await talkable.request("POST", f"{offer}/social", json={"channel": "facebook"})
    friends = {"advocate_email": ADVOCATE, "friend_email": FRIEND}
    await talkable.request("POST", "/offer_claims", params=friends)
    order = {"email": FRIEND, "order_number": "a&b", "subtotal": 50}
    await talkable.request("POST", "/origins/purchase", json={"data": order})
    approval = {"data": {"status": "approved"}}
    await talkable.request("PUT", "/origins/a&b/referral", json=approval)
    await talkable.request("POST", f"/people/{FRIEND}/unsubscribe", json={})
    for _ in range(3):
        await talkable.loyalty.redeem("customer1@example.com", redemption_batch_id=1)


@pytest.fixture
async def shop(sandbox: Sandbox) -> AsyncIterator[Shop]:
    receiving = Shop("a key of tomorrow", sandbox.talkable.webhooks.key)
    async with receiving.server:
        yield receiving


@pytest.mark.parametrize("form", [False, True])
async def test_all_nine_are_verified_and_read_whole(
    sandbox: Sandbox, talkable: Talkable, shop: Shop, *, form: bool
) -> None:
    webhooks = sandbox.talkable.webhooks
    for kind in WebhookType:
        webhooks.classic(kind.value, str(shop.server.make_url("/classic")), form=form)

    await live_through_everything(talkable)

    assert all(delivery.accepted for delivery in await webhooks.settled())
    assert shop.rejected == []
    assert {one.type for one in shop.webhooks} == set(WebhookType)
    for one in shop.webhooks:
        assert (one.site, one.extras, one.extra) == ("my-store", {}, {})
        assert isinstance(one.payload, PAYLOADS[WebhookType(one.type)])
        assert isinstance(one.payload, Model)
        assert leftovers(one.payload) == []
    payloads = {type(one.payload): one.payload for one in shop.webhooks}
    assert isinstance(rewarded := payloads[RewardPayload], RewardPayload)
    assert isinstance(referral := payloads[ReferralPayload], ReferralPayload)
    assert isinstance(coupon := payloads[CreateCouponPayload], CreateCouponPayload)
    assert referral.referred_origin is not None
    assert referral.referred_origin.order_number == "a&b"
    assert rewarded.friend_origin == referral.referred_origin
    assert coupon.coupon_code
    shares = [one.payload.share_type for one in shop.webhooks if isinstance(one.payload, PostSharePayload)]
    assert set(shares) == {"email", "facebook"}


async def test_a_custom_app_is_verified(sandbox: Sandbox, talkable: Talkable, shop: Shop) -> None:
    webhooks = sandbox.talkable.webhooks
    webhooks.custom_app(str(shop.server.make_url("/custom")))

    await live_through_everything(talkable)

    deliveries = await webhooks.settled()
    assert shop.rejected == []
    assert len(shop.actions) == len(deliveries) > 5


async def test_what_the_shop_could_not_process_comes_again_and_is_taken_once(
    sandbox: Sandbox, talkable: Talkable, shop: Shop
) -> None:
    webhooks = sandbox.talkable.webhooks
    webhooks.classic("event_web_hook", str(shop.server.make_url("/classic")), interval=0.001)
    shop.fails = 1

    await talkable.request(
        "POST",
        "/origins/event",
        json={"data": {"email": FRIEND, "event_category": "quiz", "event_number": "1", "subtotal": 5}},
    )

    assert [delivery.status for delivery in await webhooks.settled()] == [500, 200]
    assert len(shop.webhooks) == 1
    assert shop.rejected == []


async def test_another_key_is_rejected(sandbox: Sandbox, talkable: Talkable) -> None:
    webhooks = sandbox.talkable.webhooks
    shop = Shop("another key")
    async with shop.server:
        webhooks.classic("event_web_hook", str(shop.server.make_url("/classic")), attempts=1)
        webhooks.custom_app(str(shop.server.make_url("/custom")), attempts=1)
        await talkable.request(
            "POST",
            "/origins/event",
            json={"data": {"email": FRIEND, "event_category": "quiz", "event_number": "1", "subtotal": 5}},
        )
        await webhooks.settled()

    assert set(shop.rejected) == {"mismatch"}
    assert (shop.webhooks, shop.actions) == ([], [])
