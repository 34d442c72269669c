from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from telephony_clients import BadRequest, ConfigurationError, Conflict, Talkable
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkable import CreatedOrigin, Incentive, IncentiveType, Item, Offer, Origin, OriginType
from tests.scripted_server import ScriptedServer
from tests.talkable.examples import CREATED, LINKS, OFFER, ORIGIN, WITHOUT_OFFER
from tests.wings import fits, same

AT = datetime(2026, 7, 7, 11, 6, 25, tzinfo=timezone(timedelta(hours=-7)))
LEAST: Mapping[str, Any] = {"email": "customer@store.com", "order_number": "20", "subtotal": 100.44, "created_at": AT}
SENT = {**LEAST, "created_at": "2026-07-07T11:06:25-07:00"}


async def test_the_printed_purchase_is_read_field_by_field(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(CREATED, status=201)

    created = await scripted.origins.create_purchase(**LEAST)

    assert same(
        created,
        CreatedOrigin(
            origin=Origin(
                id=1,
                type=OriginType.PURCHASE,
                email="customer@store.com",
                customer_id="1024",
                ip_address="192.0.2.255",
                order_number="20",
                order_date=AT,
                subtotal=Decimal("100.44"),
                coupon_code="C0001,C0002",
                partially_refunded=False,
            ),
            offer=Offer(
                id=1,
                short_url_code="mwCn1l",
                email="customer@store.com",
                show_url="https://share.my-store.com/x/FLMxKE",
                claim_url="https://share.my-store.com/x/Q9wV8X",
                incentives={},
                trigger_widget=False,
                campaign_tags=["post-purchase"],
            ),
            claim_links=LINKS,
        ),
    )
    assert scripted.drift() == ()


async def test_a_purchase_that_fits_no_campaign_has_no_offer(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(WITHOUT_OFFER, status=201)

    created = await scripted.origins.create_purchase(**LEAST)

    assert (created.offer, created.claim_links, scripted.drift()) == (None, None, ())


async def test_incentives_stand_under_their_identifiers(scripted: Talkable, server: ScriptedServer) -> None:
    incentive = {
        "identifier": "advocate_reward",
        "action_type": "referral",
        "incentive_type": "discount_coupon",
        "amount": 10.0,
        "description": "$10",
        "percentage": False,
        "for_advocate": True,
        "for_friend": False,
        "highest_amount": True,
        "coupon_expires_at": None,
        "criteria_config": {"subtotal_min": 25.0},
    }
    server.answer({"ok": True, "result": {"origin": ORIGIN, "offer": {**OFFER, "incentives": {"a": incentive}}}})

    created = await scripted.origins.create_purchase(**LEAST)

    assert created.offer is not None
    assert created.offer.incentives == {
        "a": Incentive(
            identifier="advocate_reward",
            action_type="referral",
            incentive_type=IncentiveType.DISCOUNT_COUPON,
            amount=Decimal("10.0"),
            description="$10",
            percentage=False,
            for_advocate=True,
            for_friend=False,
            highest_amount=True,
            criteria_config={"subtotal_min": 25.0},
        )
    }
    assert fits(created, CreatedOrigin)
    assert scripted.drift() == ()


TEXTS = [
    "currency_iso_code",
    "first_name",
    "last_name",
    "username",
    "customer_id",
    "phone_number",
    "traffic_source",
    "ip_address",
    "uuid",
    "shipping_address",
    "shipping_zip",
    "segment1",
    "segment2",
    "segment3",
    "utm_campaign",
    "utm_content",
    "utm_medium",
    "utm_source",
    "utm_term",
]


@pytest.mark.parametrize(
    ("given", "data"),
    [
        ({}, {}),
        ({name: name for name in TEXTS}, {name: name for name in TEXTS}),
        ({"subtotal": Decimal("99.90")}, {"subtotal": 99.9}),
        ({"subtotal": Decimal(5)}, {"subtotal": 5}),
        ({"campaign_tags": "post-purchase"}, {"campaign_tags": "post-purchase"}),
        ({"campaign_tags": ["a", "b"]}, {"campaign_tags": ["a", "b"]}),
        (
            {"coupon_codes": ("C0001", "A/B%#&+"), "sharing_channels": []},
            {"coupon_codes": ["C0001", "A/B%#&+"], "sharing_channels": []},
        ),
        ({"custom_properties": {"eye_color": "brown"}}, {"custom_properties": {"eye_color": "brown"}}),
        (
            {"items": [Item(price=Decimal("25.11"), quantity=4, product_id="TSHIRT"), {"title": "Mug"}]},
            {"items": [{"price": 25.11, "quantity": 4, "product_id": "TSHIRT"}, {"title": "Mug"}]},
        ),
        ({"extra": {"custom_field": "x"}}, {"custom_field": "x"}),
    ],
)
async def test_the_body_holds_what_was_given_and_nothing_else(
    scripted: Talkable, server: ScriptedServer, given: dict[str, Any], data: dict[str, Any]
) -> None:
    server.answer(CREATED, status=201)

    await scripted.origins.create_purchase(**{**LEAST, **given})

    (seen,) = server.requests
    assert (seen.method, seen.target) == ("POST", "/origins/purchase")
    assert seen.json == {"site_slug": "my-store", "data": {**SENT, **data}}


async def test_the_instant_is_always_sent_so_that_a_repeat_is_equal(sandbox: Sandbox, talkable: Talkable) -> None:
    sandbox.talkable.faults.reset(acted=True)
    before = datetime.now(UTC)

    created = await talkable.origins.create_purchase(email="a@example.com", order_number="1", subtotal=10)

    first, again = sandbox.talkable.requests
    assert first.body == again.body
    told = datetime.fromisoformat(first.json()["data"]["created_at"])
    assert before <= told <= before + timedelta(minutes=1)
    assert created.origin.order_number == "1"
    assert fits(created, CreatedOrigin)


async def test_other_data_under_the_same_order_number_is_a_conflict(talkable: Talkable) -> None:
    first = await talkable.origins.create_purchase(**LEAST)

    assert (await talkable.origins.create_purchase(**LEAST)).origin == first.origin
    with pytest.raises(Conflict, match="Duplicate entity") as caught:
        await talkable.origins.create_purchase(**{**LEAST, "subtotal": 5})
    assert caught.value.status == 400
    assert caught.value.message.endswith("different data")


async def test_links_come_for_the_channels_that_were_asked_for(talkable: Talkable) -> None:
    created = await talkable.origins.create_purchase(**LEAST, sharing_channels=["facebook", "custom"])

    assert created.claim_links is not None
    assert set(created.claim_links) == {"facebook", "custom"}
    with pytest.raises(BadRequest, match="Wrong sharing channel: email"):
        await talkable.origins.create_purchase(**{**LEAST, "order_number": "21"}, sharing_channels=["email"])


@pytest.mark.parametrize(
    "bad",
    [
        {"created_at": datetime(2026, 1, 1)},  # noqa: DTZ001 - naive on purpose
        {"subtotal": Decimal("NaN")},
        {"subtotal": float("inf")},
        {"items": [{"price": object()}]},
    ],
)
async def test_what_has_no_json_form_is_not_sent(
    scripted: Talkable, server: ScriptedServer, bad: dict[str, Any]
) -> None:
    with pytest.raises(ConfigurationError):
        await scripted.origins.create_purchase(**{**LEAST, **bad})

    assert server.requests == []
