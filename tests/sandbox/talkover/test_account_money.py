from typing import Any

import pytest

from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Client
from tests.sandbox.talkover.printed import lacks
from tests.talkover.examples_account import PRINTED


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/auto-topup/settings", "auto_topup.get_settings"),
        ("PUT", "/auto-topup/settings", "auto_topup.update_settings"),
        ("POST", "/auto-topup/test", "auto_topup.test"),
        ("POST", "/auto-topup/disable", "auto_topup.disable"),
        ("GET", "/auto-topup/history", "auto_topup.list_history"),
        ("GET", "/auto-topup/payment-methods", "auto_topup.list_payment_methods"),
        ("GET", "/credits/balance", "account.credits.balance"),
    ],
)
async def test_answers_have_what_the_pages_print(
    sandbox: Sandbox, client: Client, method: str, path: str, name: str
) -> None:
    answer = await client.ask(
        sandbox.talkover, method, path, document={"is_enabled": True} if method == "PUT" else None
    )

    assert (answer.status, lacks(answer.document, PRINTED[name])) == (200, [])


async def test_the_history_has_figures_and_failures(sandbox: Sandbox, client: Client) -> None:
    page = (await client.get(sandbox.talkover, "/auto-topup/history", page=3, per_page=10)).document

    assert page["pagination"] == {"current_page": 3, "per_page": 10, "total": 23, "last_page": 3}
    assert len(page["data"]) == 3
    first = (await client.get(sandbox.talkover, "/auto-topup/history")).document["data"]
    assert "transaction_id" not in first[1]
    assert lacks(first[1], PRINTED["auto_topup.list_history"]["data"][1]) == []


@pytest.mark.parametrize(
    ("document", "errors"),
    [
        ({"threshold_amount": 0.5}, {"threshold_amount": ["The threshold amount field must be at least 1."]}),
        ({"recharge_amount": 1001}, {"recharge_amount": ["The recharge amount field must not be greater than 1000."]}),
        ({"recharge_amount": "much"}, {"recharge_amount": ["The recharge amount field is invalid."]}),
        ({"day_of_month": 29}, {"day_of_month": ["The day of month field must not be greater than 28."]}),
        ({"is_enabled": "yes"}, {"is_enabled": ["The is enabled field must be true or false."]}),
        ({"payment_method_id": "x"}, {"payment_method_id": ["The selected payment method id is invalid."]}),
        (
            {"scheduled_payment_enabled": True},
            {"scheduled_amount": ["The scheduled amount field is required when scheduled payment enabled is true."]},
        ),
    ],
)
async def test_wrong_settings_change_nothing(sandbox: Sandbox, client: Client, document: Any, errors: Any) -> None:
    before = (await client.get(sandbox.talkover, "/auto-topup/settings")).document
    answer = await client.ask(sandbox.talkover, "PUT", "/auto-topup/settings", document=document)

    assert (answer.status, answer.document["errors"]) == (422, errors)
    assert (await client.get(sandbox.talkover, "/auto-topup/settings")).document == before


async def test_null_clears_a_setting_and_the_rest_stays(sandbox: Sandbox, client: Client) -> None:
    talkover = sandbox.talkover
    monthly = {"scheduled_payment_enabled": True, "scheduled_amount": 20, "day_of_month": 5}
    await client.ask(talkover, "PUT", "/auto-topup/settings", document=monthly)
    cleared = {"scheduled_payment_enabled": False, "day_of_month": None}
    settings = (await client.ask(talkover, "PUT", "/auto-topup/settings", document=cleared)).document["data"]

    assert (settings["scheduled_amount"], settings["day_of_month"], settings["threshold_amount"]) == (20.0, None, 50.0)


async def test_credits_are_bought_with_a_card_that_pays(sandbox: Sandbox, client: Client) -> None:
    talkover = sandbox.talkover
    cards = (await client.get(talkover, "/auto-topup/payment-methods")).document["data"]

    paid = await client.ask(talkover, "POST", "/credits/purchase", document={"amount": 12.5})
    refused = await client.ask(
        talkover, "POST", "/credits/purchase", document={"amount": 1, "payment_method_id": cards[-1]["id"]}
    )
    nothing = await client.ask(talkover, "POST", "/credits/purchase", document={"amount": 0})

    assert lacks(paid.document, PRINTED["account.credits.purchase"]) == []
    assert paid.document["data"]["new_balance"] == 262.5
    error = {"success": False, "message": "Payment failed", "code": "PAYMENT_FAILED"}
    assert (refused.status, refused.document) == (402, error)
    assert (nothing.status, list(nothing.document["errors"])) == (422, ["amount"])
    assert (await client.get(talkover, "/credits/balance")).document["data"]["balance"] == 262.5
