import base64
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import parse_qs

import pytest

from telephony_clients.sandbox import Delivery, Sandbox
from tests.sandbox.conftest import Client
from tests.sandbox.talkable.conftest import SiteClient
from tests.scripted_server import ScriptedServer

ADVOCATE, FRIEND = "ad@example.com", "fr@example.com"
ORDER = {"email": FRIEND, "order_number": "1", "subtotal": 50}
CLASSIC = (
    "create_coupon_web_hook",
    "offer_signup_web_hook",
    "claim_signup_web_hook",
    "post_share_web_hook",
    "event_web_hook",
    "referral_web_hook",
    "reward_web_hook",
    "unsubscribe_web_hook",
    "check_unsubscribe_web_hook",
)


async def live_through_everything(site: SiteClient) -> None:
    """Do what makes every kind of webhook speak."""
    offer = (await site.post("/origins/affiliate_member", {"email": ADVOCATE}))["offer"]
    await site.post(f"/offers/{offer['short_url_code']}/shares/email", recipients="a@example.com,b@example.com")
    await site.post(f"/offers/{offer['short_url_code']}/shares/social", channel="facebook")
    await site.send("POST", "/offer_claims", advocate_email=ADVOCATE, friend_email=FRIEND)
    await site.post("/origins/purchase", ORDER)
    await site.write("PUT", "/origins/1/referral", {"status": "approved"})
    await site.post(f"/people/{FRIEND}/unsubscribe")
    for _ in range(3):
        await site.post("/loyalty/members/customer1@example.com/redeem_actions", {"redemption_batch_id": 1})


def envelopes(deliveries: tuple[Delivery, ...]) -> dict[str, Any]:
    """Read the bodies, by type; the last of each type counts."""
    return {delivery.type: json.loads(delivery.body) for delivery in deliveries}


async def test_without_an_address_nothing_is_sent(site: SiteClient) -> None:
    await live_through_everything(site)

    assert await site.webhooks.settled() == ()


async def test_all_nine_classic_webhooks(site: SiteClient, server: ScriptedServer) -> None:
    server.answer({}, always=True)
    for hook in CLASSIC:
        site.webhooks.classic(hook, f"{server.url}/{hook}")

    await live_through_everything(site)

    found = envelopes(await site.webhooks.settled())
    assert set(found) == set(CLASSIC)
    for hook, envelope in found.items():
        assert {**envelope, "payload": None} == {
            "key": site.webhooks.key,
            "site": "my-store",
            "type": hook,
            "extras": {},
            "payload": None,
        }
    assert {seen.target.strip("/") for seen in server.requests} == set(CLASSIC)
    assert {seen.headers["content-type"] for seen in server.requests} == {"application/json"}
    assert {seen.method for seen in server.requests} == {"POST"}
    payloads = {hook: envelope["payload"] for hook, envelope in found.items()}
    assert payloads["offer_signup_web_hook"]["email"] == ADVOCATE
    assert payloads["claim_signup_web_hook"]["email"] == payloads["unsubscribe_web_hook"]["person"]["email"] == FRIEND
    assert payloads["event_web_hook"]["origin"]["order_number"] == "1"
    assert payloads["referral_web_hook"]["advocate_rewards"] == [payloads["referral_web_hook"]["referrer"]]
    assert payloads["referral_web_hook"]["referrer"]["amount"] == "10.0"
    assert payloads["reward_web_hook"]["reward"]["incentive_identifier"] == "referrer"
    rewarded = payloads["reward_web_hook"]
    assert rewarded["advocate_origin"]["type"] == rewarded["origin"]["type"] == "AffiliateMember"
    assert rewarded["friend_origin"] == payloads["referral_web_hook"]["referred_origin"]
    assert payloads["referral_web_hook"]["referrer"]["origin"] == rewarded["origin"]
    assert payloads["check_unsubscribe_web_hook"]["email_type"] == "notifier_offers_share_via_email"


async def test_a_repeated_purchase_is_told_once(site: SiteClient, server: ScriptedServer) -> None:
    server.answer({}, always=True)
    site.webhooks.classic("event_web_hook", server.url)
    for _ in range(2):
        await site.post("/origins/purchase", ORDER)

    assert len(await site.webhooks.settled()) == 1


async def test_classic_webhooks_as_forms(site: SiteClient, server: ScriptedServer) -> None:
    server.answer({}, always=True)
    site.webhooks.classic("event_web_hook", server.url, form=True)

    await site.post("/origins/purchase", {**ORDER, "order_number": "a&b=ç"})

    await site.webhooks.settled()
    (seen,) = server.requests
    assert seen.headers["content-type"] == "application/x-www-form-urlencoded"
    fields = {name: value for name, (value,) in parse_qs(seen.body.decode(), strict_parsing=True).items()}
    assert json.loads(fields.pop("payload"))["origin"]["order_number"] == "a&b=ç"
    assert fields == {"key": site.webhooks.key, "site": "my-store", "type": "event_web_hook", "extras": "{}"}


async def test_the_custom_app_gets_flat_signed_texts(site: SiteClient, server: ScriptedServer) -> None:
    server.answer({}, always=True)
    site.webhooks.custom_app(server.url)

    await live_through_everything(site)

    deliveries = await site.webhooks.settled()
    assert {delivery.type for delivery in deliveries} == {
        "sync_signups",
        "email_opt_ins",
        "offer_share",
        "event",
        "referral_create",
        "referral_status_change",
        "send_reward",
        "unsubscribe",
        "sync_loyalty_actions",
    }
    for seen in server.requests:
        digits = hmac.new(site.webhooks.key.encode(), seen.body, hashlib.sha256).hexdigest()
        assert seen.headers["x-talkable-signature"] == base64.b64encode(digits.encode()).decode()
        assert {type(value) for value in seen.json.values()} == {str}
        assert site.webhooks.key.encode() not in seen.body
    # A receiver that keeps a replay guard over bodies must not take two happenings for one.
    assert len({seen.body for seen in server.requests}) == len(server.requests)
    told = [envelopes(deliveries)[name] for name in ("referral_create", "referral_status_change")]
    assert [one["referral_status"] for one in told] == ["in_progress", "approved"]
    assert (told[0]["site_id"], told[0]["advocate_email"], told[0]["friend_email"]) == ("1", ADVOCATE, FRIEND)


async def test_deliveries_are_repeated_until_they_are_accepted(site: SiteClient, server: ScriptedServer) -> None:
    server.answer({}, status=500).reset().answer({}, status=302, headers={"Location": "/elsewhere"}).answer({})
    site.webhooks.classic("event_web_hook", server.url, attempts=9, interval=0)

    await site.post("/origins/purchase", ORDER)

    deliveries = await site.webhooks.settled()
    assert [(one.attempt, one.status, one.accepted) for one in deliveries] == [
        (1, 500, False),
        (2, None, False),
        (3, 302, False),
        (4, 200, True),
    ]
    assert len({one.body for one in deliveries}) == 1
    assert len(server.requests) == 4


async def test_deliveries_are_given_up_in_the_end(site: SiteClient, server: ScriptedServer) -> None:
    server.answer({}, status=500, always=True)
    site.webhooks.classic("event_web_hook", server.url, attempts=2, interval=0)

    await site.post("/origins/purchase", ORDER)

    assert [one.accepted for one in await site.webhooks.settled()] == [False, False]


@pytest.mark.parametrize(
    ("answer", "unsubscribed"),
    [
        (b'{"result":{"unsubscribed":true}}', True),
        (b'{"result":{"unsubscribed":false}}', False),
        (b'{"result":[]}', False),
        (b"[]", False),
        (b"\xff", False),
    ],
)
async def test_an_unsubscribed_recipient_gets_no_more_emails(
    site: SiteClient, server: ScriptedServer, *, answer: bytes, unsubscribed: bool
) -> None:
    server.answer(body=answer, always=True)
    site.webhooks.classic("check_unsubscribe_web_hook", server.url)
    offer = (await site.post("/origins/affiliate_member", {"email": ADVOCATE}))["offer"]
    path = f"/offers/{offer['short_url_code']}/shares/email"
    await site.post(path, recipients=FRIEND)
    await site.webhooks.settled()

    again = await site.post(path, recipients=FRIEND)

    assert again["recipients"][FRIEND]["unsubscribed"] is unsubscribed


@pytest.mark.parametrize(("status", "stock"), [(200, 19 + 15), (500, 19)])
async def test_new_coupons_are_in_stock_once_the_shop_has_them(
    site: SiteClient, server: ScriptedServer, status: int, stock: int
) -> None:
    server.answer({}, status=status, always=True)
    site.webhooks.classic("create_coupon_web_hook", server.url, attempts=1)
    member = "/loyalty/members/customer1@example.com"
    for _ in range(3):
        await site.post(f"{member}/redeem_actions", {"redemption_batch_id": 1})

    deliveries = await site.webhooks.settled()

    wanted = [json.loads(one.body)["payload"] for one in deliveries]
    assert len({one["coupon_code"] for one in wanted}) == 15
    assert wanted[0] == {
        "coupon_auto_sync_enabled": False,
        "coupon_code": wanted[0]["coupon_code"],
        "coupon_list_id": 1,
        "coupon_list_name": "Loyalty 10%",
        "email": None,
        "phone_number": None,
        "discount_amount": "10.0",
        "percentage_discount": True,
        "usage_limit": 1,
        "expires_at": "2027-03-31T11:00:00.000-07:00",
    }
    batch = (await site.result(f"{member}/redemption_batches"))["redemption_batches"][0]
    assert batch["available_coupons_count"] == stock


async def test_rewards_of_money_and_of_coupons(site: SiteClient, server: ScriptedServer) -> None:
    server.answer({}, always=True)
    site.webhooks.classic("reward_web_hook", server.url)

    await live_through_everything(site)

    told = [json.loads(one.body)["payload"]["reward"] for one in await site.webhooks.settled()]
    found = {one["incentive_type"]: one for one in told}
    assert {one["reason"] for one in told} == {"shared", "click", "referrer"}
    assert (found["rebate"]["amount"], found["rebate"]["coupon"]) == (10.0, None)
    assert found["discount_coupon"]["amount"] is None
    assert found["discount_coupon"]["coupon"]["code"] == found["discount_coupon"]["coupon_code"]


async def test_shares_as_they_are_told(site: SiteClient, server: ScriptedServer) -> None:
    server.answer({}, always=True)
    site.webhooks.classic("post_share_web_hook", server.url)

    await live_through_everything(site)

    told = [json.loads(one.body)["payload"] for one in await site.webhooks.settled()]
    found = {(one["share_type"], tuple(one["share_info"].get("recipients", ()))): one for one in told}
    assert set(found) == {("email", ("a@example.com", "b@example.com")), ("facebook", ()), ("email", (FRIEND,))}
    assert [name for (name, _), one in found.items() if "share_link" in one] == ["facebook"]
    assert {one["sharer_info"]["email"] for one in told} == {one["origin"]["email"] for one in told} == {ADVOCATE}


@pytest.mark.parametrize(("email", "member"), [("customer1@example.com", True), (ADVOCATE, False)])
async def test_sign_ups_tell_who_is_a_loyalty_member(
    site: SiteClient, server: ScriptedServer, *, email: str, member: bool
) -> None:
    server.answer({}, always=True)
    site.webhooks.classic("offer_signup_web_hook", server.url)

    await site.post("/origins/affiliate_member", {"email": email})

    (delivery,) = await site.webhooks.settled()
    assert json.loads(delivery.body)["payload"]["is_loyalty_member"] is member


def test_unknown_webhooks(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="unknown webhook: pigeon"):
        sandbox.talkable.webhooks.classic("pigeon", "http://127.0.0.1:1")


async def test_a_closing_sandbox_gives_up_what_is_under_way(server: ScriptedServer, client: Client) -> None:
    server.silence()
    async with Sandbox() as sandbox:
        site = SiteClient(sandbox.talkable, client)
        site.webhooks.classic("event_web_hook", server.url)
        await site.post("/origins/purchase", ORDER)
        await server.arrived.wait()

    assert site.webhooks.deliveries == ()
    assert await site.webhooks.settled() == ()


def test_keys_belong_to_the_seed() -> None:
    one, same, other = [Sandbox(seed=seed).talkable.webhooks.key for seed in (7, 7, 8)]

    assert one == same != other
    assert one.startswith("canary")
