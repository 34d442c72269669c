"""What every request meets: the key, the site, and the faults."""

import re

import pytest

from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Client, Clock
from tests.sandbox.talkable.conftest import SiteClient, refused

NO_SITE = "No site found by `site_slug`."
OPERATIONS = 44
FIELDS = (
    "body",
    "campaign_tags",
    "channel",
    "coupon_codes",
    "create_offers",
    "created_at",
    "custom_properties",
    "customer_id",
    "email",
    "event_category",
    "event_number",
    "first_name",
    "gated_param_subscribed",
    "ip_address",
    "member_dates",
    "order_number",
    "points",
    "recipients",
    "redemption_batch_id",
    "refund_subtotal",
    "refunded_at",
    "sharing_channels",
    "status",
    "subtotal",
    "type",
    "unsubscribed",
    "unsubscribed_at",
    "username",
    "uuid",
    "validation_only",
)
OFFER = "/offers/{short_url_code}"
OPTIONAL = {f"POST {OFFER}/shares/email", f"POST {OFFER}/shares/social"}
IN_QUERY = {"POST /assets", "POST /offer_claims", "PUT /visitor_offers/{id}/track_visit"}


def test_there_are_as_many_routes_as_operations(sandbox: Sandbox) -> None:
    assert len(sandbox.talkable.routes()) == OPERATIONS


@pytest.mark.parametrize("slug", [None, "other-store"])
async def test_every_request_names_the_site(sandbox: Sandbox, client: Client, slug: str | None) -> None:
    right, wrong = {"site_slug": "my-store"}, {"site_slug": slug} if slug else {}
    for route in set(sandbox.talkable.routes()) - OPTIONAL:
        method, _, path = route.partition(" ")
        by_query = method == "GET" or route in IN_QUERY
        query, document = (wrong, right) if by_query else (right, wrong)
        answer = await client.ask(sandbox.talkable, method, path, query=query, document=document)
        assert refused(answer, NO_SITE), route


async def test_shares_need_no_site_but_no_wrong_one_either(site: SiteClient, client: Client) -> None:
    for kind in ("email", "social"):
        path = f"/offers/unknown/shares/{kind}"
        for body in ({}, {"site_slug": "my-store"}):
            answer = await client.ask(site.stand_in, "POST", path, document=body)
            assert refused(answer, "No offer found by id.")
        answer = await client.ask(site.stand_in, "POST", path, document={"site_slug": "other-store"})
        assert refused(answer, NO_SITE)


async def test_errors_of_the_front_door(site: SiteClient, client: Client) -> None:
    for token in (None, "wrong"):
        answer = await client.get(site.stand_in, "/campaigns", site.slug, token=token)
        assert refused(answer, "Invalid API key", 401)
    for path in ("/pigeons", "/origins/purchase"):
        assert refused(await site.get(path), "Not Found", 404)
    for body in (b"{", b"[]", b"\xff"):
        broken = await client.ask(site.stand_in, "PUT", "/people/x", body=body)
        assert refused(broken, "Invalid JSON")
    for method, path in (("PUT", "/people/x"), ("POST", "/origins/purchase"), ("POST", "/visitors")):
        for data in (None, ["x"]):
            assert refused(await site.write(method, path, data), "`data` is required")


@pytest.mark.parametrize("value", [None, True, -1, 1.5, 1e400, "", "x", "\ud800", [], [None], {}, {"a": []}, 10**40])
async def test_nonsense_is_refused_or_stored_and_breaks_nothing(
    sandbox: Sandbox, client: Client, value: object
) -> None:
    known = {"email": "a@b.c", "order_number": "1", "subtotal": 1, "event_category": "signup", "event_number": "1"}
    nonsense = dict.fromkeys(FIELDS, value)
    for route in sandbox.talkable.routes():
        method, _, path = route.partition(" ")
        path = re.sub(r"\{email\}|\{person_slug\}", "customer1@example.com", path).replace("{origin_slug}", "H1002")
        for data in (value, nonsense, known | {name: value for name in FIELDS if name not in known}):
            document = {**nonsense, "site_slug": "my-store", "data": data}
            answer = await client.ask(
                sandbox.talkable, method, path, query={"site_slug": "my-store"}, document=document
            )
            assert answer.status < 500, (route, data)


@pytest.mark.parametrize("status", [500, 503])
async def test_broken_servers_show_a_page(site: SiteClient, status: int) -> None:
    site.stand_in.faults.status(status)

    page = await site.get("/campaigns")

    assert (page.status, page.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert page.raw.startswith(b"<!DOCTYPE html>")


async def test_the_throttle_tells_nothing(site: SiteClient) -> None:
    site.stand_in.faults.throttle(rate=1, burst=1)
    await site.get("/campaigns")

    answer = await site.get("/campaigns")

    assert refused(answer, "Too many requests", 429)
    assert "Retry-After" not in answer.headers


async def test_the_throttle_goes_by_what_requests_cost(site: SiteClient, clock: Clock) -> None:
    quarter = {"start_date": "2026-01-01", "end_date": "2026-03-17"}
    site.stand_in.faults.throttle(rate=1, burst=10)

    async def statuses(path: str, count: int, **query: str) -> list[int]:
        return [(await site.get(path, **query)).status for _ in range(count)]

    assert await statuses("/metrics/shares", 3, **quarter) == [200, 200, 429]
    assert await statuses("/campaigns", 3) == [200, 200, 429]
    clock.now += 4
    assert await statuses("/metrics/shares", 2, **quarter) == [200, 429]
    clock.now += 10
    assert await statuses("/metrics/shares", 1, start_date="2020-01-01", end_date="2026-01-01") == [200]
    assert await statuses("/campaigns", 1) == [429]
    clock.now += 2
    assert await statuses("/metrics/shares", 3, start_date="soon") == [400, 400, 429]


async def test_long_batches_cost_more_than_short_ones(site: SiteClient) -> None:
    site.stand_in.faults.throttle(rate=1, burst=5)
    short = [{"email": "a@example.com"}]

    assert (await site.write("POST", "/origins/batch/affiliate_members", short * 2_000)).status == 200
    assert (await site.write("POST", "/origins/batch/affiliate_members", short)).status == 200
    assert (await site.write("POST", "/origins/batch/affiliate_members", short * 2_000)).status == 429


async def test_unknown_fields_come_into_every_record(site: SiteClient) -> None:
    site.stand_in.faults.unknown_field("mood", "fine")

    referral = (await site.result("/people/customer2@example.com/referrals_as_advocate"))["referrals"][0]
    assert {referral["mood"], referral["advocate_person"]["mood"], referral["advocate_rewards"][0]["mood"]} == {"fine"}
    shares = (await site.result("/people/customer1@example.com/shares_by"))["shares"]
    assert shares[0]["offer"]["mood"] == shares[0]["campaign"]["mood"] == "fine"
    days = {"start_date": "2026-01-01", "end_date": "2026-01-02"}
    assert (await site.result("/metrics/shares", **days))["mood"] == "fine"
    segments = await site.result("/metrics/shares/segmentize", **days, **{"segment_by[period]": "day"})
    assert [segment["mood"] for segment in segments["segmented"]] == ["fine", "fine"]
    code = shares[0]["offer"]["short_url_code"]
    links = (await site.result(f"/offers/{code}", **{"sharing_channels[]": "sms"}))["claim_links"]
    assert list(links) == ["sms"]
