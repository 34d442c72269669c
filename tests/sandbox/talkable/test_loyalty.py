from typing import Any

import pytest

from tests.sandbox.conftest import Answer
from tests.sandbox.talkable.conftest import SiteClient, refused
from tests.sandbox.talkable.stamps import STAMP

MEMBER = "/loyalty/members/customer1@example.com"
INACTIVE = "/loyalty/members/customer10@example.com"
WITHOUT = "/loyalty/members/customer9@example.com"
NOT_FOUND, NOT_ACTIVE = "Loyalty member not found", "Loyalty member is not active"
NO_CAMPAIGN = "No loyalty campaign found for the member"
DATES = "Invalid member_dates format, expected an array of objects with `date` and `identifier` keys"
LIMIT = "Validation failed: Points adjustment must result in member points balance between 0 and available points limit"


async def collect(site: SiteClient, kind: str) -> Any:
    return await site.post(f"{MEMBER}/collect_actions", {"type": kind})


async def adjust(site: SiteClient, points: object) -> Answer:
    return await site.write("POST", f"{MEMBER}/manual_adjustment_actions", {"points": points, "description": "x"})


async def actions(site: SiteClient, kind: str) -> Any:
    return (await site.result(f"{MEMBER}/{kind}_actions"))["actions"]


async def test_a_member(site: SiteClient) -> None:
    assert (await site.result(MEMBER))["loyalty_member"] == {
        "email": "customer1@example.com",
        "phone_number": None,
        "points_balance": 100,
        "custom_properties": {},
        "member_dates": [],
    }


@pytest.mark.parametrize(
    ("method", "end", "texts"),
    [
        ("GET", "", (NOT_FOUND, NOT_ACTIVE, None)),
        ("PUT", "", (NOT_FOUND, NOT_ACTIVE, None)),
        ("GET", "/collect_actions", (NOT_FOUND, NOT_ACTIVE, NO_CAMPAIGN)),
        ("POST", "/collect_actions", (NOT_FOUND, NOT_ACTIVE, NO_CAMPAIGN)),
        ("GET", "/manual_adjustment_actions", (NOT_FOUND, None, None)),
        ("POST", "/manual_adjustment_actions", (NOT_FOUND, None, None)),
        ("GET", "/redeem_actions", (NOT_FOUND, NOT_ACTIVE, NO_CAMPAIGN)),
        ("POST", "/redeem_actions", (NOT_FOUND, NOT_ACTIVE, NO_CAMPAIGN)),
        ("GET", "/redemption_batches", (NOT_FOUND, NOT_ACTIVE, NO_CAMPAIGN)),
    ],
)
async def test_who_is_refused_what(site: SiteClient, method: str, end: str, texts: tuple[str | None, ...]) -> None:
    data = {"points": 1, "type": "social_follow", "redemption_batch_id": 1}
    for member, text in zip(("/loyalty/members/1001", INACTIVE, WITHOUT), texts, strict=True):
        path = f"{member}{end}"
        answer = await site.get(path) if method == "GET" else await site.write(method, path, data)
        assert answer.status == 200 if text is None else refused(answer, text), path


async def test_points_are_collected(site: SiteClient) -> None:
    for kind, collected, balance in (
        ("social_follow", True, 121),
        ("social_follow", True, 142),
        ("signup", True, 192),
        ("signup", False, 192),
    ):
        result = await collect(site, kind)
        assert (result["collected"], result["loyalty_member"]["points_balance"]) == (collected, balance)
    earned = await actions(site, "collect")
    assert [action["points"] for action in earned] == [21, 21, 50]
    assert earned[0]["action_config"]["points"] == 21
    assert (earned[0]["type"], earned[0]["coupon"], earned[0]["user"]) == ("social_follow", None, None)
    assert STAMP.fullmatch(earned[0]["created_at"])
    assert await actions(site, "redeem") == await actions(site, "manual_adjustment") == []
    unknown = await site.write("POST", f"{MEMBER}/collect_actions", {"type": "random"})
    assert refused(unknown, "No action configurations found for identifier `random`")


async def test_points_are_adjusted_within_limits(site: SiteClient) -> None:
    answer = await adjust(site, -100)
    result = answer.document["result"]
    assert (result["action"]["points"], result["loyalty_member"]["points_balance"]) == (-100, 0)
    assert result["action"]["user"]["email"] == "api@talkable.com"

    for points in (-1, 10_001):
        assert refused(await adjust(site, points), LIMIT, 422)
    assert (await adjust(site, 10_000)).status == 200
    assert await actions(site, "manual_adjustment") == [
        result["action"],
        {**result["action"], "points": 10_000},
    ]
    for wrong in ("many", 1.5, True):
        assert refused(await adjust(site, wrong), "`points` is invalid")
    assert refused(await adjust(site, None), "`points` is required")


async def test_points_buy_coupons(site: SiteClient) -> None:
    batches = (await site.result(f"{MEMBER}/redemption_batches"))["redemption_batches"]
    assert [(batch["id"], batch["points_cost"], batch["position"]) for batch in batches] == [
        (1, 10, 1),
        (2, 50, 2),
        (3, 500, 3),
    ]

    bought = await site.post(f"{MEMBER}/redeem_actions", {"redemption_batch_id": 2})

    action = bought["action"]
    assert (action["type"], action["points"], bought["loyalty_member"]["points_balance"]) == ("redeem", -50, 50)
    assert (action["coupon"]["description"], action["coupon"]["percentage_discount"]) == ("20%", True)
    permission = await site.result(f"/coupons/{action['coupon']['code']}/permission/customer1@example.com")
    assert permission["allowed"]
    assert await actions(site, "redeem") == [action]
    after = (await site.result(f"{MEMBER}/redemption_batches"))["redemption_batches"]
    stocks = [[batch["available_coupons_count"] for batch in one] for one in (batches, after)]
    assert stocks[1] == [stocks[0][0], stocks[0][1] - 1, stocks[0][2]]
    poor = await site.write("POST", f"{MEMBER}/redeem_actions", {"redemption_batch_id": 3})
    assert refused(poor, "not enough points")
    unknown = await site.write("POST", f"{MEMBER}/redeem_actions", {"redemption_batch_id": 4})
    assert refused(unknown, "No redemption batch found by `redemption_batch_id`.")


async def test_a_stock_comes_to_its_end(site: SiteClient) -> None:
    await adjust(site, 900)
    batches = (await site.result(f"{MEMBER}/redemption_batches"))["redemption_batches"]
    for _ in range(batches[0]["available_coupons_count"]):
        await site.post(f"{MEMBER}/redeem_actions", {"redemption_batch_id": 1})

    empty = await site.write("POST", f"{MEMBER}/redeem_actions", {"redemption_batch_id": 1})
    assert refused(empty, "no coupons available")


async def test_members_keep_properties_and_days(site: SiteClient) -> None:
    day = {"identifier": "birthday", "date": "2004-01-01"}
    await site.write("PUT", MEMBER, {"custom_properties": {"a": False, "b": 123}, "member_dates": [day]})
    answer = await site.write("PUT", MEMBER, {"custom_properties": {"b": "x"}})

    member = answer.document["result"]["loyalty_member"]
    assert (member["custom_properties"], member["member_dates"]) == ({"a": "f", "b": "x"}, [day])
    bad = await site.write("PUT", MEMBER, {"custom_properties": {"A": 1}})
    assert (bad.status, bad.document["error_message"][:30]) == (422, "Validation failed: Identifier ")


@pytest.mark.parametrize(
    "dates",
    [
        {"identifier": "birthday", "date": "2004-01-01"},
        ["birthday"],
        [{"identifier": "birthday"}],
        [{"date": "2004-01-01"}],
        [{"identifier": "birthday", "date": "2004-13-01"}],
        [{"identifier": "birthday", "date": "1/1/2004"}],
    ],
)
async def test_refused_days(site: SiteClient, dates: object) -> None:
    assert refused(await site.write("PUT", MEMBER, {"member_dates": dates}), DATES)
