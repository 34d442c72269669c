"""Talkable's coupons: in stock, issued to somebody, or shared by all."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import attrs

from telephony_clients.sandbox.records import NOW
from telephony_clients.sandbox.talkable.answers import site_time_or_none
from telephony_clients.sandbox.talkable.people import Person

IN_STOCK = ("COUPON_CODE_1", "COUPON_CODE_2", "COUPON_CODE_3", "10%OFF/A+B&C#1:D")
"""Codes of a fresh site that nobody has been given yet; the last one holds every character that needs care."""
EXPIRED = "SUMMER-2025"
SHARED = "C1383-8321"
"""A code that everybody is given and that can be used again and again."""


@attrs.define(eq=False)
class Coupon:
    """A coupon.

    Args:
        id: its number.
        code: in upper case.
        amount: money or per cent.
        percentage: whether the amount is per cent, None for a shared coupon.
        owner: who was given it.
        valid_until: when it ends.
        usages: how often it was used.
    """

    id: int
    code: str
    amount: float
    percentage: bool | None
    owner: Person | None = None
    valid_until: datetime | None = None
    usages: int = 0

    @property
    def shared(self) -> bool:
        """Whether everybody is given this code."""
        return self.code == SHARED

    @property
    def expired(self) -> bool:
        """Whether its time is over."""
        return self.valid_until is not None and self.valid_until <= NOW

    @property
    def record(self) -> dict[str, Any]:
        """The coupon as Talkable shows one."""
        used = self.usages > 0 and not self.shared
        return {
            "amount": self.amount,
            "description": f"{self.amount:g}%" if self.percentage else f"${self.amount:g}",
            "code": self.code,
            "expires_at": None,
            "id": self.id,
            "percentage_discount": self.percentage,
            "single_use": not self.shared,
            "used": used,
            "active": not self.expired,
            "usages": None if self.shared else self.usages,
            "valid_until": site_time_or_none(self.valid_until),
        }

    def checks(self, person: Person | None) -> dict[str, bool]:
        """Tell what stands against somebody's use of the coupon."""
        return {
            "coupon_unissued": self.owner is None and not self.shared,
            "coupon_expired": self.expired,
            "friend_offer_expired": False,
            "different_owner": self.owner is not None and self.owner is not person,
            "coupon_used": self.usages > 0 and not self.shared,
        }


class Coupons:
    """The coupons of a site."""

    def __init__(self) -> None:
        self._by_code: dict[str, Coupon] = {}
        for code in IN_STOCK:
            self._add(code, 10.0, percentage=True)
        self._add(EXPIRED, 5.0, percentage=False).valid_until = NOW - timedelta(days=200)
        self.shared = self._add(SHARED, 10.0, percentage=None)

    def find(self, code: str) -> Coupon | None:
        """Find a coupon, whatever the case of the letters; None for a foreign one."""
        return self._by_code.get(code.upper())

    def issue(self, owner: Person, amount: float, *, percentage: bool = False, code: str | None = None) -> Coupon:
        """Give somebody a new coupon.

        Args:
            owner: whose it will be.
            amount: money, or per cent with `percentage`.
            percentage: whether the amount is per cent.
            code: a code of the shop's, None for one of Talkable's own.
        """
        coupon = self._add(code or f"COUPON_CODE_{len(self._by_code) + 1}", amount, percentage=percentage)
        coupon.owner = owner
        return coupon

    def use(self, codes: Iterable[str]) -> None:
        """Note that a purchase was made with some codes; foreign ones are passed over."""
        for code in codes:
            coupon = self.find(code)
            if coupon is not None:
                coupon.usages += 1

    def _add(self, code: str, amount: float, *, percentage: bool | None) -> Coupon:
        coupon = Coupon(len(self._by_code) + 1, code, amount, percentage)
        return self._by_code.setdefault(code, coupon)
