"""Whole records, as the vendor's reference prints them."""

from typing import Any

from tests.sandbox.talkable.conftest import SiteClient

ADVOCATE, FRIEND = "customer@example.com", "alice@example.com"
NOW = "2026-03-31T11:00:00.000-07:00"
NO_DETAILS = dict.fromkeys(
    ("segment1", "segment2", "segment3", "utm_campaign", "utm_content", "utm_medium", "utm_source", "utm_term")
)
COUPON = {
    "amount": 10.0,
    "description": "$10",
    "code": "C1383-8321",
    "expires_at": None,
    "id": 6,
    "percentage_discount": None,
    "single_use": False,
    "used": False,
    "active": True,
    "usages": None,
    "valid_until": None,
}
SHARED = {
    "amount": 10.0,
    "reason": "shared",
    "status": "Paid",
    "coupon": COUPON,
    "coupon_code": "C1383-8321",
    "incentive_type": "discount_coupon",
    "incentive_description": 'shared coupon "C1383-8321" for $10 off',
    "incentive_custom_description": None,
}
REFERRER = {
    "amount": 10.0,
    "reason": "referrer",
    "status": "Unpaid",
    "coupon": None,
    "coupon_code": None,
    "incentive_type": "rebate",
    "incentive_description": "$10 back",
    "incentive_custom_description": None,
}
SHARING = {
    "action_type": "sharing",
    "amount": 10.0,
    "description": "$10",
    "percentage": False,
    "criteria_config": {
        "once_per_person": True,
        "email_shares": None,
        "sharing_channels": None,
        "has_liquid_criteria": False,
    },
    "for_advocate": True,
    "for_friend": False,
    "highest_amount": True,
    "identifier": "sharing",
    "incentive_type": "discount_coupon",
    "coupon_expires_at": None,
}
CRITERIA = {
    "new_customer": None,
    "new_optin": False,
    "subtotal_min": None,
    "subtotal_max": None,
    "referrals_min": None,
    "referrals_max": None,
    "referrals_divisible_by": None,
    "referrals_not_divisible_by": None,
    "reward_uniqueness": "once_per_friend",
    "friend_event_category": None,
    "has_liquid_criteria": False,
}
POLICIES = [
    "Matching Email or Cookie on Friend Purchase",
    "Similar Email Match",
    "Matching Shipping Address",
    "Matching by Combination of IP Address & User Agent",
    "Matching by IP Address only",
    "Matching Phone Number on Friend Purchase",
    "Friend and Advocate Refer Each Other",
]
LINK = "https://share.my-store.com/x/"


async def sign_up(site: SiteClient) -> Any:
    return await site.post("/origins/affiliate_member", {"email": ADVOCATE, "first_name": "John"})


def without(record: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in names}


async def test_an_offer(site: SiteClient) -> None:
    offer = (await sign_up(site))["offer"]

    assert (offer["show_url"][: len(LINK)], offer["claim_url"][: len(LINK)]) == (LINK, LINK)
    assert len({offer["show_url"], offer["claim_url"], LINK + offer["short_url_code"]}) == 3
    incentives = offer.pop("incentives")
    assert without(offer, "id", "short_url_code", "show_url", "claim_url") == {
        "email": ADVOCATE,
        "coupon_code": None,
        "trigger_widget": False,
        "campaign_tags": ["post-purchase"],
    }
    assert incentives["sharing"] == SHARING
    rebate = {"action_type": "referrer", "identifier": "referrer", "incentive_type": "rebate"}
    assert incentives["referrer"] == {**SHARING, **rebate, "criteria_config": CRITERIA}
    click = {"action_type": "click", "identifier": "click", "for_advocate": False, "for_friend": True}
    assert without(incentives["click"], "criteria_config") == without({**SHARING, **click}, "criteria_config")


async def test_a_share_and_its_reward(site: SiteClient) -> None:
    offer = (await sign_up(site))["offer"]

    answer = await site.post(f"/offers/{offer['short_url_code']}/shares/social", channel="facebook")

    share = answer["share"]
    (campaign,) = [
        one for one in (await site.result("/campaigns"))["campaigns"] if one["id"] == share["campaign"]["id"]
    ]
    assert without(share, "id", "short_url") == {
        "shared_at": NOW,
        "channel_identifier": "facebook",
        "type": "SocialOfferShare",
        "offer": offer,
        "campaign": campaign,
        "friends_count": 0,
        "friend_clicks_count": 0,
    }
    assert without(answer["reward"], "id") == SHARED


async def test_a_campaign(site: SiteClient) -> None:
    campaigns = {one["status"]: one for one in (await site.result("/campaigns"))["campaigns"] if one["id"] <= 3}

    assert campaigns["Live"] == {
        "slug": 1,
        "is_active": True,
        "appearance": campaigns["Live"]["appearance"],
        "id": 1,
        "joinable_category_names": campaigns["Live"]["joinable_category_names"],
        "name": campaigns["Live"]["name"],
        "origin_max_age": None,
        "origin_min_age": None,
        "status": "Live",
        "tag_names": campaigns["Live"]["tag_names"],
        "live_period": {"starts_at": "2026-03-01T11:00:00.000-07:00", "ends_at": None},
    }
    assert campaigns["Disabled"]["live_period"]["ends_at"] == "2026-02-19T11:00:00.000-07:00"


async def referred_purchase(site: SiteClient) -> dict[str, Any]:
    """Let a friend claim the advocate's offer and buy; return the origin."""
    await site.send("POST", "/offer_claims", advocate_email=ADVOCATE, friend_email=FRIEND)
    purchase = {"email": FRIEND, "order_number": "20", "subtotal": 100, "customer_id": "9"}
    origin: dict[str, Any] = (await site.post("/origins/purchase", purchase))["origin"]
    return origin


async def test_a_referral_and_its_people(site: SiteClient) -> None:
    offer = (await sign_up(site))["offer"]
    origin = await referred_purchase(site)

    (referral,) = (await site.result(f"/people/{ADVOCATE}/referrals_as_advocate"))["referrals"]

    (reward,) = referral["advocate_rewards"]
    assert without(reward, "id") == REFERRER
    nameless = {"phone_number": None, "first_name": None, "last_name": None}
    assert referral == {
        "referred_subtotal": 100.0,
        "ad_rewarded": False,
        "campaign_id": 1,
        "created_at": NOW,
        "fraud_details": None,
        "fraud_policies_status": {"blocked": [], "flagged": [], "skipped": [], "passed": POLICIES},
        "id": 20,
        "offer_id": offer["id"],
        "qa_generated": False,
        "referred_origin_id": origin["id"],
        "status": "pending",
        "track_method": "cookie",
        "updated_at": NOW,
        "advocate_person": {"id": 101, "email": ADVOCATE, **nameless, "first_name": "John"},
        "friend_person": {"id": 102, "email": FRIEND, **nameless},
        "advocate_rewards": [reward],
        "friend_rewards": [],
    }


async def test_a_referred_purchase(site: SiteClient) -> None:
    await sign_up(site)

    origin = await referred_purchase(site)

    assert origin == {
        "subtotal": 100.0,
        "customer_id": "9",
        "email": FRIEND,
        "id": origin["id"],
        "ip_address": "127.0.0.1",
        "order_number": "20",
        "refunded_at": None,
        "type": "Purchase",
        **NO_DETAILS,
        "order_date": NOW,
        "partially_refunded": False,
        "refund_subtotal": None,
        "coupon_code": "",
    }


async def test_a_person(site: SiteClient) -> None:
    await sign_up(site)

    person = (await site.result(f"/people/{ADVOCATE}"))["person"]

    assert person == {
        "custom_properties": {},
        "sub_choice": False,
        "subscribed_at": None,
        "customer_id": None,
        "email": ADVOCATE,
        "events_count": 0,
        "first_name": "John",
        "last_name": None,
        "opted_in_at": None,
        "personal_claim_url": None,
        "phone_number": None,
        "phone_opted_in_at": None,
        "referral_counts": {"total": 0, "approved": 0, "pending": 0},
        "reward_counts": {"total": 0},
        "share_counts": {"total": 0},
        "unsubscribed_at": None,
        "username": None,
        "gender": None,
        "last_invited_by": None,
        "referred_by": None,
    }
    data = (await site.result(f"/people/{ADVOCATE}/personal_data"))["person"]
    names = ("customer_id", "last_name", "opted_in_at", "phone_opted_in_at", "unsubscribed_at", "username")
    assert without(data, "origins") == {
        "created_at": NOW,
        "email": ADVOCATE,
        "first_name": "John",
        **dict.fromkeys(names),
    }


async def test_what_a_member_did(site: SiteClient) -> None:
    path = "/loyalty/members/customer1@example.com"
    bought = (await site.post(f"{path}/redeem_actions", {"redemption_batch_id": 1}))["action"]
    adjusted = (await site.post(f"{path}/manual_adjustment_actions", {"points": 5}))["action"]

    coupon = bought["coupon"]
    unused = {"percentage_discount": True, "description": "10%", "single_use": True, "usages": 0}
    assert coupon == {**COUPON, **unused, "id": coupon["id"], "code": "LOYALTY1-001"}
    nothing = {"created_at": NOW, "action_config": None, "event": None}
    assert bought == {"type": "redeem", "points": -10, "coupon": coupon, "user": None, **nothing}
    user = {"account_id": 2, "email": "api@talkable.com", "id": 1, "staff_member": False}
    assert adjusted == {"type": "manual_adjustment", "points": 5, "coupon": None, "user": user, **nothing}
    batches = (await site.result(f"{path}/redemption_batches"))["redemption_batches"]
    assert batches[1] == {
        "id": 2,
        "description": "20% off your next order",
        "points_cost": 50,
        "position": 2,
        "available_coupons_count": 22,
        "coupon_list": {
            "amount": 20.0,
            "expires_at": None,
            "name": "Loyalty 20%",
            "localized_amount": "20%",
            "percentage_discount": True,
        },
    }
