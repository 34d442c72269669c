"""Talkable's loyalty programme: members, how their points move, and what points buy."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import attrs

from telephony_clients.core.checks import within
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import Json
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import UNSET, Cursor, Extra, Params, Unset
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkable.coupons import Coupon

__all__ = [
    "ActionConfig",
    "Collected",
    "CouponList",
    "Loyalty",
    "LoyaltyAction",
    "LoyaltyMember",
    "MemberDate",
    "MovedPoints",
    "RedemptionBatch",
    "StaffUser",
]

_MEMBER = "/loyalty/members/{email}"


@attrs.frozen(kw_only=True)
class MemberDate(Model):
    """A day that matters to a member, read and written: its `identifier`, such as ``birthday``, and the `date`."""

    identifier: str
    date: date


@attrs.frozen(kw_only=True)
class LoyaltyMember(Model):
    """A member of the site's loyalty programme.

    Attributes:
        email, phone_number: the address, which names the member, and the number in E.164.
        points_balance, member_dates: points, and days that matter.
        custom_properties: the shop's own fields; the vendor keeps every value as text, ``true`` as ``t``.
    """

    email: str
    phone_number: str | None = None
    points_balance: int | None = None
    custom_properties: dict[str, str] | None = None
    member_dates: list[MemberDate] | None = None


@attrs.frozen(kw_only=True)
class ActionConfig(Model):
    """What `points` are given for: its `name`, and a `description` in words."""

    name: str | None = None
    description: str | None = None
    points: int | None = None


@attrs.frozen(kw_only=True)
class StaffUser(Model):
    """Who adjusted a balance: `id`, `account_id`, `email`, and whether it is a `staff_member` of Talkable's."""

    id: int
    account_id: int | None = None
    email: str | None = None
    staff_member: bool | None = None


@attrs.frozen(kw_only=True)
class LoyaltyAction(Model):
    """A movement of points.

    Attributes:
        type: ``redeem``, ``manual_adjustment`` or what the site calls the action.
        points: negative for what was spent or taken.
        action_config, coupon: what they were given for, and what they bought.
        event, user: only ever seen empty, and who adjusted the balance.
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
    """The `loyalty_member` after an action; `collected` is False when none of the site's rules gave points for it."""

    collected: bool
    loyalty_member: LoyaltyMember


@attrs.frozen(kw_only=True)
class MovedPoints(Model):
    """Points spent or adjusted: the `action`, with the coupon that was bought, and the `loyalty_member` after it."""

    action: LoyaltyAction
    loyalty_member: LoyaltyMember


@attrs.frozen(kw_only=True)
class CouponList(Model):
    """The coupons that points buy: `name`, `amount`, `percentage_discount`, `localized_amount` and `expires_at`."""

    name: str | None = None
    amount: Decimal | None = None
    localized_amount: str | None = None
    percentage_discount: bool | None = None
    expires_at: datetime | None = None


@attrs.frozen(kw_only=True)
class RedemptionBatch(Model):
    """What points buy: `id`, `description`, `points_cost`, `position`, `available_coupons_count` and `coupon_list`."""

    id: int
    description: str | None = None
    points_cost: int | None = None
    position: int | None = None
    available_coupons_count: int | None = None
    coupon_list: CouponList | None = None


class Loyalty(Resource):
    """The loyalty programme. Its members are named by their e-mail address alone.

    One that is not there raises `NotFound`, as does a site without a loyalty campaign. A call that moves points is
    never repeated after a lost answer: each is a new movement. Its lists come whole.
    """

    _get_member = Operation("GET", _MEMBER, LoyaltyMember, unwrap="loyalty_member")
    _update_member = Operation("PUT", _MEMBER, LoyaltyMember, unwrap="loyalty_member", idempotent=True)
    _collect = Operation("POST", f"{_MEMBER}/collect_actions", Collected)
    _redeem = Operation("POST", f"{_MEMBER}/redeem_actions", MovedPoints)
    _adjust_points = Operation("POST", f"{_MEMBER}/manual_adjustment_actions", MovedPoints)
    _list_collect_actions = Operation("GET", f"{_MEMBER}/collect_actions", LoyaltyAction, unwrap="actions")
    _list_redeem_actions = Operation("GET", f"{_MEMBER}/redeem_actions", LoyaltyAction, unwrap="actions")
    _list_manual_adjustment_actions = Operation(
        "GET", f"{_MEMBER}/manual_adjustment_actions", LoyaltyAction, unwrap="actions"
    )
    _list_redemption_batches = Operation(
        "GET", f"{_MEMBER}/redemption_batches", RedemptionBatch, unwrap="redemption_batches"
    )

    async def get_member(self, email: str) -> LoyaltyMember:
        """Fetch one member; `BadRequest` when it is not active. Source: OpenAPI file, "findLoyaltyMember"."""
        return await self.fetch(self._get_member(email))

    async def update_member(
        self,
        email: str,
        *,
        custom_properties: Mapping[str, Any] | Unset = UNSET,
        member_dates: Sequence[MemberDate | Mapping[str, Any]] | Unset = UNSET,
        extra: Extra | None = None,
    ) -> LoyaltyMember:
        """Set a member's properties and dates; only what is given is sent.

        ``custom_properties`` are flat; keys of lower-case letters, digits and ``_``, else `ValidationFailed`. Every
        value is kept as text. ``member_dates`` are days that matter; whether they replace the others is not stated.
        Source: OpenAPI file, "updateLoyaltyMember".
        """
        data = self.body({"custom_properties": custom_properties, "member_dates": member_dates}, extra)
        return await self.fetch(self._update_member(email, json={"data": data}))

    async def collect(
        self, email: str, *, action_type: str, traffic_source: str | Unset = UNSET, extra: Extra | None = None
    ) -> Collected:
        """Give a member the points of an action; that none were given is an answer, not an error.

        ``action_type`` is the action's identifier, as the site configured it, else `NotFound`; ``traffic_source``, an
        identifier from ``traffic_sources``, is ``api`` when left out. Source: OpenAPI file, "createCollectAction".
        """
        data = self.body({"type": action_type, "traffic_source": traffic_source}, extra)
        return await self.fetch(self._collect(email, json={"data": data}))

    async def redeem(
        self, email: str, *, redemption_batch_id: int, traffic_source: str | Unset = UNSET, extra: Extra | None = None
    ) -> MovedPoints:
        """Spend a member's points on a coupon; `BadRequest` when there are not enough.

        ``redemption_batch_id`` is a `RedemptionBatch.id`, at least 1; ``traffic_source`` is as in `collect`.
        Source: OpenAPI file, "createRedeemAction".
        """
        batch = within(redemption_batch_id, 1, 2**31 - 1, "redemption_batch_id")
        data = self.body({"redemption_batch_id": batch, "traffic_source": traffic_source}, extra)
        return await self.fetch(self._redeem(email, json={"data": data}))

    async def adjust_points(
        self, email: str, *, points: int, description: str | Unset = UNSET, extra: Extra | None = None
    ) -> MovedPoints:
        """Add to a member's balance, or take from it with negative ``points``; ``description`` says why.

        `ValidationFailed` when the balance would fall below 0 or pass the site's limit. Source: OpenAPI file,
        "adjustLoyaltyMembersPointsBalance".
        """
        data = self.body({"points": points, "description": description}, extra)
        return await self.fetch(self._adjust_points(email, json={"data": data}))

    def list_collect_actions(
        self, email: str, *, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[LoyaltyAction]:
        """List what a member collected. Source: OpenAPI file, "listCollectActions"."""
        return self.pager(self._list_collect_actions(email, params=self.query({}, params)), cursor=cursor)

    def list_redeem_actions(
        self, email: str, *, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[LoyaltyAction]:
        """List what a member redeemed, each movement with its coupon. Source: OpenAPI file, "listRedeemActions"."""
        return self.pager(self._list_redeem_actions(email, params=self.query({}, params)), cursor=cursor)

    def list_manual_adjustment_actions(
        self, email: str, *, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[LoyaltyAction]:
        """List how a balance was adjusted, and by whom. Source: OpenAPI file, "listManualAdjustmentActions"."""
        return self.pager(self._list_manual_adjustment_actions(email, params=self.query({}, params)), cursor=cursor)

    def list_redemption_batches(
        self, email: str, *, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[RedemptionBatch]:
        """List what a member's points can buy. Source: OpenAPI file, "listRedemptionBatches"."""
        return self.pager(self._list_redemption_batches(email, params=self.query({}, params)), cursor=cursor)
