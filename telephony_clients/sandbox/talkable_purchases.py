"""Talkable's purchases: an origin each, mostly with an advocate's offer."""

import string
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from telephony_clients.sandbox.records import NOW, dice
from telephony_clients.sandbox.talkable_records import site_time

NO_OFFER = "no-offer"
"""A customer whose e-mail begins so fits no campaign."""
_DETAILS = (
    "customer_id",
    "segment1",
    "segment2",
    "segment3",
    "utm_campaign",
    "utm_content",
    "utm_medium",
    "utm_source",
    "utm_term",
)
_REFUSED_CHANNELS = {"email", "reminder", "facebook_sponsored", "coupon"}
_SHARE_BASE = "https://share.my-store.com/x/"


class RefusedPurchaseError(ValueError):
    """A purchase cannot be accepted; the text is the vendor's."""


class Purchases:
    """The purchases a site was told of, by order number.

    Args:
        seed: decides the codes in links.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._known: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}

    def create(self, data: Mapping[str, Any], caller: str) -> dict[str, Any]:
        """Register a purchase; the same one again is the same origin.

        Args:
            data: the purchase as the client gave it.
            caller: the caller's IP address, for a purchase that names none or `current`.

        Returns:
            The vendor's result: origin, offer (or None) and, when channels were named, claim_links.

        Raises:
            RefusedPurchaseError: a field is missing or not valid, or the order number has other data already.
        """
        given = {name: value for name, value in data.items() if value is not None}
        ordered = _check(given)
        order_number = str(given["order_number"])
        if order_number in self._known:
            before, result = self._known[order_number]
            if before != given:
                raise RefusedPurchaseError(
                    "Duplicate entity: Talkable already has existing Purchase"
                    " with the same order_number but different data\n"
                )
            return result
        number = len(self._known) + 1
        result = {"origin": _origin(number, given, ordered, caller), "offer": self._offer(number, given)}
        channels = _texts(given, "sharing_channels")
        if channels and result["offer"] is not None:
            result["claim_links"] = {channel: self._link(number, channel) for channel in channels}
        self._known[order_number] = (given, result)
        return result

    def _offer(self, number: int, given: Mapping[str, Any]) -> dict[str, Any] | None:
        if given["email"].startswith(NO_OFFER):
            return None
        return {
            "claim_url": self._link(number, "claim"),
            "email": given["email"],
            "id": number,
            "short_url_code": self._code(number, "offer"),
            "show_url": self._link(number, "show"),
            "coupon_code": None,
            "incentives": {} if number % 2 else {"advocate_reward": _incentive()},
            "trigger_widget": False,
            "campaign_tags": _texts(given, "campaign_tags") or ["post-purchase"],
        }

    def _link(self, *what: object) -> str:
        return _SHARE_BASE + self._code(*what)

    def _code(self, *what: object) -> str:
        return "".join(dice(self._seed, "talkable", *what).choices(string.ascii_letters + string.digits, k=6))


def _check(given: Mapping[str, Any]) -> datetime:
    """Check a purchase and give its time."""
    if not isinstance(given.get("email"), str) or "@" not in given["email"]:
        raise RefusedPurchaseError("Email isn't valid")
    for name in ("order_number", "subtotal"):
        if given.get(name) in (None, ""):
            raise RefusedPurchaseError(f"`{name}` is required")
    try:
        float(given["subtotal"])
    except (TypeError, ValueError):
        raise RefusedPurchaseError("`subtotal` is invalid") from None
    for channel in _texts(given, "sharing_channels"):
        if channel in _REFUSED_CHANNELS:
            raise RefusedPurchaseError(f"Wrong sharing channel: {channel}")
    try:
        ordered = datetime.fromisoformat(given["created_at"]) if "created_at" in given else NOW
    except (TypeError, ValueError):
        raise RefusedPurchaseError("`created_at` is invalid") from None
    return ordered if ordered.tzinfo else ordered.replace(tzinfo=UTC)


def _texts(given: Mapping[str, Any], name: str) -> list[str]:
    """Read a list of texts; a text alone is a list of one."""
    value = given.get(name, [])
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise RefusedPurchaseError(f"`{name}` is invalid")
    return texts


def _origin(number: int, given: Mapping[str, Any], ordered: datetime, caller: str) -> dict[str, Any]:
    address = given.get("ip_address", "current")
    return {
        "subtotal": float(given["subtotal"]),
        "email": given["email"],
        "id": number,
        "ip_address": caller if address == "current" else address,
        "order_number": str(given["order_number"]),
        "refunded_at": None,
        "type": "Purchase",
        **{name: given.get(name) for name in _DETAILS},
        "order_date": site_time(ordered, ordered.microsecond // 1000),
        "partially_refunded": False,
        "refund_subtotal": None,
        "coupon_code": ",".join(_texts(given, "coupon_codes")),
    }


def _incentive() -> dict[str, Any]:
    return {
        "identifier": "advocate_reward",
        "action_type": "referral",
        "incentive_type": "discount_coupon",
        "amount": 10.0,
        "description": "$10",
        "percentage": False,
        "for_advocate": True,
        "for_friend": False,
        "highest_amount": True,
        "coupon_expires_at": None,
        "criteria_config": {"new_customer": True, "subtotal_min": 25.0},
    }
