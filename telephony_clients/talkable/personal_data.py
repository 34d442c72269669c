"""What Talkable keeps about a person, for whoever asks for their data."""

from datetime import datetime
from decimal import Decimal

import attrs

from telephony_clients.core.models.model import Model, TextId

__all__ = ["PersonalData", "PersonalOrigin"]


@attrs.frozen(kw_only=True)
class PersonalOrigin(Model):
    """Something that a person did at the shop.

    Attributes:
        type: ``Purchase``, ``Event`` or ``AffiliateMember``.
        created_at: when, timezone-aware.
        ip_address: from where.
        order_number: the shop's, of a purchase.
        subtotal: in the site's currency.
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
        email, first_name, last_name, username, customer_id: as in `Person`.
        created_at: since when the person is known.
        opted_in_at, phone_opted_in_at, unsubscribed_at: timezone-aware, as is `created_at`.
        origins: what they did.
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
