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
