"""Talkover's phone numbers."""

from datetime import date, datetime
from decimal import Decimal

import attrs

from telephony_clients.core.checks import within
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Part, Resource
from telephony_clients.core.models.fields import JsonObject, OpenEnum, TextId
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Cursor, Extra, Params
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkover.release_requests import ReleaseRequest, ReleaseRequests

__all__ = ["PhoneNumber", "PhoneNumberStatus", "PhoneNumberType", "PhoneNumbers"]


class PhoneNumberType(OpenEnum):
    """What a number is for."""

    VOICE = "voice"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    MMS = "mms"
    FAX = "fax"


class PhoneNumberStatus(OpenEnum):
    """Whether a number can be used."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    PENDING = "pending"
    SUSPENDED = "suspended"


@attrs.frozen(kw_only=True)
class PhoneNumber(Model):
    """A number of the environment. Fields without None are marked required in the vendor's docs.

    Attributes:
        id, number: an opaque id, and the number in E.164.
        country_code: its country, the two letters of ISO 3166.
        formatted_number, international_number: as written inside its country and abroad.
        type: what it is for.
        has_voice, has_sms, has_mms, has_fax, has_whatsapp: what it can do.
        current_status: whether it can be used.
        is_sandbox: whether it is for trials.
        current_price, currency: the price, in a currency of ISO 4217.
        renewal_date: when it is renewed next.
        auto_renewal: whether that happens by itself.
        monthly_renewal_cost: in `currency`.
        days_until_monthly_renewal: days.
        is_due_for_monthly_renewal: whether it is due now.
        environment, agents: only in the vendor's Portuguese docs, "when loaded".
    """

    id: TextId
    number: TextId
    country_code: str
    formatted_number: TextId
    international_number: TextId
    type: PhoneNumberType | str
    has_voice: bool
    has_sms: bool
    has_mms: bool
    has_fax: bool
    has_whatsapp: bool
    current_status: PhoneNumberStatus | str
    is_sandbox: bool
    current_price: Decimal
    currency: str
    renewal_date: date | None = None
    auto_renewal: bool
    created_at: datetime
    updated_at: datetime
    monthly_renewal_cost: Decimal
    days_until_monthly_renewal: int | None = None
    is_due_for_monthly_renewal: bool
    environment: JsonObject | None = None
    agents: list[JsonObject] | None = None


class PhoneNumbers(Resource):
    """The phone numbers of the token's environment.

    A page has 1 to 100. The vendor's page shows no paging while the OpenAPI file does: without a size none is asked
    for, and pages are followed when the answer tells of them.

    Attributes:
        release_requests: requests to give numbers back.
    """

    _list = Operation("GET", "/phone-numbers", PhoneNumber)
    _request_release = Operation("POST", "/phone-numbers/{phone_number_id}/request-release", ReleaseRequest)

    release_requests = Part(ReleaseRequests)

    def list(
        self,
        *,
        type: PhoneNumberType | str | None = None,  # noqa: A002 - the vendor's word
        has_voice: bool | None = None,
        has_whatsapp: bool | None = None,
        search: str | None = None,
        direction: str | None = None,
        page_size: int | None = None,
        cursor: Cursor | None = None,
        params: Params | None = None,
    ) -> Pager[PhoneNumber]:
        """List the numbers; `ValidationFailed` for a ``type`` that the vendor does not know.

        Args:
            has_voice, has_whatsapp: only numbers that can, or cannot, make calls or use WhatsApp.
            search: a number or id; a leading ``+`` is encoded for you.
            direction: named in the vendor's list of routes, not on the page; values not stated.

        Source: vendor docs, "list-phone-numbers".
        """
        abilities = {"has_voice": has_voice, "has_whatsapp": has_whatsapp}
        query = self.query({"type": type, **abilities, "search": search, "direction": direction}, params)
        return self.pager(self._list(params=query), page_size=page_size, cursor=cursor)

    async def request_release(self, phone_number_id: str, *, reason: str, extra: Extra | None = None) -> ReleaseRequest:
        """Ask to give a number back, which cannot be undone once it is approved; not repeated after a lost answer.

        ``reason`` has 10 to 500 characters. `Conflict` with the code ``RELEASE_ALREADY_PENDING`` when it was asked for
        already, `ValidationFailed` with ``PHONE_NUMBER_IN_USE`` while active agents have the number. Source: vendor
        docs, "request-phone-release".
        """
        within(len(reason), 10, 500, "The length of reason")
        return await self.fetch(self._request_release(phone_number_id, json=self.body({"reason": reason}, extra)))
