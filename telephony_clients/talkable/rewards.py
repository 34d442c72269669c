"""Talkable's rewards: what advocates and friends get."""

from decimal import Decimal
from uuid import UUID

import attrs

from telephony_clients.core.checks import uuid_text
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import OpenEnum
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Cursor, Params
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkable.coupons import Coupon

__all__ = ["IncentiveType", "Reward", "RewardReason", "RewardStatus", "Rewards"]


class RewardStatus(OpenEnum):
    """Whether a reward was given."""

    PAID = "Paid"
    UNPAID = "Unpaid"
    VOIDED = "Voided"


class RewardReason(OpenEnum):
    """What a reward is given for."""

    SIGNUP = "signup"
    SHARED = "shared"
    CLICK = "click"
    REFERRER = "referrer"
    REFERRED = "referred"


class IncentiveType(OpenEnum):
    """What a reward consists of."""

    REBATE = "rebate"
    DISCOUNT_COUPON = "discount_coupon"
    OTHER = "other"


@attrs.frozen(kw_only=True)
class Reward(Model):
    """A reward.

    Attributes:
        id, reason, status: its number, which no call takes, what it is for, and whether it was given.
        amount: money, or per cent for some coupons.
        incentive_type, incentive_description, incentive_custom_description: what it consists of, and the same in words.
        coupon, coupon_code: its coupon, None when it has none or is not given yet, and that coupon's code.

    Source: that the amount may be missing, the vendor's Ruby client.
    """

    id: int
    reason: RewardReason | str | None = None
    status: RewardStatus | str | None = None
    amount: Decimal | None = None
    incentive_type: IncentiveType | str | None = None
    incentive_description: str | None = None
    incentive_custom_description: str | None = None
    coupon: Coupon | None = None
    coupon_code: str | None = None


class Rewards(Resource):
    """Rewards by visitor; a person's rewards are with the people."""

    _list = Operation("GET", "/rewards", Reward, unwrap="rewards")

    def list(
        self,
        *,
        visitor_uuid: str | UUID,
        status: RewardStatus | str | None = None,
        cursor: Cursor | None = None,
        params: Params | None = None,
    ) -> Pager[Reward]:
        """List a visitor's rewards; the list comes whole.

        ``visitor_uuid`` is as told to `Visitors.create`; `ConfigurationError` for what is none. ``status`` is ``Paid``,
        ``Unpaid``, ``Voided`` or ``All``. Source: OpenAPI file, "listRewards"; the status, older pages only, whose
        default is ``Paid``.
        """
        query = self.query({"visitor_uuid": uuid_text(visitor_uuid, "visitor_uuid"), "status": status}, params)
        return self.pager(self._list(params=query), cursor=cursor)
