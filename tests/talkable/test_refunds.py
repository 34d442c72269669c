"""Refunds of origins, whole and in part."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from telephony_clients import BadRequest, Talkable
from telephony_clients.talkable import Origin
from tests.scripted_server import ScriptedServer
from tests.talkable.examples import REFUNDED
from tests.talkable.told_origins import AT, BOUGHT, STAMP, SUBSCRIBED
from tests.wings import fits


async def test_the_printed_refund_is_read_field_by_field(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(REFUNDED).answer({"ok": True, "result": REFUNDED["result"]["origin"]})  # type: ignore[index]

    nested, flat = [await scripted.origins.refund("20") for _ in range(2)]

    assert (nested.refunded_at, nested.partially_refunded, nested.refund_subtotal) == (AT, True, Decimal("25.11"))
    assert flat == nested
    assert fits(nested, Origin)
    assert scripted.drift() == ()


@pytest.mark.parametrize(
    ("given", "body"),
    [
        ({}, {}),
        (
            {"refunded_at": AT, "refund_subtotal": Decimal("25.11")},
            {"data": {"refunded_at": STAMP, "refund_subtotal": 25.11}},
        ),
        ({"extra": {"new": date(2026, 1, 1)}}, {"data": {"new": "2026-01-01"}}),
    ],
)
async def test_a_refund_sends_what_was_given(
    scripted: Talkable, server: ScriptedServer, given: dict[str, Any], body: dict[str, Any]
) -> None:
    server.answer(REFUNDED)

    await scripted.origins.refund("R/1%", **given)

    (seen,) = server.requests
    assert (seen.method, seen.target) == ("POST", "/origins/R%2F1%25/refund")
    assert seen.json == {"site_slug": "my-store", **body}


async def test_an_origin_is_refunded_once(talkable: Talkable) -> None:
    await talkable.origins.create_purchase(**BOUGHT)
    await talkable.origins.create_event(**SUBSCRIBED)

    whole = await talkable.origins.refund("20")
    part = await talkable.origins.refund("newsletter_subscription:42", refund_subtotal=Decimal("25.11"))

    assert (whole.partially_refunded, whole.refunded_at is not None) == (False, True)
    assert (part.partially_refunded, part.refund_subtotal) == (True, Decimal("25.11"))
    with pytest.raises(BadRequest, match="already been refunded"):
        await talkable.origins.refund("20")
