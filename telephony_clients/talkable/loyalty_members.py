"""Talkable's loyalty members, how their points move, and what points buy."""

from datetime import date, datetime
from decimal import Decimal

import attrs

from telephony_clients.core.models.model import Json, Model
from telephony_clients.talkable.coupons import Coupon

__all__ = [
    "ActionConfig",
    "Collected",
    "CouponList",
    "LoyaltyAction",
    "LoyaltyMember",
    "MemberDate",
    "MovedPoints",
    "RedemptionBatch",
    "StaffUser",
]


@attrs.frozen(kw_only=True)
class MemberDate(Model):
    """A day that matters to a member. It is read and written.

    Attributes:
        identifier: such as ``birthday``; the site's rules name it.
        date: the day.

    Source: OpenAPI file, "updateLoyaltyMember".
    """

    identifier: str
    date: date


@attrs.frozen(kw_only=True)
class LoyaltyMember(Model):
    """A member of the site's loyalty programme.

    Attributes:
        email: the address, which names the member.
        phone_number: in E.164.
        points_balance: points.
        custom_properties: the shop's own fields; the vendor keeps every value as text, ``true`` as ``t``.
        member_dates: days that matter.
    """

    email: str
    phone_number: str | None = None
    points_balance: int | None = None
    custom_properties: dict[str, str] | None = None
    member_dates: list[MemberDate] | None = None


@attrs.frozen(kw_only=True)
class ActionConfig(Model):
    """What points are given for.

    Attributes:
        name, description: in words.
        points: how many.
    """

    name: str | None = None
    description: str | None = None
    points: int | None = None


@attrs.frozen(kw_only=True)
class StaffUser(Model):
    """Who adjusted a balance.

    Attributes:
        id: their number.
        account_id: their account's.
        email: their address.
        staff_member: whether they work at Talkable.
    """

    id: int
    account_id: int | None = None
    email: str | None = None
    staff_member: bool | None = None


@attrs.frozen(kw_only=True)
class LoyaltyAction(Model):
    """A movement of points.

    Attributes:
        type: ``redeem``, ``manual_adjustment`` or what the site calls the action.
        created_at: when the points moved; timezone-aware.
        points: negative for what was spent or taken.
        action_config: what they were given for.
        coupon: what they bought.
        event: only ever seen empty.
        user: who adjusted the balance.
    """

    type: str
    points: int
    created_at: datetime | None = None
    action_config: ActionConfig | None = None
    coupon: Coupon | None = None
    event: Json = None
    user: StaffUser | None = None


@attrs.frozen(kw_only=True)
class Collected(Model):
    """What came of an action that may earn points.

    Attributes:
        collected: whether points were given; False when none of the site's rules matched.
        loyalty_member: the member after it.
    """

    collected: bool
    loyalty_member: LoyaltyMember


@attrs.frozen(kw_only=True)
class MovedPoints(Model):
    """Points that were spent or adjusted.

    Attributes:
        action: the movement, with the coupon that was bought.
        loyalty_member: the member after it.
    """

    action: LoyaltyAction
    loyalty_member: LoyaltyMember


@attrs.frozen(kw_only=True)
class CouponList(Model):
    """The coupons that points buy.

    Attributes:
        name: its name.
        amount, percentage_discount: as in `Coupon`.
        localized_amount: such as ``10%``.
        expires_at: timezone-aware.
    """

    name: str | None = None
    amount: Decimal | None = None
    localized_amount: str | None = None
    percentage_discount: bool | None = None
    expires_at: datetime | None = None


@attrs.frozen(kw_only=True)
class RedemptionBatch(Model):
    """Something that points buy.

    Attributes:
        id: its number, for `Loyalty.redeem`.
        description: in words.
        points_cost: points.
        position: its place among the others.
        available_coupons_count: coupons left.
        coupon_list: where its coupons come from.
    """

    id: int
    description: str | None = None
    points_cost: int | None = None
    position: int | None = None
    available_coupons_count: int | None = None
    coupon_list: CouponList | None = None
