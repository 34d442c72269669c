from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from telephony_clients import ConfigurationError, LostResponse, PaymentRequired, Talkover, ValidationFailed
from telephony_clients.talkover import AutoTopUpSettings, Card, TopUpStatus, TopUpTrigger
from tests.scripted_server import ScriptedServer
from tests.talkover.examples_account import PRINTED
from tests.wings import same


async def test_the_printed_settings_are_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(PRINTED["auto_topup.get_settings"])

    settings = await scripted.auto_topup.get_settings()

    assert same(
        settings,
        AutoTopUpSettings(
            is_enabled=True,
            threshold_amount=Decimal("50.0"),
            recharge_amount=Decimal("100.0"),
            scheduled_payment_enabled=False,
            payment_method_id="pm_uuid_1",
            daily_limit=Decimal("500.0"),
            recharge_count_today=0,
            last_recharge_at=datetime(2024, 1, 10, 14, 30, tzinfo=UTC),
            currency="USD",
        ),
    )


@pytest.mark.parametrize(
    ("given", "body"),
    [
        ({}, {}),
        ({"is_enabled": False}, {"is_enabled": False}),
        ({"threshold_amount": 1, "recharge_amount": 1000}, {"threshold_amount": 1, "recharge_amount": 1000}),
        ({"recharge_amount": Decimal("99.90")}, {"recharge_amount": 99.9}),
        ({"threshold_amount": 10.5}, {"threshold_amount": 10.5}),
        ({"scheduled_amount": None, "day_of_month": None}, {"scheduled_amount": None, "day_of_month": None}),
        (
            {"scheduled_payment_enabled": True, "scheduled_amount": 20, "day_of_month": 28, "extra": {"x": 1}},
            {"scheduled_payment_enabled": True, "scheduled_amount": 20, "day_of_month": 28, "x": 1},
        ),
        ({"payment_method_id": "pm"}, {"payment_method_id": "pm"}),
    ],
)
async def test_what_is_left_out_is_not_sent(scripted: Talkover, server: ScriptedServer, given: Any, body: Any) -> None:
    server.answer(PRINTED["auto_topup.update_settings"])

    await scripted.auto_topup.update_settings(**given)

    (sent,) = server.requests
    assert (sent.method, sent.target, sent.json) == ("PUT", "/auto-topup/settings", body)


@pytest.mark.parametrize(
    "given",
    [
        {"threshold_amount": 0.99},
        {"recharge_amount": Decimal("1000.01")},
        {"scheduled_amount": float("nan")},
        {"scheduled_amount": True},
        {"recharge_amount": "50"},
        {"day_of_month": 0},
        {"day_of_month": 29},
        {"day_of_month": "1"},
    ],
)
async def test_what_is_out_of_range_is_not_sent(scripted: Talkover, server: ScriptedServer, given: Any) -> None:
    with pytest.raises(ConfigurationError, match=rf"^{next(iter(given))} must be"):
        await scripted.auto_topup.update_settings(**given)

    assert server.requests == []


async def test_a_test_charges_money_and_shows_in_the_history(talkover: Talkover) -> None:
    before = await talkover.account.credits.balance()

    charge = await talkover.auto_topup.test()

    last = await talkover.auto_topup.list_history().first()
    assert last is not None
    assert (charge.amount_charged, charge.new_balance) == (Decimal(100), before.balance + 100)
    assert (last.trigger, last.status, last.transaction_id) == ("test", TopUpStatus.SUCCEEDED, charge.transaction_id)
    assert (await talkover.auto_topup.get_settings()).recharge_count_today == 1


async def test_money_is_never_moved_twice(scripted: Talkover, server: ScriptedServer) -> None:
    server.reset(always=True)

    with pytest.raises(LostResponse):
        await scripted.auto_topup.test()
    with pytest.raises(LostResponse):
        await scripted.account.credits.purchase(amount=1)

    assert [one.target for one in server.requests] == ["/auto-topup/test", "/credits/purchase"]


async def test_a_charge_that_the_bank_declines_says_why(talkover: Talkover) -> None:
    methods = await talkover.auto_topup.list_payment_methods().to_list()
    assert methods[0].card == Card(brand="visa", last4="4242", exp_month=12, exp_year=2027)
    await talkover.auto_topup.update_settings(payment_method_id=methods[-1].id)

    with pytest.raises(PaymentRequired) as caught:
        await talkover.auto_topup.test()

    assert (caught.value.code, caught.value.details) == ("PAYMENT_FAILED", {"decline_reason": "card_declined"})


async def test_what_is_switched_off_cannot_be_tested(talkover: Talkover) -> None:
    settings = await talkover.auto_topup.disable()
    assert (settings.is_enabled, settings.recharge_amount) == (False, Decimal(100))
    assert not (await talkover.account.credits.balance()).auto_topup_enabled

    with pytest.raises(ValidationFailed) as caught:
        await talkover.auto_topup.test()

    assert caught.value.code == "AUTO_TOPUP_NOT_CONFIGURED"


async def test_the_history_is_read_page_by_page(talkover: Talkover) -> None:
    history = await talkover.auto_topup.list_history(page_size=5).to_list()

    assert len(history) == len({one.id for one in history}) == 23
    failed = [one for one in history if one.status == TopUpStatus.FAILED]
    assert {(one.failure_reason, one.transaction_id) for one in failed} == {("card_declined", None)}
    assert {one.trigger for one in history} == {TopUpTrigger.THRESHOLD, TopUpTrigger.SCHEDULED}


async def test_the_vendor_checks_what_depends_on_another_field(talkover: Talkover) -> None:
    with pytest.raises(ValidationFailed) as caught:
        await talkover.auto_topup.update_settings(scheduled_payment_enabled=True)
    with pytest.raises(ValidationFailed) as unknown:
        await talkover.auto_topup.update_settings(payment_method_id="nobody's")

    assert list(caught.value.errors) == ["scheduled_amount"]
    assert list(unknown.value.errors) == ["payment_method_id"]
