from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from telephony_clients import ConfigurationError, PaymentRequired, Talkover
from telephony_clients.talkover import Charge, CreditsBalance
from tests.scripted_server import ScriptedServer
from tests.talkover.examples_account import PRINTED
from tests.wings import same


async def test_the_printed_answers_are_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(PRINTED["account.credits.purchase"]).answer(PRINTED["account.credits.balance"])

    charge = await scripted.account.credits.purchase(amount=100)
    balance = await scripted.account.credits.balance()

    money = {"amount_charged": Decimal("100.0"), "currency": "USD", "new_balance": Decimal("250.0")}
    assert same(charge, Charge(**money, transaction_id="txn_uuid_1"))  # type: ignore[arg-type]
    assert same(
        balance,
        CreditsBalance(
            balance=Decimal("250.0"),
            currency="USD",
            auto_topup_enabled=True,
            as_of=datetime(2024, 1, 15, 19, 30, tzinfo=UTC),
        ),
    )


@pytest.mark.parametrize(
    ("given", "body"),
    [
        ({"amount": 100}, {"amount": 100}),
        ({"amount": Decimal("0.01")}, {"amount": 0.01}),
        ({"amount": 12.5, "payment_method_id": "pm"}, {"amount": 12.5, "payment_method_id": "pm"}),
        ({"amount": 5000, "extra": {"note": None}}, {"amount": 5000, "note": None}),
    ],
)
async def test_a_purchase_is_sent_as_given(scripted: Talkover, server: ScriptedServer, given: Any, body: Any) -> None:
    server.answer(PRINTED["account.credits.purchase"])

    await scripted.account.credits.purchase(**given)

    (sent,) = server.requests
    assert (sent.method, sent.target, sent.json) == ("POST", "/credits/purchase", body)


@pytest.mark.parametrize("amount", [0, -1, Decimal("-0.01"), float("nan"), float("inf"), Decimal("sNaN"), True, "5"])
async def test_what_is_no_amount_is_not_sent(scripted: Talkover, server: ScriptedServer, amount: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^amount must be an amount above 0"):
        await scripted.account.credits.purchase(amount=amount)

    assert server.requests == []


async def test_credits_are_bought_or_refused_by_the_bank(talkover: Talkover) -> None:
    before = await talkover.account.credits.balance()
    methods = await talkover.auto_topup.list_payment_methods().to_list()

    charge = await talkover.account.credits.purchase(amount=Decimal("12.5"))
    with pytest.raises(PaymentRequired) as caught:
        await talkover.account.credits.purchase(amount=1, payment_method_id=methods[-1].id)

    assert charge.new_balance == before.balance + Decimal("12.5")
    assert caught.value.code == "PAYMENT_FAILED"
    assert (await talkover.account.credits.balance()).balance == charge.new_balance
