"""What Talkover tells of a charge, whoever caused it."""

from decimal import Decimal

import attrs

from telephony_clients.core.models.fields import TextId
from telephony_clients.core.models.model import Model

__all__ = ["Charge"]


@attrs.frozen(kw_only=True)
class Charge(Model):
    """Money that was taken for credits.

    Attributes:
        amount_charged, currency: how much, in a currency of ISO 4217.
        new_balance: the credits after it.
        transaction_id: the payment provider's; opaque.
    """

    amount_charged: Decimal
    currency: str | None = None
    new_balance: Decimal | None = None
    transaction_id: TextId | None = None
