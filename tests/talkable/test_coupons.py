from decimal import Decimal

import pytest

from telephony_clients import ConfigurationError, Talkable
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkable import Coupon, CouponChecks, CouponPermission, FoundCoupon
from tests.scripted_server import ScriptedServer
from tests.talkable.examples import COUPON, FOUND_COUPON, PERMISSION, SHARED_COUPON
from tests.wings import CAREFUL_IDS, same

READ = Coupon(
    id=1,
    code="COUPON_CODE_7",
    amount=Decimal("10.0"),
    description="10%",
    percentage_discount=True,
    single_use=True,
    used=False,
    active=True,
    usages=0,
)


async def test_the_printed_coupon_is_read_field_by_field(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(FOUND_COUPON)

    found = await scripted.coupons.get("COUPON_CODE_7")

    assert same(found, FoundCoupon(talkable_coupon=True, coupon=READ))
    assert server.requests[0].target == "/coupons/COUPON_CODE_7?site_slug=my-store"
    assert scripted.drift() == ()


async def test_coupons_in_their_other_forms(scripted: Talkable, server: ScriptedServer) -> None:
    reward = {"created_at": "2022-02-16T02:43:58.797-07:00", "person": {"email": "a@b.com"}}
    for coupon in (SHARED_COUPON, {**COUPON, "valid_until": "2026-07-07T11:04:57.000-07:00"}):
        server.answer({"ok": True, "result": {"talkable_coupon": True, "coupon": coupon, "associated_reward": reward}})

    shared, ending = [await scripted.coupons.get("x") for _ in range(2)]

    assert shared.coupon is not None
    assert (shared.coupon.percentage_discount, shared.coupon.usages) == (None, None)
    assert ending.coupon is not None
    assert ending.coupon.valid_until is not None
    assert ending.coupon.valid_until.isoformat() == "2026-07-07T11:04:57-07:00"
    assert ending.associated_reward == reward
    assert scripted.drift() == ()


async def test_a_refused_use_is_an_answer(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(PERMISSION)

    permission = await scripted.coupons.check_permission("COUPON_CODE_7", "+12025551111")

    assert same(
        permission,
        CouponPermission(
            allowed=False,
            talkable_coupon=True,
            error_message="This coupon code has not been issued yet",
            checks=CouponChecks(
                coupon_unissued=True,
                coupon_expired=False,
                friend_offer_expired=False,
                different_owner=False,
                coupon_used=False,
            ),
            coupon=READ,
        ),
    )
    assert server.requests[0].target == "/coupons/COUPON_CODE_7/permission/%2B12025551111?site_slug=my-store"


async def test_a_coupon_that_is_not_talkables(talkable: Talkable) -> None:
    assert await talkable.coupons.get("FOREIGN") == FoundCoupon(talkable_coupon=False)
    permission = await talkable.coupons.check_permission("FOREIGN", "customer1@example.com")
    assert permission == CouponPermission(allowed=True, talkable_coupon=False)


@pytest.mark.parametrize("code", ["10%OFF/A+B&C#1:D", "COUPON_CODE_1"])
async def test_a_code_arrives_whatever_it_holds(talkable: Talkable, code: str) -> None:
    found = await talkable.coupons.get(code)

    assert found.coupon is not None
    assert found.coupon.code == code


@pytest.mark.parametrize(("text", "segment"), CAREFUL_IDS.items())
async def test_both_ids_arrive_as_they_are(sandbox: Sandbox, talkable: Talkable, text: str, segment: str) -> None:
    await talkable.coupons.check_permission(text, text)

    (received,) = sandbox.talkable.requests
    assert received.target == f"/api/v2/coupons/{segment}/permission/{segment}?site_slug=my-store"


async def test_whose_coupon_it_is_decides(talkable: Talkable) -> None:
    rewards = await talkable.people.list_rewards("customer2@example.com").to_list()
    code = next(reward.coupon.code for reward in rewards if reward.coupon and reward.coupon.single_use)

    own = await talkable.coupons.check_permission(code, "customer2@example.com")
    other = await talkable.coupons.check_permission(code, "customer1@example.com")

    assert (own.allowed, own.error_message) == (True, None)
    assert other.checks is not None
    assert (other.allowed, other.checks.different_owner) == (False, True)


async def test_what_is_no_code_is_not_sent(scripted: Talkable, server: ScriptedServer) -> None:
    with pytest.raises(ConfigurationError, match="code"):
        await scripted.coupons.get("")

    assert server.requests == []
