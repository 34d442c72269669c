from typing import Any

import pytest

from tests.sandbox.conftest import Answer
from tests.sandbox.talkable.conftest import SiteClient, refused

ADVOCATE, FRIEND = "ad@example.com", "fr@example.com"
VISITOR = "123E4567-e89b-32d1-a456-426614174000"


async def claim(site: SiteClient, advocate: str = ADVOCATE, friend: str = FRIEND) -> Any:
    answer = await site.send("POST", "/offer_claims", advocate_email=advocate, friend_email=friend)
    assert answer.status == 200, answer.document
    return answer.document["result"]


async def buy(site: SiteClient, order_number: str = "1", email: str = FRIEND, **data: object) -> Any:
    return await site.post("/origins/purchase", {"email": email, "order_number": order_number, "subtotal": 50, **data})


async def referrals(site: SiteClient, friend: str = FRIEND) -> Any:
    return (await site.result(f"/people/{friend}/referrals_as_friend"))["referrals"]


async def update(site: SiteClient, status: object, slug: str = "1") -> Answer:
    return await site.write("PUT", f"/origins/{slug}/referral", {"status": status})


async def test_a_friend_who_claims_and_buys_is_a_referral(site: SiteClient) -> None:
    await claim(site)
    origin = (await buy(site))["origin"]

    (referral,) = await referrals(site)
    assert (referral["status"], referral["track_method"], referral["referred_subtotal"]) == ("pending", "cookie", 50.0)
    assert referral["referred_origin_id"] == origin["id"]
    assert (referral["advocate_person"]["email"], referral["friend_person"]["email"]) == (ADVOCATE, FRIEND)
    assert [reward["status"] for reward in referral["advocate_rewards"]] == ["Unpaid"]
    assert (await site.result(f"/people/{ADVOCATE}/referrals_as_advocate"))["referrals"] == [referral]


async def test_a_friends_coupon_leads_to_the_advocate(site: SiteClient) -> None:
    code = (await claim(site))["friend_reward"]["coupon_code"]

    await buy(site, email="other@example.com", coupon_codes=[code.lower()])

    (referral,) = await referrals(site, "other@example.com")
    assert (referral["track_method"], referral["advocate_person"]["email"]) == ("coupon", ADVOCATE)


async def test_a_visitor_leads_to_the_advocate(site: SiteClient) -> None:
    await claim(site)
    await site.post("/origins/affiliate_member", {"email": FRIEND, "uuid": VISITOR})
    before = await referrals(site)

    await buy(site, email="work@example.com", uuid=VISITOR.lower())

    assert before == []
    assert [one["status"] for one in await referrals(site, "work@example.com")] == ["pending"]


async def test_nobody_is_referred_twice_or_by_themselves(site: SiteClient) -> None:
    await claim(site)
    await buy(site)
    await buy(site, "2")
    assert len(await referrals(site)) == 1

    code = (await claim(site, friend="third@example.com"))["friend_reward"]["coupon_code"]
    await buy(site, "3", email=ADVOCATE, coupon_codes=[code])
    assert await referrals(site, ADVOCATE) == []


@pytest.mark.parametrize(
    ("status", "reward"),
    [("approved", "Paid"), ("voided", "Voided"), ("blocked", "Voided"), ("flagged", "Unpaid"), ("pending", "Unpaid")],
)
async def test_the_status_decides_the_reward(site: SiteClient, status: str, reward: str) -> None:
    await claim(site)
    await buy(site)

    for answer in (await update(site, status), await update(site, status)):
        referral = answer.document["result"]["referral"]
        assert (referral["status"], referral["ad_rewarded"]) == (status, reward == "Paid")
        assert [one["status"] for one in referral["advocate_rewards"]] == [reward]
    person = (await site.result(f"/people/{ADVOCATE}"))["person"]
    assert person["referral_counts"]["total"] == 1
    assert person["referral_counts"]["approved"] == (status == "approved")
    assert person["reward_counts"] == {"total": 1, reward.lower(): 1}


async def test_approved_and_voided_are_final(site: SiteClient) -> None:
    await claim(site)
    await buy(site)
    assert (await update(site, "flagged")).status == (await update(site, "approved")).status == 200

    assert refused(await update(site, "voided"), "Referral has already been approved")


async def test_other_updates(site: SiteClient) -> None:
    await buy(site)

    plain = await update(site, "approved")
    assert (plain.status, plain.document) == (200, {"ok": True})
    assert refused(await update(site, "approved", slug="2"), "No origin found by `origin_slug`.")
    for wrong in ("unblocked", ["approved"], 1):
        assert refused(await update(site, wrong), "`status` is invalid")
    assert refused(await update(site, None), "`status` is required")
