import re

import pytest

from tests.sandbox.talkable.conftest import SiteClient, refused
from tests.sandbox.talkable.stamps import STAMP

NOBODY = "No person found by `person_slug`."
BAD_EMAIL = "Validation failed: Email isn't valid"
ONE = "/people/customer1@example.com"


async def write(site: SiteClient, slug: str, **data: object) -> object:
    return (await site.write("PUT", f"/people/{slug}", data)).document["result"]["person"]


async def test_a_person_by_each_of_the_four_names(site: SiteClient) -> None:
    names = {"phone_number": "+12025551111", "customer_id": "90210", "username": "john/doe"}
    written = await site.write("PUT", "/people/john%40example.com", {"first_name": "John", **names})
    person = written.document["result"]["person"]
    assert person["email"] == "john@example.com"
    assert person["personal_claim_url"].endswith("/by/john/doe")

    for slug in ("john%40example.com", "%2B12025551111", "90210", "john%2Fdoe"):
        assert (await site.result(f"/people/{slug}"))["person"] == person


async def test_people_are_changed_in_place(site: SiteClient) -> None:
    await write(site, "customer1@example.com", username="old", custom_properties={"a": True, "b": 1})
    new = {"username": "new", "custom_properties": {"b": 2}, "unsubscribed": True, "email": "one@example.com"}
    person = (await site.write("PUT", "/people/old", new)).document["result"]["person"]

    assert (person["email"], person["username"]) == ("one@example.com", "new")
    assert {"a": "t", "b": "2"}.items() <= person["custom_properties"].items()
    assert STAMP.fullmatch(person["unsubscribed_at"])
    for gone in ("old", "customer1@example.com"):
        assert refused(await site.get(f"/people/{gone}"), NOBODY)
    again = await site.write("PUT", "/people/new", {"unsubscribed": False, "gated_param_subscribed": True})
    person = again.document["result"]["person"]
    assert (person["unsubscribed_at"], person["sub_choice"]) == (None, True)
    since = await site.write("PUT", "/people/new", {"unsubscribed_at": "2026-01-01T00:00:00+00:00"})
    assert since.document["result"]["person"]["unsubscribed_at"] == "2025-12-31T17:00:00.000-07:00"


@pytest.mark.parametrize(
    ("slug", "name"), [("%2B12025559999", "phone_number"), ("777", "customer_id"), ("lizard", "username")]
)
async def test_a_new_persons_slug_becomes_what_it_looks_like(site: SiteClient, slug: str, name: str) -> None:
    person = (await site.write("PUT", f"/people/{slug}", {"email": "new@example.com"})).document["result"]["person"]

    assert person[name] == slug.replace("%2B", "+")


async def test_refused_people(site: SiteClient) -> None:
    async def put(slug: str, **data: object) -> object:
        return await site.write("PUT", f"/people/{slug}", data)

    one = await site.write("PUT", "/people/x@example.com", {"foo": 1})
    assert refused(one, "found unpermitted parameter: :foo")
    two = await site.write("PUT", "/people/x@example.com", {"foo": 1, "bar": 2})
    assert refused(two, "found unpermitted parameters: :foo, :bar")
    await put("a@example.com", username="lizard_king")
    taken = await site.write("PUT", "/people/b@example.com", {"username": "lizard_king"})
    assert refused(taken, "Validation failed: Username has already been taken. Please try another one.", 422)
    assert refused(await site.write("PUT", "/people/no_mail", {"first_name": "X"}), BAD_EMAIL, 422)
    for properties in ({"1st": "x"}, ["x"]):
        bad = await site.write("PUT", "/people/a@example.com", {"custom_properties": properties})
        assert (bad.status, bad.document["error_message"][:30]) == (422, "Validation failed: Identifier ")


@pytest.mark.parametrize(
    ("method", "end"),
    [
        ("GET", ""),
        ("GET", "/referrals_as_advocate"),
        ("GET", "/referrals_as_friend"),
        ("GET", "/rewards"),
        ("GET", "/shares_by"),
        ("GET", "/personal_data"),
        ("POST", "/anonymize"),
    ],
)
async def test_unknown_people(site: SiteClient, method: str, end: str) -> None:
    path = f"/people/nobody@example.com{end}"
    answer = await site.get(path) if method == "GET" else await site.write(method, path)

    assert refused(answer, NOBODY)


async def test_the_history_hangs_together(site: SiteClient) -> None:
    person = (await site.result(ONE))["person"]
    referrals = (await site.result(f"{ONE}/referrals_as_advocate"))["referrals"]
    rewards = (await site.result(f"{ONE}/rewards"))["rewards"]
    shares = (await site.result(f"{ONE}/shares_by"))["shares"]

    assert person["referral_counts"] == {"total": 2, "approved": 1, "pending": 1}
    assert sorted(referral["status"] for referral in referrals) == ["approved", "pending"]
    assert [referral["friend_person"]["email"][:9] for referral in referrals] == ["customer2", "customer3"]
    assert person["reward_counts"] == {"total": 2, "paid": 1, "unpaid": 1}
    assert [reward["status"] for reward in rewards] == ["Paid", "Unpaid"]
    assert [referral["advocate_rewards"] for referral in referrals] == [[rewards[0]], [rewards[1]]]
    assert [referral["ad_rewarded"] for referral in referrals] == [True, False]
    assert person["share_counts"] == {"total": 2, "facebook": 2}
    assert [share["friends_count"] for share in shares] == [1, 1]
    friend = (await site.result("/people/customer2@example.com/referrals_as_friend"))["referrals"]
    assert friend == [referrals[0]]


async def test_the_export_names_what_a_person_did(site: SiteClient) -> None:
    await site.post("/origins/purchase", {"email": "c@example.com", "order_number": 7, "subtotal": 9.5})
    await site.post("/origins/affiliate_member", {"email": "c@example.com"})

    data = (await site.result("/people/c@example.com/personal_data"))["person"]

    assert data["email"] == "c@example.com"
    assert STAMP.fullmatch(data["created_at"])
    assert [(one["type"], one["order_number"], one["subtotal"], one["ip_address"]) for one in data["origins"]] == [
        ("Purchase", "7", 9.5, "127.0.0.1"),
        ("AffiliateMember", None, None, "127.0.0.1"),
    ]


async def test_an_anonymized_person_is_gone(site: SiteClient) -> None:
    await write(site, "customer1@example.com", username="first", phone_number="+12025550001")
    order = {"email": "customer1@example.com", "order_number": "H1001", "subtotal": 5, "customer_id": "1001"}
    await site.post("/origins/purchase", order)
    person = (await site.post(f"{ONE}/anonymize"))["person"]

    assert re.fullmatch(r"[0-9a-f-]{36}@anonymized\.email", person["email"])
    assert (person["first_name"], person["custom_properties"], person["customer_id"]) == (None, {}, None)
    for slug in ("customer1@example.com", "first", "%2B12025550001", "1001"):
        assert refused(await site.get(f"/people/{slug}"), NOBODY)
    assert refused(await site.write("POST", f"{ONE}/anonymize"), NOBODY)
    assert refused(await site.get("/loyalty/members/customer1@example.com"), "Loyalty member not found")
    origin = (await site.post("/origins/H1001/refund"))["origin"]
    assert (origin["email"], origin["customer_id"]) == (person["email"], None)
    # Nothing that is left tells of the person any more.
    (friend,) = (await site.result("/people/customer2@example.com/referrals_as_friend"))["referrals"]
    assert friend["advocate_person"]["email"] == person["email"]
    assert (await site.result(f"/people/{person['email']}"))["person"] == person


async def test_unsubscribing(site: SiteClient) -> None:
    await write(site, "customer1@example.com", username="first", unsubscribed=False)

    for slug, email in (("first", "customer1@example.com"), ("stranger@example.com", "stranger@example.com")):
        person = (await site.post(f"/people/{slug}/unsubscribe"))["person"]
        assert person["email"] == email
        assert STAMP.fullmatch(person["unsubscribed_at"])
        assert (await site.result(f"/people/{email}"))["person"] == person
    assert refused(await site.write("POST", "/people/nobody/unsubscribe"), BAD_EMAIL, 422)
