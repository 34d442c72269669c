"""What Talkable keeps about a person, for whoever asks for their data."""

from datetime import datetime
from decimal import Decimal

import attrs

from telephony_clients.core.models.model import Model, TextId


@attrs.frozen(kw_only=True)
class PersonalOrigin(Model):
    """Something that a person did at the shop.

    Attributes:
        type: ``Purchase``, ``Event`` or ``AffiliateMember``.
        created_at: aware instant.
        ip_address: from where.
        order_number: of a purchase.
        subtotal: in the site's currency.

    Source: the examples of the vendor's OpenAPI file, which gives no schemas.
    """

    type: str
    created_at: datetime | None = None
    ip_address: str | None = None
    order_number: TextId | None = None
    subtotal: Decimal | None = None


@attrs.frozen(kw_only=True)
class PersonalData(Model):
    """All personal data of one person.

    Attributes:
        email: the address.
        first_name, last_name, username: names.
        customer_id: the shop's id.
        created_at: since when the person is known; aware.
        opted_in_at, phone_opted_in_at, unsubscribed_at: aware instants.
        origins: what they did.

    Source: the examples of the vendor's OpenAPI file, which gives no schemas.
    """

    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    username: str | None = None
    customer_id: TextId | None = None
    created_at: datetime | None = None
    opted_in_at: datetime | None = None
    phone_opted_in_at: datetime | None = None
    unsubscribed_at: datetime | None = None
    origins: list[PersonalOrigin] | None = None
