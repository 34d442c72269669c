"""What the vendor prints of loyalty, as its OpenAPI file has it."""

from typing import Any

from tests.talkable.examples import COUPON, STAMP

MEMBER: dict[str, Any] = {
    "custom_properties": {"subscribed_at": "2024-01-01"},
    "email": "test+25@example.com",
    "phone_number": None,
    "points_balance": 100,
    "member_dates": [{"date": "2004-01-01", "identifier": "birthday"}],
}
FOUND_MEMBER = {"ok": True, "result": {"loyalty_member": MEMBER}}
COLLECTION: dict[str, Any] = {
    "type": "dummy",
    "created_at": STAMP,
    "points": 21,
    "action_config": {"name": "Name", "description": "description", "points": 21},
    "coupon": None,
    "event": None,
    "user": None,
}
USER = {"account_id": 1, "email": "aa81@gg.com", "id": 1, "staff_member": False}
ADJUSTMENT = {**COLLECTION, "type": "manual_adjustment", "points": -100, "action_config": None, "user": USER}
REDEMPTION = {**COLLECTION, "type": "redeem", "points": -10, "action_config": None, "coupon": COUPON}
ACTIONS = {"ok": True, "result": {"actions": [COLLECTION, ADJUSTMENT, REDEMPTION]}}
MOVED = {"ok": True, "result": {"action": REDEMPTION, "loyalty_member": MEMBER}}
BATCHES = {
    "ok": True,
    "result": {
        "redemption_batches": [
            {
                "id": 1,
                "description": "description",
                "points_cost": 10,
                "position": 11,
                "available_coupons_count": 1,
                "coupon_list": {
                    "amount": 10.0,
                    "localized_amount": "10%",
                    "name": "coupon_list_19",
                    "percentage_discount": True,
                    "expires_at": None,
                },
            }
        ]
    },
}
