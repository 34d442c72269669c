import pytest

from tests.sandbox.talkable.conftest import SiteClient, refused

VISITOR = "123e4567-e89b-32d1-a456-426614174000"
OWNER, OTHER = "fr@example.com", "customer1@example.com"


async def issued(site: SiteClient) -> str:
    answer = await site.send("POST", "/offer_claims", advocate_email="ad@example.com", friend_email=OWNER)
    return str(answer.document["result"]["friend_reward"]["coupon_code"])


async def failed(site: SiteClient, code: str, person: str) -> list[str]:
    result = await site.result(f"/coupons/{code}/permission/{person}")
    assert result["allowed"] is not any(result["checks"].values())
    assert result["allowed"] is (result["error_message"] is None)
    return [name for name, fails in result["checks"].items() if fails]


@pytest.mark.parametrize("code", ["COUPON_CODE_1", "coupon_code_1", "10%25OFF%2FA%2BB%26C%231%3AD"])
async def test_coupons_in_stock(site: SiteClient, code: str) -> None:
    result = await site.result(f"/coupons/{code}")

    assert (result["talkable_coupon"], result["associated_reward"]) == (True, None)
    coupon = result["coupon"]
    assert (coupon["description"], coupon["single_use"], coupon["used"], coupon["usages"]) == ("10%", True, False, 0)
    assert await failed(site, code, OTHER) == ["coupon_unissued"]
    text = (await site.result(f"/coupons/{code}/permission/{OTHER}"))["error_message"]
    assert text == "This coupon code has not been issued yet"


async def test_foreign_coupons(site: SiteClient) -> None:
    assert await site.result("/coupons/FOREIGN") == {"talkable_coupon": False}
    assert await site.result(f"/coupons/FOREIGN/permission/{OTHER}") == {"talkable_coupon": False, "allowed": True}


async def test_issued_coupons_are_their_owners_until_used(site: SiteClient) -> None:
    code = await issued(site)

    reward = (await site.result(f"/coupons/{code}"))["associated_reward"]
    assert (reward["person"]["email"], reward["incentive"]["identifier"]) == (OWNER, "click")
    assert await failed(site, code, OWNER) == []
    assert await failed(site, code, OTHER) == ["different_owner"]
    assert await failed(site, code, "nobody") == ["different_owner"]
    purchase = {"email": OWNER, "order_number": "1", "subtotal": 5, "coupon_codes": [code.lower(), "FOREIGN"]}
    for _ in range(2):
        await site.post("/origins/purchase", purchase)
    coupon = (await site.result(f"/coupons/{code}"))["coupon"]
    assert (coupon["used"], coupon["usages"]) == (True, 1)
    assert await failed(site, code, OWNER) == ["coupon_used"]


async def test_shared_and_expired_coupons(site: SiteClient) -> None:
    shared = (await site.result("/coupons/C1383-8321"))["coupon"]
    assert (shared["percentage_discount"], shared["single_use"], shared["usages"]) == (None, False, None)
    assert await failed(site, "C1383-8321", OTHER) == []

    expired = (await site.result("/coupons/SUMMER-2025"))["coupon"]
    assert (expired["active"], expired["valid_until"]) == (False, "2025-09-12T11:00:00.000-07:00")
    assert "coupon_expired" in await failed(site, "SUMMER-2025", OTHER)


async def test_rewards_of_a_visitor(site: SiteClient) -> None:
    assert await site.result("/rewards", visitor_uuid=VISITOR) == {"rewards": []}
    await site.post("/visitors", {"uuid": VISITOR})
    assert await site.result("/rewards", visitor_uuid=VISITOR) == {"rewards": []}

    await site.post("/origins/affiliate_member", {"email": OTHER, "uuid": VISITOR})
    everything = (await site.result(f"/people/{OTHER}/rewards"))["rewards"]
    assert {reward["status"] for reward in everything} == {"Paid", "Unpaid"}
    for status, wanted in (
        (None, {"Paid"}),
        ("Paid", {"Paid"}),
        ("Unpaid", {"Unpaid"}),
        ("Voided", set()),
        ("All", {"Paid", "Unpaid"}),
    ):
        query = {"status": status} if status else {}
        rewards = (await site.result("/rewards", visitor_uuid=VISITOR.upper(), **query))["rewards"]
        assert rewards == [reward for reward in everything if reward["status"] in wanted]


async def test_refused_visitors(site: SiteClient) -> None:
    assert refused(await site.get("/rewards"), "`visitor_uuid` is required")
    assert refused(await site.get("/rewards", visitor_uuid="x"), "`visitor_uuid` is invalid")
    assert refused(await site.get("/rewards", visitor_uuid=VISITOR, status="Lost"), "`status` is invalid")
