"""Talkable's loyalty programme: members, and what they collect and redeem."""

from collections.abc import Mapping, Sequence
from typing import Any

from telephony_clients.core.checks import within
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.values import UNSET, Params, Unset
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkable.loyalty_members import (
    Collected,
    LoyaltyAction,
    LoyaltyMember,
    MemberDate,
    MovedPoints,
    RedemptionBatch,
)

_MEMBER = "/loyalty/members/{email}"
_LARGEST_ID = 2**31 - 1


class Loyalty(Resource):
    """The loyalty programme. Its members are named by their e-mail address alone, which is quoted for you.

    A call that moves points is never repeated after a lost answer: each is a new movement.
    """

    __slots__ = ()

    _get_member = Operation("GET", _MEMBER, LoyaltyMember, pick="loyalty_member")
    _update_member = Operation("PUT", _MEMBER, LoyaltyMember, pick="loyalty_member", idempotent=True)
    _collect = Operation("POST", f"{_MEMBER}/collect_actions", Collected)
    _redeem = Operation("POST", f"{_MEMBER}/redeem_actions", MovedPoints)
    _adjust_points = Operation("POST", f"{_MEMBER}/manual_adjustment_actions", MovedPoints)
    _list_collect_actions = Operation("GET", f"{_MEMBER}/collect_actions", LoyaltyAction, pick="actions")
    _list_redeem_actions = Operation("GET", f"{_MEMBER}/redeem_actions", LoyaltyAction, pick="actions")
    _list_manual_adjustment_actions = Operation(
        "GET", f"{_MEMBER}/manual_adjustment_actions", LoyaltyAction, pick="actions"
    )
    _list_redemption_batches = Operation(
        "GET", f"{_MEMBER}/redemption_batches", RedemptionBatch, pick="redemption_batches"
    )

    async def get_member(self, email: str) -> LoyaltyMember:
        """Fetch one member.

        Args:
            email: the member's.

        Returns:
            the member.

        Raises:
            NotFound: there is no such member (Talkable says so with 400).
            BadRequest: the member is not active.
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "findLoyaltyMember".
        """
        return await self._fetch(self._get_member(email))

    async def update_member(
        self,
        email: str,
        *,
        custom_properties: Mapping[str, Any] | Unset = UNSET,
        member_dates: Sequence[MemberDate | Mapping[str, Any]] | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
    ) -> LoyaltyMember:
        """Set a member's properties and dates. Only what is given is sent; a repeat does no harm.

        Args:
            email: the member's.
            custom_properties: flat; keys of lower-case letters, digits and ``_``. Every value is kept as text.
            member_dates: days that matter; whether they replace the others is not stated.
            extra: further fields of ``data``.

        Returns:
            the member as changed.

        Raises:
            BadRequest: the dates are unreadable.
            ValidationFailed: a property's key is not valid.
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "updateLoyaltyMember".
        """
        data = self._body({"custom_properties": custom_properties, "member_dates": member_dates}, extra)
        return await self._fetch(self._update_member(email, json={"data": data}))

    async def collect(
        self,
        email: str,
        *,
        action_type: str,
        traffic_source: str | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
    ) -> Collected:
        """Give a member the points of an action; each call is a new one.

        Args:
            email: the member's.
            action_type: the action's identifier, as the site configured it.
            traffic_source: an identifier from ``traffic_sources``; ``api`` when left out.
            extra: further fields of ``data``.

        Returns:
            whether points were given, and the member; that none were is an answer, not an error.

        Raises:
            NotFound: there is no such member, action or loyalty campaign (Talkable says so with 400).
            BadRequest: the member is not active.
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "createCollectAction".
        """
        data = self._body({"type": action_type, "traffic_source": traffic_source}, extra)
        return await self._fetch(self._collect(email, json={"data": data}))

    async def redeem(
        self,
        email: str,
        *,
        redemption_batch_id: int,
        traffic_source: str | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
    ) -> MovedPoints:
        """Spend a member's points on a coupon; each call buys another.

        Args:
            email: the member's.
            redemption_batch_id: `RedemptionBatch.id`, at least 1.
            traffic_source: an identifier from ``traffic_sources``; ``api`` when left out.
            extra: further fields of ``data``.

        Returns:
            the movement with its coupon, and the member.

        Raises:
            ConfigurationError: the id is out of its range, before anything is sent.
            NotFound: there is no such member (Talkable says so with 400).
            BadRequest: there are not enough points.
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "createRedeemAction".
        """
        batch = within(redemption_batch_id, 1, _LARGEST_ID, "redemption_batch_id")
        data = self._body({"redemption_batch_id": batch, "traffic_source": traffic_source}, extra)
        return await self._fetch(self._redeem(email, json={"data": data}))

    async def adjust_points(
        self,
        email: str,
        *,
        points: int,
        description: str | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
    ) -> MovedPoints:
        """Add to a member's balance, or take from it; each call does it once more.

        Args:
            email: the member's.
            points: how many; negative to take.
            description: why.
            extra: further fields of ``data``.

        Returns:
            the movement, and the member.

        Raises:
            NotFound: there is no such member (Talkable says so with 400).
            ValidationFailed: the balance would fall below 0 or pass the site's limit.
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "adjustLoyaltyMembersPointsBalance".
        """
        data = self._body({"points": points, "description": description}, extra)
        return await self._fetch(self._adjust_points(email, json={"data": data}))

    def list_collect_actions(
        self, email: str, *, cursor: Mapping[str, Any] | None = None, params: Params | None = None
    ) -> Pager[LoyaltyAction]:
        """List what a member collected; the list comes whole.

        Args:
            email: the member's.
            cursor: where to go on, from ``Pager.cursor`` or an error.
            params: further query parameters.

        Returns:
            a pager of movements.

        Raises:
            NotFound: there is no such member or loyalty campaign (when the list is fetched).
            TelephonyError: any other of its kinds, with a cursor (when the list is fetched).

        Source: the vendor's OpenAPI file, "listCollectActions".
        """
        return self._pages(self._list_collect_actions(email, params=self._query({}, params)), cursor=cursor)

    def list_redeem_actions(
        self, email: str, *, cursor: Mapping[str, Any] | None = None, params: Params | None = None
    ) -> Pager[LoyaltyAction]:
        """List what a member redeemed; the list comes whole.

        Args:
            email: the member's.
            cursor: where to go on, from ``Pager.cursor`` or an error.
            params: further query parameters.

        Returns:
            a pager of movements, each with its coupon.

        Raises:
            NotFound: there is no such member or loyalty campaign (when the list is fetched).
            TelephonyError: any other of its kinds, with a cursor (when the list is fetched).

        Source: the vendor's OpenAPI file, "listRedeemActions".
        """
        return self._pages(self._list_redeem_actions(email, params=self._query({}, params)), cursor=cursor)

    def list_manual_adjustment_actions(
        self, email: str, *, cursor: Mapping[str, Any] | None = None, params: Params | None = None
    ) -> Pager[LoyaltyAction]:
        """List how a member's balance was adjusted; the list comes whole.

        Args:
            email: the member's.
            cursor: where to go on, from ``Pager.cursor`` or an error.
            params: further query parameters.

        Returns:
            a pager of movements, each with who made it.

        Raises:
            NotFound: there is no such member (when the list is fetched).
            TelephonyError: any other of its kinds, with a cursor (when the list is fetched).

        Source: the vendor's OpenAPI file, "listManualAdjustmentActions".
        """
        return self._pages(self._list_manual_adjustment_actions(email, params=self._query({}, params)), cursor=cursor)

    def list_redemption_batches(
        self, email: str, *, cursor: Mapping[str, Any] | None = None, params: Params | None = None
    ) -> Pager[RedemptionBatch]:
        """List what a member's points can buy; the list comes whole.

        Args:
            email: the member's.
            cursor: where to go on, from ``Pager.cursor`` or an error.
            params: further query parameters.

        Returns:
            a pager of what there is to buy.

        Raises:
            NotFound: there is no such member or loyalty campaign (when the list is fetched).
            TelephonyError: any other of its kinds, with a cursor (when the list is fetched).

        Source: the vendor's OpenAPI file, "listRedemptionBatches".
        """
        return self._pages(self._list_redemption_batches(email, params=self._query({}, params)), cursor=cursor)
