"""Origins as tests tell of them, and when they happened."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

from telephony_clients.talkable import (
    EventFields,
    PurchaseFields,
)

AT = datetime(2026, 7, 7, 11, 4, 57, tzinfo=timezone(timedelta(hours=-7)))
STAMP = "2026-07-07T11:04:57-07:00"
SUBSCRIBED: EventFields = {
    "email": "user@store.com",
    "event_category": "newsletter_subscription",
    "event_number": "42",
    "subtotal": Decimal("100.44"),
    "created_at": AT,
}
SENT = {**SUBSCRIBED, "subtotal": 100.44, "created_at": STAMP}
BOUGHT: PurchaseFields = {"email": "a@b.com", "order_number": "20", "subtotal": 10, "created_at": AT}
