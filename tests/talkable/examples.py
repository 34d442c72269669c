"""What the vendor's specification prints, as answers."""

from typing import Any

STAMP = "2026-07-07T11:04:57.000-07:00"

ASSET: dict[str, Any] = {
    "content_type": "image/png",
    "id": 2,
    "name": "closebutton.png",
    "url": "https://cdn.example.com/static_assets/files/2/original/closebutton.png",
    "size": 6600,
    "width": 100,
    "height": 100,
    "fingerprint": "0c406c68a263801c7ce983efda254268",
    "created_at": STAMP,
    "updated_at": STAMP,
}
FILM = {**ASSET, "content_type": "video/mp4", "id": 3, "name": "frog_video_short.mp4", "width": None, "height": None}
ASSETS = {"ok": True, "result": {"assets": [FILM, ASSET], "total": 2}}

CAMPAIGN: dict[str, Any] = {
    "slug": 2,
    "is_active": False,
    "appearance": "popup",
    "id": 2,
    "joinable_category_names": ["purchase"],
    "name": "Deal for friends",
    "origin_max_age": None,
    "origin_min_age": None,
    "status": "Disabled",
    "tag_names": [],
    "live_period": {"starts_at": STAMP, "ends_at": STAMP},
}
CAMPAIGNS = {"ok": True, "result": {"campaigns": [CAMPAIGN]}}

TRAFFIC_SOURCES = {"ok": True, "result": [{"identifier": "traffic_source_11"}, {"identifier": "traffic_source_12"}]}

PERSON: dict[str, Any] = {
    "custom_properties": {"country": "US", "eye_color": "brown", "person_occupation": "marketing"},
    "sub_choice": False,
    "subscribed_at": None,
    "customer_id": "1024",
    "email": "customer@example.com",
    "events_count": 0,
    "first_name": "John",
    "last_name": "Doe",
    "opted_in_at": None,
    "personal_claim_url": "https://share.my-store.com/by/johndoe1992",
    "phone_number": "+12025551111",
    "phone_opted_in_at": None,
    "referral_counts": {"total": 0, "approved": 0, "pending": 0},
    "reward_counts": {"total": 0},
    "share_counts": {"total": 0},
    "unsubscribed_at": None,
    "username": "johndoe1992",
    "gender": None,
    "last_invited_by": None,
    "referred_by": None,
}
FOUND = {"ok": True, "result": {"person": PERSON}}

ORIGIN: dict[str, Any] = {
    "subtotal": 100.44,
    "customer_id": "1024",
    "email": "customer@store.com",
    "id": 1,
    "ip_address": "192.0.2.255",
    "order_number": "20",
    "refunded_at": None,
    "type": "Purchase",
    "segment1": None,
    "segment2": None,
    "segment3": None,
    "utm_campaign": None,
    "utm_content": None,
    "utm_medium": None,
    "utm_source": None,
    "utm_term": None,
    "order_date": "2026-07-07T11:06:25.000-07:00",
    "partially_refunded": False,
    "refund_subtotal": None,
    "coupon_code": "C0001,C0002",
}
OFFER: dict[str, Any] = {
    "claim_url": "https://share.my-store.com/x/Q9wV8X",
    "email": "customer@store.com",
    "id": 1,
    "short_url_code": "mwCn1l",
    "show_url": "https://share.my-store.com/x/FLMxKE",
    "coupon_code": None,
    "incentives": {},
    "trigger_widget": False,
    "campaign_tags": ["post-purchase"],
}
LINKS = {"facebook": "https://share.my-store.com/x/js3raT", "custom": "https://share.my-store.com/x/F6tKyP"}
CREATED = {"ok": True, "result": {"origin": ORIGIN, "offer": OFFER, "claim_links": LINKS}}
WITHOUT_OFFER = {"ok": True, "result": {"origin": ORIGIN, "offer": None}}

DUPLICATE = "Duplicate entity: Talkable already has existing Purchase with the same order_number but different data\n"

COUPON: dict[str, Any] = {
    "amount": 10.0,
    "description": "10%",
    "code": "COUPON_CODE_7",
    "expires_at": None,
    "id": 1,
    "percentage_discount": True,
    "single_use": True,
    "used": False,
    "active": True,
    "usages": 0,
    "valid_until": None,
}
SHARED_COUPON = {**COUPON, "code": "C1383-8321", "percentage_discount": None, "single_use": False, "usages": None}
FOUND_COUPON = {
    "ok": True,
    "result": {"talkable_coupon": True, "coupon": COUPON, "associated_reward": None},
}
CHECKS = {
    "coupon_unissued": True,
    "coupon_expired": False,
    "friend_offer_expired": False,
    "different_owner": False,
    "coupon_used": False,
}
PERMISSION = {
    "ok": True,
    "result": {
        "talkable_coupon": True,
        "coupon": COUPON,
        "associated_reward": None,
        "allowed": False,
        "error_message": "This coupon code has not been issued yet",
        "checks": CHECKS,
    },
}

REWARD: dict[str, Any] = {
    "amount": 10.0,
    "id": 1,
    "reason": "click",
    "status": "Paid",
    "coupon": COUPON,
    "coupon_code": "COUPON_CODE_7",
    "incentive_type": "discount_coupon",
    "incentive_description": "single use coupon for $10 off",
    "incentive_custom_description": None,
}
REWARDS = {"ok": True, "result": {"rewards": [REWARD, {**REWARD, "id": 2, "coupon": None, "coupon_code": None}]}}
CLAIMED = {
    "ok": True,
    "result": {"friend_reward": REWARD, "friend_unredeem_reason": None, "friend_human_unredeem_reason": None},
}
NOT_CLAIMED = {
    "ok": True,
    "result": {
        "friend_reward": None,
        "friend_unredeem_reason": "SELF_REFERRAL",
        "friend_human_unredeem_reason": "Self Referral",
    },
}

VALUE = {"ok": True, "result": {"plain": 2, "formatted": "2", "result_type": "number"}}
SEGMENTS = {
    "ok": True,
    "result": {
        "segmented": [
            {"plain": 0, "formatted": "0", "result_type": "number", "period": "6/7/26 - 6/30/26"},
            {"plain": 3, "formatted": "3", "result_type": "number", "period": "7/1/26 - 7/7/26"},
        ]
    },
}

SHARE: dict[str, Any] = {
    "shared_at": STAMP,
    "short_url": "https://share.my-store.com/x/HZRpFC",
    "channel_identifier": "facebook",
    "id": 1,
    "type": "SocialOfferShare",
    "offer": OFFER,
    "campaign": CAMPAIGN,
    "friends_count": 0,
    "friend_clicks_count": 0,
}
EMAILED = {**SHARE, "id": 2, "type": "EmailOfferShare", "channel_identifier": "email", "email": "test+62@example.com"}
SHARES = {"ok": True, "result": {"shares": [SHARE, EMAILED]}}
SOCIAL_SHARE = {"ok": True, "result": {"share": SHARE, "reward": {**REWARD, "reason": "shared"}}}
RECIPIENT = {
    "currently_sent": True,
    "previously_sent": False,
    "email_valid": True,
    "self_referral": False,
    "unsubscribed": False,
    "blocklisted": False,
    "blacklisted": False,
    "meets_criteria": True,
    "sharable": True,
}
EMAIL_SHARE = {
    "ok": True,
    "result": {
        "success": True,
        "validation_only": False,
        "stats": {
            "currently_sent": 1,
            "currently_not_sent": 0,
            "previously_sent": 0,
            "total_sent": 1,
            "sent_limit_exceeded": False,
            "left_emails": 22,
            "advocate_blocked": False,
        },
        "recipients": {"recipient_1@com.com": RECIPIENT},
        "reward": None,
        "rewards": [],
    },
}

REFERRAL: dict[str, Any] = {
    "referred_subtotal": 100.0,
    "ad_rewarded": False,
    "campaign_id": 1,
    "created_at": STAMP,
    "fraud_details": "Self Referral",
    "fraud_policies_status": {
        "blocked": ["Matching Email or Cookie on Friend Purchase"],
        "flagged": ["Similar Email Match"],
        "skipped": [],
        "passed": ["Matching Shipping Address"],
    },
    "id": 3,
    "offer_id": 1,
    "qa_generated": False,
    "referred_origin_id": 4,
    "status": "blocked",
    "track_method": "cookie",
    "updated_at": STAMP,
    "advocate_person": {
        "id": 1,
        "email": "customer@example.com",
        "phone_number": "+12025551111",
        "first_name": "John",
        "last_name": "Doe",
    },
    "friend_person": {
        "id": 2,
        "email": "alice@example.com",
        "phone_number": None,
        "first_name": None,
        "last_name": None,
    },
    "advocate_rewards": [REWARD],
    "friend_rewards": [],
}
REFERRALS = {"ok": True, "result": {"referrals": [REFERRAL]}}
DECIDED = {"ok": True, "result": {"referral": {**REFERRAL, "status": "approved"}}}
PERSONAL_DATA = {
    "ok": True,
    "result": {
        "person": {
            "created_at": STAMP,
            "customer_id": "1024",
            "email": "customer@example.com",
            "first_name": "John",
            "last_name": "Doe",
            "opted_in_at": None,
            "phone_opted_in_at": None,
            "unsubscribed_at": None,
            "username": "johndoe1992",
            "origins": [
                {
                    "type": "Purchase",
                    "created_at": STAMP,
                    "ip_address": "1.2.3.4",
                    "order_number": "B00K2EOONI",
                    "subtotal": 123.45,
                }
            ],
        }
    },
}

EVENT = {
    **{name: value for name, value in ORIGIN.items() if name not in {"order_number", "order_date"}},
    "type": "Event",
    "event_category": "newsletter_subscription",
    "event_number": "42",
}
AFFILIATE = {
    name: value
    for name, value in {**ORIGIN, "type": "AffiliateMember"}.items()
    if name not in {"order_number", "order_date", "subtotal", "coupon_code"} and "refund" not in name
}
REFUNDED = {
    "ok": True,
    "result": {
        "origin": {**ORIGIN, "refunded_at": STAMP, "partially_refunded": True, "refund_subtotal": 25.11},
    },
}
TAKEN = {"ok": True}
