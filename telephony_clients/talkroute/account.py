"""The Talkroute account."""

import attrs

from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import TextId
from telephony_clients.core.wire.request import Operation, Source
from telephony_clients.talkroute.record import Record

__all__ = ["Account", "AccountInformation"]


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


class AccountInformation(Resource):
    """The account that the key belongs to."""

    _get = Operation("GET", "/v2/account", Account, source=Source.OBSERVED)

    async def get(self) -> Account:
        """Fetch the account, the cheapest way to try a key; `AuthenticationError` when that is not accepted.

        Source: observed in public clients in production.
        """
        return await self.fetch(self._get())
