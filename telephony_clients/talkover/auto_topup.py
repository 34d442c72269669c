"""Talkover's automatic top-up of credits."""

from datetime import datetime
from decimal import Decimal
from typing import TypedDict, Unpack

import attrs

from telephony_clients.core.checks import amount, within
from telephony_clients.core.client.fields import given, takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import OpenEnum, TextId
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import UNSET, Cursor, Extra, Params, Unset
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkover.charges import Charge

__all__ = [
    "AutoTopUp",
    "AutoTopUpChanges",
    "AutoTopUpSettings",
    "Card",
    "PaymentMethod",
    "TopUp",
    "TopUpStatus",
    "TopUpTrigger",
]


class TopUpTrigger(OpenEnum):
    """Why credits were bought."""

    THRESHOLD = "threshold"
    SCHEDULED = "scheduled"
    TEST = "test"


class TopUpStatus(OpenEnum):
    """What became of it."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@attrs.frozen(kw_only=True)
class AutoTopUpSettings(Model):
    """When credits are bought, and how. An answer to a change leaves out some of it.

    Attributes:
        is_enabled: whether they are.
        threshold_amount: the balance below which they are.
        recharge_amount: how much is bought then.
        scheduled_payment_enabled: whether credits are bought every month, too.
        scheduled_amount, day_of_month: how much, and on which day (1 to 28).
        payment_method_id: the `PaymentMethod` that pays.
        daily_limit: the most that is charged in a day.
        recharge_count_today: charges so far today.
        last_recharge_at: of the last one.
        currency: of all amounts, by ISO 4217.
    """

    is_enabled: bool | None = None
    threshold_amount: Decimal | None = None
    recharge_amount: Decimal | None = None
    scheduled_payment_enabled: bool | None = None
    scheduled_amount: Decimal | None = None
    day_of_month: int | None = None
    payment_method_id: TextId | None = None
    daily_limit: Decimal | None = None
    recharge_count_today: int | None = None
    last_recharge_at: datetime | None = None
    currency: str | None = None
    updated_at: datetime | None = None


@attrs.frozen(kw_only=True)
class TopUp(Model):
    """Credits that were bought by themselves, or were to be.

    Attributes:
        id: opaque.
        amount, currency: how much, in a currency of ISO 4217.
        trigger, status: why, and what became of it.
        failure_reason: of one that failed, such as ``card_declined``.
        balance_before, balance_after: the credits, of one that succeeded.
        payment_method_id: the `PaymentMethod`.
        transaction_id: the payment provider's; opaque.
    """

    id: TextId
    amount: Decimal
    currency: str | None = None
    trigger: TopUpTrigger | str | None = None
    status: TopUpStatus | str | None = None
    failure_reason: str | None = None
    balance_before: Decimal | None = None
    balance_after: Decimal | None = None
    payment_method_id: TextId | None = None
    transaction_id: TextId | None = None
    created_at: datetime | None = None


@attrs.frozen(kw_only=True)
class Card(Model):
    """A card, as far as it may be shown.

    Attributes:
        brand: such as ``visa``.
        last4: the last digits of its number.
        exp_month, exp_year: when it expires.
    """

    brand: str | None = None
    last4: TextId | None = None
    exp_month: int | None = None
    exp_year: int | None = None


@attrs.frozen(kw_only=True)
class PaymentMethod(Model):
    """A saved way to pay.

    Attributes:
        id: opaque.
        type: ``card`` is the only one in the vendor's examples.
        card: the card.
        is_default: whether it pays when none is named.
    """

    id: TextId
    type: str | None = None
    card: Card | None = None
    is_default: bool | None = None
    created_at: datetime | None = None


class AutoTopUpChanges(TypedDict, total=False):
    """What changes in the settings.

    Attributes:
        is_enabled: whether credits are bought by themselves.
        threshold_amount: the balance below which they are; 1 to 1000.
        recharge_amount: how much is bought then; 1 to 1000.
        scheduled_payment_enabled: whether they are bought every month, too; that needs ``scheduled_amount``.
        scheduled_amount: how much then; 1 to 1000.
        day_of_month: on which day; 1 to 28.
        payment_method_id: a saved way to pay.
    """

    is_enabled: bool | Unset
    threshold_amount: Decimal | float | Unset
    recharge_amount: Decimal | float | Unset
    scheduled_payment_enabled: bool | Unset
    scheduled_amount: Decimal | float | Unset | None
    day_of_month: int | Unset | None
    payment_method_id: str | Unset
    extra: Extra | None


class AutoTopUp(Resource):
    """The automatic top-up of the token's environment."""

    _get_settings = Operation("GET", "/auto-topup/settings", AutoTopUpSettings)
    _update_settings = Operation("PUT", "/auto-topup/settings", AutoTopUpSettings, idempotent=True)
    _test = Operation("POST", "/auto-topup/test", Charge)
    _disable = Operation("POST", "/auto-topup/disable", AutoTopUpSettings, idempotent=True)
    _list_history = Operation("GET", "/auto-topup/history", TopUp, paged=True)
    _list_payment_methods = Operation("GET", "/auto-topup/payment-methods", PaymentMethod)

    async def get_settings(self) -> AutoTopUpSettings:
        """Fetch the settings. Source: vendor docs, "get-auto-topup-settings"."""
        return await self.fetch(self._get_settings())

    @takes(AutoTopUpChanges)
    async def update_settings(self, **changes: Unpack[AutoTopUpChanges]) -> AutoTopUpSettings:
        """Change what is given. Source: vendor docs, "update-auto-topup-settings"."""
        body = given(changes, AutoTopUpChanges)
        for name in ("threshold_amount", "recharge_amount", "scheduled_amount"):
            if body.get(name) is not None:
                body[name] = amount(body[name], name, at_least=1, at_most=1000)
        if (day := changes.get("day_of_month", UNSET)) not in (UNSET, None):
            within(day, 1, 28, "day_of_month")
        return await self.fetch(self._update_settings(json=body))

    async def test(self, *, extra: Extra | None = None) -> Charge:
        """Charge the ``recharge_amount`` now: REAL MONEY. It is never sent twice after an unknown outcome.

        After a `LostResponse`, look in `list_history` for a ``trigger`` of ``test``. `ValidationFailed` has the code
        ``AUTO_TOPUP_NOT_CONFIGURED``; `PaymentRequired` has ``PAYMENT_FAILED``, and says why under
        ``details["decline_reason"]``. Without ``extra`` no body is sent. Source: vendor docs, "test-auto-topup".
        """
        return await self.fetch(self._test(json=extra or UNSET))

    async def disable(self, *, extra: Extra | None = None) -> AutoTopUpSettings:
        """Switch it off, and keep the other settings; without ``extra`` no body is sent.

        Source: vendor docs, "disable-auto-topup".
        """
        return await self.fetch(self._disable(json=extra or UNSET))

    def list_history(
        self, *, page_size: int | None = None, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[TopUp]:
        """List what was bought, or was to be; pages have 1 to 100, and 100 when nothing is said.

        Source: vendor docs, "get-auto-topup-history".
        """
        return self.pager(self._list_history(params=self.query({}, params)), page_size=page_size, cursor=cursor)

    def list_payment_methods(
        self, *, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[PaymentMethod]:
        """List the saved ways to pay; whole. Source: vendor docs, "list-auto-topup-payment-methods"."""
        return self.pager(self._list_payment_methods(params=self.query({}, params)), cursor=cursor)
