"""Talkover's phone numbers."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import JsonObject, Model, OpenEnum
from telephony_clients.core.values import Params
from telephony_clients.core.wire.request import Operation


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
        id: opaque.
        number: E.164.
        country_code: ISO 3166, two letters.
        formatted_number: as written inside its country.
        international_number: as written abroad.
        type: what it is for.
        has_voice, has_sms, has_mms, has_fax, has_whatsapp: what it can do.
        current_status: whether it can be used.
        is_sandbox: whether it is for trials.
        current_price: in `currency`.
        currency: ISO 4217.
        renewal_date: when it is renewed next.
        auto_renewal: whether that happens by itself.
        created_at, updated_at: aware instants.
        monthly_renewal_cost: in `currency`.
        days_until_monthly_renewal: days.
        is_due_for_monthly_renewal: whether it is due now.
        environment: only in the vendor's Portuguese docs, "when loaded".
        agents: likewise.

    Source: vendor docs, the endpoint pages' examples and field tables.
    """

    id: str
    number: str
    country_code: str
    formatted_number: str
    international_number: str
    type: PhoneNumberType
    has_voice: bool
    has_sms: bool
    has_mms: bool
    has_fax: bool
    has_whatsapp: bool
    current_status: PhoneNumberStatus
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
    """The phone numbers of the token's environment."""

    _list = Operation("GET", "/phone-numbers", PhoneNumber)

    def list(
        self,
        *,
        type: PhoneNumberType | str | None = None,  # noqa: A002 - the vendor's word
        has_voice: bool | None = None,
        has_whatsapp: bool | None = None,
        search: str | None = None,
        direction: str | None = None,
        page_size: int | None = None,
        cursor: Mapping[str, Any] | None = None,
        params: Params | None = None,
    ) -> Pager[PhoneNumber]:
        """List the numbers.

        Args:
            type: ``voice``, ``sms``, ``whatsapp``, ``mms`` or ``fax``.
            has_voice: only numbers that can, or cannot, make calls.
            has_whatsapp: only numbers that can, or cannot, use WhatsApp.
            search: a number or id; a leading ``+`` is encoded for you.
            direction: named in the vendor's list of routes, not on the page; values not stated.
            page_size: 1 to 100. The page shows no paging while the OpenAPI file does: without a size none is asked
                for, and pages are followed when the answer tells of them.
            cursor: where to go on, from ``Pager.cursor`` or an error.
            params: further query parameters.

        Returns:
            a pager of numbers.

        Raises:
            ConfigurationError: an argument is out of its range, before anything is sent.
            ValidationFailed: the vendor does not know the type (when a page is fetched).
            TelephonyError: any other of its kinds, with a cursor (when a page is fetched).

        Source: vendor docs, "list-phone-numbers".
        """
        query = self.query(
            {
                "type": type,
                "has_voice": has_voice,
                "has_whatsapp": has_whatsapp,
                "search": search,
                "direction": direction,
            },
            params,
        )
        return self.pager(self._list(params=query), page_size=page_size, cursor=cursor)
