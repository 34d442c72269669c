"""The Talkroute account, its plan, and what that includes."""

from decimal import Decimal

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import TextId
from telephony_clients.core.values import Cursor, Params
from telephony_clients.core.wire.request import Operation, Source
from telephony_clients.talkroute.record import Record

__all__ = ["Account", "AccountInformation", "PermittedFeature", "Plan"]


@attrs.frozen(kw_only=True)
class Account(Record):
    """The account that a key belongs to.

    Attributes:
        id, name, email: whose it is; the id is opaque.
        plan_id: the plan's number.
        trial: whether it is a trial.
        is_past_due: whether a payment is late.
        days_past_due: for how many days.
        outbound_dialing: whether calls can be made.
        timezone: IANA name.
    """

    id: TextId
    name: str | None = None
    email: str | None = None
    plan_id: int | None = None
    trial: bool | None = None
    is_past_due: bool | None = None
    days_past_due: int | None = None
    outbound_dialing: bool | None = None
    timezone: str | None = None


@attrs.frozen(kw_only=True)
class Plan(Record):
    """What the account pays for.

    Attributes:
        id: the plan's number.
        plan_id, plan_name, display_name: what it is called.
        monthly_price: US dollars, as far as is known.
        included_users: how many users it includes.
        is_current: whether it is the account's.
    """

    id: TextId
    plan_id: TextId | None = None
    plan_name: str | None = None
    display_name: str | None = None
    monthly_price: Decimal | None = None
    included_users: int | None = None
    is_current: bool | None = None


@attrs.frozen(kw_only=True)
class PermittedFeature(Record):
    """Something that a plan may include.

    Attributes:
        id, feature_id: opaque.
        name, display_name, description: what it is.
        allowed: whether the plan includes it.
        included, used: how much of it there is, and how much is used.
    """

    id: TextId | None = None
    feature_id: TextId | None = None
    name: str | None = None
    display_name: str | None = None
    description: str | None = None
    allowed: bool | None = None
    included: int | None = None
    used: int | None = None

    @property
    def label(self) -> str:
        """What to call it before people."""
        return self.display_name or self.name or f"feature {self.feature_id or self.id}"


class AccountInformation(Resource):
    """The account that the key belongs to."""

    _get = Operation("GET", "/v2/account", Account, source=Source.OBSERVED)
    _get_plan = Operation("GET", "/v2/accounts/plan", Plan, source=Source.OBSERVED)
    _list_permitted_features = Operation(
        "GET", "/v2/accounts/permitted-features", PermittedFeature, paged=True, source=Source.OBSERVED
    )

    async def get(self) -> Account:
        """Fetch the account, the cheapest way to try a key. Source: observed."""
        return await self.fetch(self._get())

    async def get_plan(self) -> Plan:
        """Fetch the account's plan. Source: observed."""
        return await self.fetch(self._get_plan())

    def list_permitted_features(
        self, *, page_size: int | None = None, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[PermittedFeature]:
        """List what the plan includes and what it does not: why a call was refused with 402. Source: observed."""
        request = self._list_permitted_features(params=self.query({}, params))
        return self.pager(request, page_size=page_size, cursor=cursor)
