from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from telephony_clients import BadRequest, ConfigurationError, NotFound, Pager, Talkable, ValidationFailed
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkable import (
    ActionConfig,
    Coupon,
    CouponList,
    LoyaltyAction,
    LoyaltyMember,
    MemberDate,
    RedemptionBatch,
    StaffUser,
)
from tests.scripted_server import ScriptedServer
from tests.talkable.loyalty_examples import ACTIONS, BATCHES, FOUND_MEMBER, MEMBER, MOVED
from tests.wings import CAREFUL_IDS, fits, same

AT = datetime(2026, 7, 7, 11, 4, 57, tzinfo=timezone(timedelta(hours=-7)))
READ = LoyaltyMember(
    email="test+25@example.com",
    points_balance=100,
    custom_properties={"subscribed_at": "2024-01-01"},
    member_dates=[MemberDate(identifier="birthday", date=date(2004, 1, 1))],
)
ONE = "customer1@example.com"

Lists = Callable[[Talkable, str], Pager[Any]]
LISTS: dict[str, Lists] = {
    "collect_actions": lambda talkable, email: talkable.loyalty.list_collect_actions(email),
    "redeem_actions": lambda talkable, email: talkable.loyalty.list_redeem_actions(email),
    "manual_adjustment_actions": lambda talkable, email: talkable.loyalty.list_manual_adjustment_actions(email),
    "redemption_batches": lambda talkable, email: talkable.loyalty.list_redemption_batches(email),
}


async def test_the_printed_member_is_read_field_by_field(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(FOUND_MEMBER)

    assert same(await scripted.loyalty.get_member("test+25@example.com"), READ)
    assert server.requests[0].target == "/loyalty/members/test%2B25%40example.com?site_slug=my-store"
    assert scripted.drift() == ()


@pytest.mark.parametrize("name", ["collect_actions", "redeem_actions", "manual_adjustment_actions"])
async def test_the_printed_movements_are_read_field_by_field(
    scripted: Talkable, server: ScriptedServer, name: str
) -> None:
    server.answer(ACTIONS)

    collected, adjusted, redeemed = await LISTS[name](scripted, ONE).to_list()

    config = ActionConfig(name="Name", description="description", points=21)
    assert same(collected, LoyaltyAction(type="dummy", points=21, created_at=AT, action_config=config))
    user = StaffUser(id=1, account_id=1, email="aa81@gg.com", staff_member=False)
    assert same(adjusted, LoyaltyAction(type="manual_adjustment", points=-100, created_at=AT, user=user))
    assert isinstance(redeemed.coupon, Coupon)
    assert (redeemed.points, redeemed.coupon.amount) == (-10, Decimal("10.0"))
    assert fits(redeemed, LoyaltyAction)
    assert server.requests[0].target == f"/loyalty/members/customer1%40example.com/{name}?site_slug=my-store"
    assert scripted.drift() == ()


async def test_the_printed_batches_are_read_field_by_field(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(BATCHES)

    (batch,) = await scripted.loyalty.list_redemption_batches(ONE).to_list()

    coupons = CouponList(
        name="coupon_list_19", amount=Decimal("10.0"), localized_amount="10%", percentage_discount=True
    )
    assert same(
        batch,
        RedemptionBatch(
            id=1,
            description="description",
            points_cost=10,
            position=11,
            available_coupons_count=1,
            coupon_list=coupons,
        ),
    )


@pytest.mark.parametrize(("email", "segment"), CAREFUL_IDS.items())
async def test_an_address_arrives_as_it_is(sandbox: Sandbox, talkable: Talkable, email: str, segment: str) -> None:
    with pytest.raises(NotFound, match="Loyalty member not found") as caught:
        await talkable.loyalty.get_member(email)

    (received,) = sandbox.talkable.requests
    assert received.target == f"/api/v2/loyalty/members/{segment}?site_slug=my-store"
    assert caught.value.status == 400


@pytest.mark.parametrize(
    ("given", "data"),
    [
        ({}, {}),
        ({"custom_properties": {"vip": True}}, {"custom_properties": {"vip": True}}),
        (
            {"member_dates": [MemberDate(identifier="birthday", date=date(2004, 1, 1))]},
            {"member_dates": [{"identifier": "birthday", "date": "2004-01-01"}]},
        ),
        (
            {"member_dates": [{"identifier": "birthday", "date": "2004-01-01"}], "extra": {"new": 1}},
            {"member_dates": [{"identifier": "birthday", "date": "2004-01-01"}], "new": 1},
        ),
    ],
)
async def test_an_update_sends_what_was_given(
    scripted: Talkable, server: ScriptedServer, given: dict[str, Any], data: dict[str, Any]
) -> None:
    server.answer(FOUND_MEMBER)

    assert await scripted.loyalty.update_member(ONE, **given) == READ

    (seen,) = server.requests
    assert (seen.method, seen.target) == ("PUT", "/loyalty/members/customer1%40example.com")
    assert seen.json == {"site_slug": "my-store", "data": data}


@pytest.mark.parametrize(
    ("perform", "path", "data"),
    [
        (
            lambda loyalty: loyalty.collect(ONE, action_type="dummy", traffic_source="shop"),
            "collect_actions",
            {"type": "dummy", "traffic_source": "shop"},
        ),
        (lambda loyalty: loyalty.collect(ONE, action_type="dummy"), "collect_actions", {"type": "dummy"}),
        (lambda loyalty: loyalty.redeem(ONE, redemption_batch_id=3), "redeem_actions", {"redemption_batch_id": 3}),
        (
            lambda loyalty: loyalty.adjust_points(ONE, points=-100, description="For cheating", extra={"new": 1}),
            "manual_adjustment_actions",
            {"points": -100, "description": "For cheating", "new": 1},
        ),
    ],
)
async def test_movements_send_what_was_given(
    scripted: Talkable, server: ScriptedServer, perform: Callable[[Any], Any], path: str, data: dict[str, Any]
) -> None:
    server.answer({"ok": True, "result": {**MOVED["result"], "collected": True}})  # type: ignore[dict-item]

    await perform(scripted.loyalty)

    (seen,) = server.requests
    assert (seen.method, seen.target) == ("POST", f"/loyalty/members/customer1%40example.com/{path}")
    assert seen.json == {"site_slug": "my-store", "data": data}


async def test_points_that_were_not_collected_are_an_answer(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer({"ok": True, "result": {"collected": False, "loyalty_member": MEMBER}})

    collected = await scripted.loyalty.collect(ONE, action_type="dummy")

    assert (collected.collected, collected.loyalty_member) == (False, READ)


async def test_points_move(talkable: Talkable) -> None:
    await talkable.loyalty.collect(ONE, action_type="social_follow")
    bought = await talkable.loyalty.redeem(ONE, redemption_batch_id=1)
    taken = await talkable.loyalty.adjust_points(ONE, points=-11, description="For cheating")

    assert bought.action.coupon is not None
    assert taken.loyalty_member.points_balance == 100 + 21 - 10 - 11
    assert (await talkable.loyalty.get_member(ONE)).points_balance == 100
    moved = {name: [one async for one in LISTS[name](talkable, ONE)] for name in LISTS}
    assert [one.points for one in moved["collect_actions"]] == [21]
    assert [one.coupon for one in moved["redeem_actions"]] == [bought.action.coupon]
    assert moved["manual_adjustment_actions"] == [taken.action]
    assert [batch.id for batch in moved["redemption_batches"]] == [1, 2, 3]


async def test_points_are_collected_once_where_that_is_the_rule(talkable: Talkable) -> None:
    first, again = [await talkable.loyalty.collect(ONE, action_type="signup") for _ in range(2)]

    assert (first.collected, again.collected) == (True, False)
    assert first.loyalty_member == again.loyalty_member


@pytest.mark.parametrize(
    ("perform", "error", "text"),
    [
        (lambda loyalty: loyalty.get_member("nobody@example.com"), NotFound, "Loyalty member not found"),
        (lambda loyalty: loyalty.get_member("customer10@example.com"), BadRequest, "is not active"),
        (lambda loyalty: loyalty.collect(ONE, action_type="random"), NotFound, "No action configurations found"),
        (
            lambda loyalty: loyalty.collect("customer9@example.com", action_type="signup"),
            NotFound,
            "No loyalty campaign found",
        ),
        (lambda loyalty: loyalty.redeem(ONE, redemption_batch_id=3), BadRequest, "not enough points"),
        (lambda loyalty: loyalty.adjust_points(ONE, points=-101), ValidationFailed, "between 0 and"),
        (lambda loyalty: loyalty.update_member(ONE, member_dates=[{"identifier": "x"}]), BadRequest, "member_dates"),
        (lambda loyalty: loyalty.update_member(ONE, custom_properties={"1st": 1}), ValidationFailed, "Identifier can"),
    ],
)
async def test_refusals(talkable: Talkable, perform: Callable[[Any], Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text) as caught:
        await perform(talkable.loyalty)

    assert type(caught.value) is error


@pytest.mark.parametrize("batch", [0, -1, 2**31, True, "1"])
async def test_what_is_no_batch_is_not_sent(scripted: Talkable, server: ScriptedServer, batch: Any) -> None:
    with pytest.raises(ConfigurationError, match="redemption_batch_id must be a whole number from 1"):
        await scripted.loyalty.redeem(ONE, redemption_batch_id=batch)

    assert server.requests == []
