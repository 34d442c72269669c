"""The credits of a Talkover account."""

from datetime import datetime
from decimal import Decimal

import attrs

from telephony_clients.core import checks
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import UNSET, Extra, Unset
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkover.charges import Charge

__all__ = ["Credits", "CreditsBalance"]


@attrs.frozen(kw_only=True)
class CreditsBalance(Model):
    """What can be spent.

    Attributes:
        balance, currency: how much, in a currency of ISO 4217.
        auto_topup_enabled: whether more is bought by itself.
        as_of: when it was so.
    """

    balance: Decimal
    currency: str | None = None
    auto_topup_enabled: bool | None = None
    as_of: datetime | None = None


class Credits(Resource):
    """The account's credits; they need the token that `Account` speaks of."""

    _purchase = Operation("POST", "/credits/purchase", Charge)
    _balance = Operation("GET", "/credits/balance", CreditsBalance)

    async def purchase(
        self, *, amount: Decimal | float, payment_method_id: str | Unset = UNSET, extra: Extra | None = None
    ) -> Charge:
        """Buy credits with REAL MONEY. It is never sent twice after an unknown outcome: look at `balance` then.

        `PaymentRequired` has the code ``PAYMENT_FAILED``.

        Args:
            amount: above 0, in the account's currency.
            payment_method_id: a saved way to pay; the default one when left out.

        Source: vendor docs, "purchase-credits".
        """
        known = {"amount": checks.amount(amount, "amount"), "payment_method_id": payment_method_id}
        return await self.fetch(self._purchase(json=self.body(known, extra)))

    async def balance(self) -> CreditsBalance:
        """Fetch what can be spent. Source: vendor docs, "get-credits-balance"."""
        return await self.fetch(self._balance())
