import re

import pytest

from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Answer, Client

SITE = {"site_slug": "my-store"}
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}-07:00")
NO_SITE = {"ok": False, "error_message": "No site found by `site_slug`."}


async def get(sandbox: Sandbox, client: Client, path: str, **query: str | int) -> Answer:
    return await client.get(sandbox.talkable, path, {**SITE, **query})


async def write(sandbox: Sandbox, client: Client, slug: str, **data: object) -> Answer:
    return await client.ask(sandbox.talkable, "PUT", f"/people/{slug}", document={**SITE, "data": data})


async def buy(sandbox: Sandbox, client: Client, **data: object) -> Answer:
    document = {**SITE, "data": {"email": "customer@store.com", "order_number": "20", "subtotal": 100.44} | data}
    return await client.ask(sandbox.talkable, "POST", "/origins/purchase", document=document)


@pytest.mark.parametrize("slug", [None, "other-store"])
async def test_every_request_names_the_site(sandbox: Sandbox, client: Client, slug: str | None) -> None:
    query = {"site_slug": slug} if slug else {}
    for path in ("/assets", "/campaigns", "/traffic_sources", "/people/x"):
        answer = await client.get(sandbox.talkable, path, query)
        assert (answer.status, answer.document) == (400, NO_SITE)
    for method, path in (("PUT", "/people/x"), ("POST", "/origins/purchase")):
        answer = await client.ask(sandbox.talkable, method, path, document=query, query=SITE)
        assert (answer.status, answer.document) == (400, NO_SITE)


async def test_assets_page_by_page(sandbox: Sandbox, client: Client) -> None:
    first = (await get(sandbox, client, "/assets")).document
    assert (first["ok"], first["result"]["total"], len(first["result"]["assets"])) == (True, 130, 25)

    assets = []
    for page in (1, 2, 3):
        assets += (await get(sandbox, client, "/assets", page=page, per_page=50)).document["result"]["assets"]
    assert [asset["id"] for asset in assets] == list(range(130, 0, -1))
    assert STAMP.fullmatch(assets[0]["created_at"])
    assert {asset["width"] is None for asset in assets} == {True, False}
    assert (await get(sandbox, client, "/assets", page=4, per_page=50)).document["result"]["assets"] == []

    for wanted in ("image", "image/png", "video"):
        result = (await get(sandbox, client, "/assets", content_type=wanted, per_page=100)).document["result"]
        chosen = [asset for asset in assets if asset["content_type"].startswith(wanted)]
        assert result == {"assets": chosen[:100], "total": len(chosen)}
        assert 0 < len(chosen) < 130


@pytest.mark.parametrize("query", [{"per_page": 0}, {"per_page": 101}, {"page": 0}, {"page": "x"}])
async def test_wrong_pages(sandbox: Sandbox, client: Client, query: dict[str, str | int]) -> None:
    answer = await get(sandbox, client, "/assets", **query)

    assert (answer.status, answer.document["ok"]) == (400, False)


async def test_campaigns_and_traffic_sources(sandbox: Sandbox, client: Client) -> None:
    campaigns = (await get(sandbox, client, "/campaigns")).document["result"]["campaigns"]
    assert [campaign["id"] for campaign in campaigns] == [6, 5, 4, 3, 2, 1]
    assert {campaign["status"] for campaign in campaigns} == {"Live", "Disabled", "Test"}

    result = (await get(sandbox, client, "/traffic_sources")).document["result"]
    assert result[0] == {"identifier": "traffic_source_11"}


async def test_a_person_by_each_of_the_four_names(sandbox: Sandbox, client: Client) -> None:
    names = {"phone_number": "+12025551111", "customer_id": "90210", "username": "john/doe"}
    written = (await write(sandbox, client, "john%40example.com", first_name="John", **names)).document["result"]
    assert written["person"]["email"] == "john@example.com"
    assert written["person"]["personal_claim_url"].endswith("/by/john/doe")

    for slug in ("john%40example.com", "%2B12025551111", "90210", "john%2Fdoe"):
        assert (await get(sandbox, client, f"/people/{slug}")).document["result"] == written


async def test_unknown_person(sandbox: Sandbox, client: Client) -> None:
    answer = await get(sandbox, client, "/people/nobody")

    assert answer.status == 400
    assert answer.document == {"ok": False, "error_message": "No person found by `person_slug`."}


async def test_people_are_changed_in_place(sandbox: Sandbox, client: Client) -> None:
    await write(sandbox, client, "customer1@example.com", username="old", custom_properties={"a": True, "b": 1})
    answer = await write(
        sandbox, client, "old", username="new", custom_properties={"b": 2}, unsubscribed=True, email="one@example.com"
    )

    person = answer.document["result"]["person"]
    assert (person["email"], person["username"]) == ("one@example.com", "new")
    assert {"a": "t", "b": "2"}.items() <= person["custom_properties"].items()
    assert STAMP.fullmatch(person["unsubscribed_at"])
    by_phone = await write(sandbox, client, "%2B12025559999", email="two@example.com")
    assert by_phone.document["result"]["person"]["phone_number"] == "+12025559999"
    by_id = await write(sandbox, client, "777", email="three@example.com")
    assert by_id.document["result"]["person"]["customer_id"] == "777"
    for gone in ("old", "customer1@example.com"):
        assert (await get(sandbox, client, f"/people/{gone}")).status == 400
    again = await write(sandbox, client, "new", unsubscribed=False)
    assert again.document["result"]["person"]["unsubscribed_at"] is None


async def test_refused_people(sandbox: Sandbox, client: Client) -> None:
    unknown = await write(sandbox, client, "x@example.com", foo=1)
    assert (unknown.status, unknown.document["error_message"]) == (400, "found unpermitted parameter: :foo")
    several = await write(sandbox, client, "x@example.com", foo=1, bar=2)
    assert several.document["error_message"] == "found unpermitted parameters: :foo, :bar"

    await write(sandbox, client, "a@example.com", username="lizard_king")
    taken = await write(sandbox, client, "b@example.com", username="lizard_king")
    text = "Validation failed: Username has already been taken. Please try another one."
    assert (taken.status, taken.document) == (422, {"ok": False, "error_message": text})
    assert (await write(sandbox, client, "no_mail")).document["error_message"] == "Validation failed: Email isn't valid"
    for properties in ({"1st": "x"}, ["x"]):
        bad = await write(sandbox, client, "a@example.com", custom_properties=properties)
        assert (bad.status, bad.document["error_message"][:30]) == (422, "Validation failed: Identifier ")
    without = await client.ask(sandbox.talkable, "PUT", "/people/x", document=SITE)
    assert (without.status, without.document["error_message"]) == (400, "`data` is required")


async def test_a_purchase_makes_an_origin_and_an_offer(sandbox: Sandbox, client: Client) -> None:
    extras = {"coupon_codes": ["C0001", "C0002"], "created_at": "2026-07-07T18:06:25.120Z", "ip_address": "192.0.2.255"}
    answer = await buy(sandbox, client, sharing_channels=["facebook", "custom"], **extras)

    assert answer.status == 201
    result = answer.document["result"]
    assert list(result["claim_links"]) == ["facebook", "custom"]
    origin = result["origin"]
    assert (origin["order_number"], origin["subtotal"], origin["coupon_code"]) == ("20", 100.44, "C0001,C0002")
    assert (origin["order_date"], origin["ip_address"]) == ("2026-07-07T11:06:25.120-07:00", "192.0.2.255")
    assert result["offer"]["campaign_tags"] == ["post-purchase"]

    plain = (await buy(sandbox, client, order_number="21", campaign_tags="spring")).document["result"]
    assert list(plain) == ["origin", "offer"]
    assert (plain["origin"]["id"], plain["origin"]["ip_address"]) == (origin["id"] + 1, "127.0.0.1")
    assert plain["offer"]["campaign_tags"] == ["spring"]
    assert plain["offer"]["incentives"]["referrer"]["amount"] == 10.0

    none = (
        await buy(sandbox, client, order_number="22", email="no-offer@store.com", sharing_channels=["sms"])
    ).document
    assert none["result"]["offer"] is None
    assert "claim_links" not in none["result"]


async def test_the_same_purchase_again(sandbox: Sandbox, client: Client) -> None:
    first, same, other = [await buy(sandbox, client, subtotal=subtotal) for subtotal in (1.0, 1.0, 2.0)]

    assert (same.status, same.raw) == (201, first.raw)
    text = "Duplicate entity: Talkable already has existing Purchase with the same order_number but different data\n"
    assert (other.status, other.document) == (400, {"ok": False, "error_message": text})


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("email", None, "Email isn't valid"),
        ("email", "nobody", "Email isn't valid"),
        ("order_number", None, "`order_number` is required"),
        ("subtotal", None, "`subtotal` is required"),
        ("subtotal", "much", "`subtotal` is invalid"),
        ("created_at", "yesterday", "`created_at` is invalid"),
        ("sharing_channels", ["sms", "email"], "Wrong sharing channel: email"),
        ("sharing_channels", 5, "`sharing_channels` is invalid"),
    ],
)
async def test_refused_purchases(sandbox: Sandbox, client: Client, name: str, value: object, text: str) -> None:
    answer = await buy(sandbox, client, **{name: value})

    assert (answer.status, answer.document) == (400, {"ok": False, "error_message": text})


async def test_errors_of_the_front_door(sandbox: Sandbox, client: Client) -> None:
    for token in (None, "wrong"):
        answer = await client.get(sandbox.talkable, "/campaigns", SITE, token=token)
        assert (answer.status, answer.document) == (401, {"ok": False, "error_message": "Invalid API key"})
    lost = [await get(sandbox, client, "/pigeons"), await get(sandbox, client, "/origins/purchase")]
    assert [(answer.status, answer.document["ok"]) for answer in lost] == [(404, False), (404, False)]
    broken = await client.ask(sandbox.talkable, "PUT", "/people/x", body=b"{")
    assert (broken.status, broken.document) == (400, {"ok": False, "error_message": "Invalid JSON"})


async def test_throttled_and_broken(sandbox: Sandbox, client: Client) -> None:
    sandbox.talkable.faults.throttle(rate=1, burst=1)
    await get(sandbox, client, "/campaigns")
    answer = await get(sandbox, client, "/campaigns")
    assert (answer.status, answer.document) == (429, {"ok": False, "error_message": "Too many requests"})
    assert "Retry-After" not in answer.headers

    sandbox.talkable.faults.clear()
    sandbox.talkable.faults.status(503)
    page = await get(sandbox, client, "/campaigns")
    assert (page.status, page.headers["Content-Type"]) == (503, "text/html; charset=utf-8")
    assert page.raw.startswith(b"<!DOCTYPE html>")
