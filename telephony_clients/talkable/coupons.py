"""Talkable's coupons, and who may use them."""

from datetime import datetime
from decimal import Decimal

import attrs

from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import JsonObject
from telephony_clients.core.models.model import Model
from telephony_clients.core.wire.request import Operation

__all__ = ["Coupon", "CouponChecks", "CouponPermission", "Coupons", "FoundCoupon"]


@attrs.frozen(kw_only=True)
class Coupon(Model):
    """A coupon.

    Attributes:
        id, code: its number, and what is typed at the checkout; calls name it by the code.
        amount, description: money, or per cent when `percentage_discount`; such as ``$10`` or ``10%``.
        percentage_discount: whether the amount is per cent; None is seen on shared coupons.
        single_use, active: whether it can be used once only, and whether it can be used now.
        used, usages: whether it was used, and how often; `usages` is None for one that can be used often.
        expires_at, valid_until: the vendor deprecates the first for the second, which is in the site's time zone.
    """

    id: int
    code: str
    amount: Decimal | None = None
    description: str | None = None
    percentage_discount: bool | None = None
    single_use: bool | None = None
    used: bool | None = None
    active: bool | None = None
    usages: int | None = None
    expires_at: datetime | None = None
    valid_until: datetime | None = None


@attrs.frozen(kw_only=True)
class FoundCoupon(Model):
    """What Talkable knows of a code.

    Attributes:
        talkable_coupon: whether the coupon is Talkable's; if not, there is nothing more.
        coupon, associated_reward: the coupon, and what it was given for, None when it was given to nobody; today's
            shape of the reward is not stated.

    Source: of a coupon that is not Talkable's, the vendor's older pages.
    """

    talkable_coupon: bool
    coupon: Coupon | None = None
    associated_reward: JsonObject | None = None


@attrs.frozen(kw_only=True)
class CouponChecks(Model):
    """What speaks against a use; each False when it does not.

    Attributes:
        coupon_unissued, different_owner: it was given to nobody yet, or to somebody else.
        coupon_expired, friend_offer_expired: its time, or that of the friend's offer, is over.
        coupon_used: it was used.
    """

    coupon_unissued: bool | None = None
    coupon_expired: bool | None = None
    friend_offer_expired: bool | None = None
    different_owner: bool | None = None
    coupon_used: bool | None = None


@attrs.frozen(kw_only=True)
class CouponPermission(Model):
    """Whether a person may use a coupon.

    Attributes:
        allowed: the answer; True for a coupon that is not Talkable's.
        error_message, checks: why not, in words and one by one.
        talkable_coupon, coupon, associated_reward: as in `FoundCoupon`.
    """

    allowed: bool
    talkable_coupon: bool | None = None
    error_message: str | None = None
    checks: CouponChecks | None = None
    coupon: Coupon | None = None
    associated_reward: JsonObject | None = None


class Coupons(Resource):
    """The site's coupons.

    A code is what is typed at the checkout. It may hold any of ``A-Z 0-9 - _ / . % : * + @ & #``.
    """

    _get = Operation("GET", "/coupons/{code}", FoundCoupon)
    _check_permission = Operation("GET", "/coupons/{code}/permission/{person_slug}", CouponPermission)

    async def get(self, code: str) -> FoundCoupon:
        """Fetch a coupon, or that it is none of Talkable's. Source: OpenAPI file, "findCoupon"."""
        return await self.fetch(self._get(code))

    async def check_permission(self, code: str, person_slug: str | int) -> CouponPermission:
        """Ask whether a person may use a coupon, and what speaks against it; that they may not is no error.

        A person's slug is as in `People`. Source: OpenAPI file, "checkIfGivenCouponCodeBelongsToGivenPerson".
        """
        return await self.fetch(self._check_permission(code, person_slug))
