"""The nine webhooks with every field that the vendor's specification names, and what they are read to."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from telephony_clients.talkable import (
    AdvocateSignupPayload,
    CheckUnsubscribePayload,
    CreateCouponPayload,
    EventPayload,
    FriendEmailGatingPayload,
    OriginType,
    PostSharePayload,
    ReferralCounts,
    ReferralPayload,
    RewardPayload,
    UnsubscribePayload,
    WebhookCampaign,
    WebhookCoupon,
    WebhookEmailType,
    WebhookIncentiveType,
    WebhookOffer,
    WebhookOrigin,
    WebhookPerson,
    WebhookReferralReward,
    WebhookReward,
    WebhookRewardStatus,
    WebhookShare,
    WebhookShareInfo,
    WebhookShareType,
    WebhookType,
)
from telephony_clients.talkable.webhook_events import WebhookPayload

STAMP, SUMMER = "2026-07-07T11:04:57.000-07:00", "2026-07-07T21:04:57.000+03:00"
INSTANT = datetime(2026, 7, 7, 18, 4, 57, tzinfo=UTC)

CAMPAIGN = {
    "id": 123,
    "type": "StandaloneCampaign",
    "cached_slug": 123,
    "tag_names": ["default"],
    "joinable_category_names": ["affiliate_member"],
    "origin_min_age": 15,
    "origin_max_age": 30,
}
THE_CAMPAIGN = WebhookCampaign(
    id=123,
    type="StandaloneCampaign",
    cached_slug="123",
    tag_names=["default"],
    joinable_category_names=["affiliate_member"],
    origin_min_age=15,
    origin_max_age=30,
)
OFFER = {
    "email": "user@store.com",
    "phone_number": "+12025551111",
    "short_url_code": "1a2PV",
    "ip_address": "192.0.2.255",
}
THE_OFFER = WebhookOffer(
    email="user@store.com", phone_number="+12025551111", short_url_code="1a2PV", ip_address="192.0.2.255"
)
SIGNUP: dict[str, Any] = {
    "first_name": "John",
    "last_name": "Doe",
    "email": "user@store.com",
    "phone_number": "+12025551111",
    "username": "johndoe1992",
    "unsubscribed_at": None,
    "subscribed_at": STAMP,
    "opted_in_at": SUMMER,
    "phone_opted_in_at": None,
    "is_loyalty_member": True,
    "loyalty_member": {},
    "custom_properties": {"eye_color": "brown"},
    "gender": None,
    "referral_counts": {"total": 2, "approved": 1, "pending": 1},
    "sub_choice": False,
}
READ_SIGNUP: dict[str, Any] = {
    **SIGNUP,
    "subscribed_at": INSTANT.astimezone(timezone(timedelta(hours=-7))),
    "opted_in_at": INSTANT.astimezone(timezone(timedelta(hours=3))),
    "referral_counts": ReferralCounts(total=2, approved=1, pending=1),
}
PERSON = {**SIGNUP, "customer_id": "1024"}
THE_PERSON = WebhookPerson(**READ_SIGNUP, customer_id="1024")
ORIGIN: dict[str, Any] = {
    "type": "Purchase",
    "id": 1234,
    "email": "user@store.com",
    "phone_number": "+12025551111",
    "customer_id": "AB1234",
    "traffic_source": "post-checkout",
    "ip_address": "192.0.2.255",
    "order_number": "11111",
    "order_date": STAMP,
    "subtotal": 100.44,
    "currency_iso_code": "USD",
    "coupon_code": "C0001,C0002",
    "event_category": None,
    "event_number": None,
    "segment1": "a",
    "segment2": None,
    "segment3": None,
    "utm_campaign": "summer",
    "utm_content": None,
    "utm_medium": None,
    "utm_source": None,
    "utm_term": None,
}
THE_ORIGIN = WebhookOrigin(
    type=OriginType.PURCHASE,
    id=1234,
    email="user@store.com",
    phone_number="+12025551111",
    customer_id="AB1234",
    traffic_source="post-checkout",
    ip_address="192.0.2.255",
    order_number="11111",
    order_date=READ_SIGNUP["subscribed_at"],
    subtotal=Decimal("100.44"),
    currency_iso_code="USD",
    coupon_code="C0001,C0002",
    segment1="a",
    utm_campaign="summer",
)
EVENT = {"id": 1235, "type": "Event", "event_category": "app_installed", "event_number": 12345, "subtotal": "10.0"}
THE_EVENT = WebhookOrigin(
    id=1235,
    type=OriginType.EVENT,
    event_category="app_installed",
    event_number="12345",
    subtotal=Decimal("10.0"),
)
REBATE = {
    "id": 7,
    "amount": "10.0",
    "email": "user@store.com",
    "person": PERSON,
    "incentive": "rebate",
    "incentive_description": "$10",
    "reward_coupon_code": None,
    "origin": ORIGIN,
}
THE_REBATE = WebhookReferralReward(
    id=7,
    amount=Decimal("10.0"),
    email="user@store.com",
    person=THE_PERSON,
    incentive=WebhookIncentiveType.REBATE,
    incentive_description="$10",
    origin=THE_ORIGIN,
)
GIFT = {"id": 8, "amount": None, "incentive": "other", "incentive_description": "Free T-shirt"}
THE_GIFT = WebhookReferralReward(id=8, incentive=WebhookIncentiveType.OTHER, incentive_description="Free T-shirt")
REWARD: dict[str, Any] = {
    "id": 9,
    "reason": "Made a purchase",
    "status": "Unpaid",
    "incentive_type": "discount_coupon",
    "incentive_identifier": "friend_coupon",
    "incentive_description": "$15",
    "incentive_custom_description": None,
    "amount": None,
    "coupon_code": "SUMMER",
    "coupon": {
        "active": True,
        "amount": 15.0,
        "code": "SUMMER",
        "description": "$15",
        "id": 3,
        "percentage_discount": False,
        "single_use": True,
        "usages": 0,
        "used": False,
        "expires_at": STAMP,
        "valid_until": STAMP,
    },
}
THE_REWARD = WebhookReward(
    id=9,
    reason="Made a purchase",
    status=WebhookRewardStatus.UNPAID,
    incentive_type=WebhookIncentiveType.DISCOUNT_COUPON,
    incentive_identifier="friend_coupon",
    incentive_description="$15",
    coupon_code="SUMMER",
    coupon=WebhookCoupon(
        active=True,
        amount=Decimal("15.0"),
        code="SUMMER",
        description="$15",
        id=3,
        percentage_discount=False,
        single_use=True,
        usages=0,
        used=False,
        expires_at=READ_SIGNUP["subscribed_at"],
        valid_until=READ_SIGNUP["subscribed_at"],
    ),
)

NINE: dict[WebhookType, tuple[dict[str, Any], WebhookPayload]] = {
    WebhookType.CREATE_COUPON: (
        {
            "coupon_auto_sync_enabled": False,
            "coupon_code": "SUMMER-1",
            "coupon_list_id": 12,
            "coupon_list_name": "Summer",
            "email": None,
            "phone_number": "+12025551111",
            "discount_amount": "10.0",
            "percentage_discount": True,
            "usage_limit": 1,
            "expires_at": STAMP,
        },
        CreateCouponPayload(
            coupon_auto_sync_enabled=False,
            coupon_code="SUMMER-1",
            coupon_list_id=12,
            coupon_list_name="Summer",
            phone_number="+12025551111",
            discount_amount=Decimal("10.0"),
            percentage_discount=True,
            usage_limit=1,
            expires_at=READ_SIGNUP["subscribed_at"],
        ),
    ),
    WebhookType.ADVOCATE_SIGNUP: (
        {"campaign": CAMPAIGN, "offer": OFFER, **SIGNUP},
        AdvocateSignupPayload(campaign=THE_CAMPAIGN, offer=THE_OFFER, **READ_SIGNUP),
    ),
    WebhookType.FRIEND_EMAIL_GATING: (
        {"offer": OFFER, "campaign": CAMPAIGN, **SIGNUP, "ip_address": "192.0.2.1"},
        FriendEmailGatingPayload(campaign=THE_CAMPAIGN, offer=THE_OFFER, **READ_SIGNUP, ip_address="192.0.2.1"),
    ),
    WebhookType.POST_SHARE: (
        {
            "campaign": CAMPAIGN,
            "share_type": "carrier_pigeon",
            "share_info": {"recipients": ["recipient1@b.com", "recipient2@b.com"], "facebook_share_post_id": 12},
            "sharer_info": PERSON,
            "share_link": "https://share.my-store.com/x/Q9wV8X",
            "origin": ORIGIN,
        },
        PostSharePayload(
            campaign=THE_CAMPAIGN,
            share_type=WebhookShareType("carrier_pigeon"),
            share_info=WebhookShareInfo(
                recipients=["recipient1@b.com", "recipient2@b.com"], facebook_share_post_id="12"
            ),
            sharer_info=THE_PERSON,
            share_link="https://share.my-store.com/x/Q9wV8X",
            origin=THE_ORIGIN,
        ),
    ),
    WebhookType.EVENT: ({"person": PERSON, "origin": EVENT}, EventPayload(person=THE_PERSON, origin=THE_EVENT)),
    WebhookType.REFERRAL: (
        {
            "campaign": CAMPAIGN,
            "offer": OFFER,
            "advocate_rewards": [REBATE],
            "friend_rewards": [GIFT],
            "referrer": REBATE,
            "referred": GIFT,
            "referred_origin": ORIGIN,
            "share": {"channel": "email"},
        },
        ReferralPayload(
            campaign=THE_CAMPAIGN,
            offer=THE_OFFER,
            advocate_rewards=[THE_REBATE],
            friend_rewards=[THE_GIFT],
            referrer=THE_REBATE,
            referred=THE_GIFT,
            referred_origin=THE_ORIGIN,
            share=WebhookShare(channel=WebhookShareType.EMAIL),
        ),
    ),
    WebhookType.REWARD: (
        {
            "campaign": CAMPAIGN,
            "offer": OFFER,
            "person": None,
            "origin": ORIGIN,
            "reward": REWARD,
            "advocate_origin": None,
            "friend_origin": EVENT,
        },
        RewardPayload(
            campaign=THE_CAMPAIGN, offer=THE_OFFER, origin=THE_ORIGIN, reward=THE_REWARD, friend_origin=THE_EVENT
        ),
    ),
    WebhookType.UNSUBSCRIBE: ({"person": PERSON}, UnsubscribePayload(person=THE_PERSON)),
    WebhookType.CHECK_UNSUBSCRIBE: (
        {"campaign": CAMPAIGN, "recipient": PERSON, "email_type": "notifier_offers_email"},
        CheckUnsubscribePayload(
            campaign=THE_CAMPAIGN, recipient=THE_PERSON, email_type=WebhookEmailType.NOTIFIER_OFFERS_EMAIL
        ),
    ),
}
