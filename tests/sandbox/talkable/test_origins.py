import pytest

from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Answer, Client
from tests.sandbox.talkable.conftest import SiteClient, refused

LEAST: dict[str, dict[str, object]] = {
    "affiliate_member": {"email": "a@store.com"},
    "purchase": {"email": "a@store.com", "order_number": "20", "subtotal": 100.44},
    "event": {"email": "a@store.com", "event_category": "signup_form", "event_number": "42", "subtotal": 5},
}
TYPES = {"affiliate_member": "AffiliateMember", "purchase": "Purchase", "event": "Event"}
BATCHES = {"affiliate_member": "affiliate_members", "purchase": "purchases", "event": "events"}
WITHOUT_KEY = {"segment1", "segment2", "segment3", "customer_id", "email", "id", "ip_address", "type"}


async def register(site: SiteClient, kind: str, **data: object) -> Answer:
    return await site.write("POST", f"/origins/{kind}", LEAST[kind] | data)


async def refund(site: SiteClient, slug: str, **data: object) -> Answer:
    return await site.write("POST", f"/origins/{slug}/refund", data or None)


async def test_a_purchase_makes_an_origin_and_an_offer(site: SiteClient) -> None:
    extras = {"coupon_codes": ["C0001", "C0002"], "created_at": "2026-07-07T18:06:25.120Z", "ip_address": "192.0.2.255"}
    answer = await register(site, "purchase", sharing_channels=["facebook", "custom"], **extras)

    assert answer.status == 201
    result = answer.document["result"]
    assert list(result["claim_links"]) == ["facebook", "custom"]
    origin = result["origin"]
    assert (origin["order_number"], origin["subtotal"], origin["coupon_code"]) == ("20", 100.44, "C0001,C0002")
    assert (origin["order_date"], origin["ip_address"]) == ("2026-07-07T11:06:25.120-07:00", "192.0.2.255")
    assert result["offer"]["campaign_tags"] == ["post-purchase"]

    plain = (await register(site, "purchase", order_number="21", campaign_tags="spring")).document["result"]
    assert list(plain) == ["origin", "offer"]
    assert (plain["origin"]["id"], plain["origin"]["ip_address"]) == (origin["id"] + 1, "127.0.0.1")
    assert plain["offer"]["campaign_tags"] == ["spring"]
    assert plain["offer"]["incentives"]["referrer"]["amount"] == 10.0
    assert (await site.result("/people/a@store.com"))["person"]["events_count"] == 2


async def test_each_kind_has_its_own_fields(site: SiteClient) -> None:
    member, purchase, event = [
        (await register(site, kind)).document["result"]["origin"] for kind in ("affiliate_member", "purchase", "event")
    ]

    assert [origin["type"] for origin in (member, purchase, event)] == ["AffiliateMember", "Purchase", "Event"]
    assert set(member) == WITHOUT_KEY | {f"utm_{name}" for name in ("campaign", "content", "medium", "source", "term")}
    worth = {"subtotal", "refunded_at", "partially_refunded", "refund_subtotal", "coupon_code"}
    assert set(purchase) - set(member) == worth | {"order_number", "order_date"}
    assert set(event) - set(member) == worth | {"event_category", "event_number"}


async def test_no_campaign_no_offer(site: SiteClient, client: Client) -> None:
    answer = await register(site, "event", email="no-offer@store.com", sharing_channels=["sms"])
    assert (answer.status, answer.document["result"]["offer"]) == (201, None)
    assert "claim_links" not in answer.document["result"]

    async with Sandbox(campaigns=0) as bare:
        there = SiteClient(bare.talkable, client)
        assert (await register(there, "purchase")).document["result"]["offer"] is None
        claim = await there.send("POST", "/offer_claims", advocate_email="a@b.c", friend_email="b@b.c")
        assert refused(claim, "No campaign found.")


@pytest.mark.parametrize("kind", LEAST)
async def test_the_generic_call_does_the_same(site: SiteClient, kind: str) -> None:
    answer = await site.write("POST", "/origins", LEAST[kind], type=TYPES[kind])

    assert answer.status == 201
    assert answer.document["result"]["origin"]["type"] == TYPES[kind]
    wrong = await site.write("POST", "/origins", LEAST[kind], type=kind)
    assert refused(wrong, '`type` must be within ["AffiliateMember", "Purchase", "Event"]')


@pytest.mark.parametrize(("kind", "key"), [("purchase", "order_number"), ("event", "event_number")])
async def test_the_same_origin_again(site: SiteClient, kind: str, key: str) -> None:
    first, same, other = [await register(site, kind, subtotal=subtotal) for subtotal in (1.0, 1.0, 2.0)]

    assert (same.status, same.raw) == (201, first.raw)
    text = f"Duplicate entity: Talkable already has existing {TYPES[kind]} with the same {key} but different data\n"
    assert refused(other, text)
    assert (await site.result("/people/a@store.com"))["person"]["events_count"] == 1


async def test_every_sign_up_is_a_new_one(site: SiteClient) -> None:
    first, second = [(await register(site, "affiliate_member")).document["result"]["origin"]["id"] for _ in range(2)]

    assert second == first + 1


@pytest.mark.parametrize(
    ("kind", "name", "value", "text"),
    [
        ("purchase", "email", None, "Email isn't valid"),
        ("purchase", "email", "nobody", "Email isn't valid"),
        ("affiliate_member", "email", ["a@b.c"], "Email isn't valid"),
        ("purchase", "order_number", None, "`order_number` is required"),
        ("event", "event_category", None, "`event_category` is required"),
        ("event", "event_number", "", "`event_number` is required"),
        ("purchase", "subtotal", None, "`subtotal` is required"),
        ("purchase", "subtotal", "much", "`subtotal` is invalid"),
        ("event", "subtotal", "inf", "`subtotal` is invalid"),
        ("purchase", "created_at", "yesterday", "`created_at` is invalid"),
        ("purchase", "coupon_codes", [1], "`coupon_codes` is invalid"),
        ("purchase", "sharing_channels", ["sms", "email"], "Wrong sharing channel: email"),
        ("purchase", "sharing_channels", 5, "`sharing_channels` is invalid"),
    ],
)
async def test_refused_origins(site: SiteClient, kind: str, name: str, value: object, text: str) -> None:
    assert refused(await register(site, kind, **{name: value}), text)


@pytest.mark.parametrize("kind", LEAST)
async def test_a_batch_registers_what_it_can(site: SiteClient, kind: str) -> None:
    records = [{**LEAST[kind], "email": "b@store.com"}, {"email": "nonsense"}, "nonsense"]
    answer = await site.write("POST", f"/origins/batch/{BATCHES[kind]}", records, create_offers=False)

    assert (answer.status, answer.document) == (200, {"ok": True})
    (origin,) = (await site.result("/people/b@store.com/personal_data"))["person"]["origins"]
    assert origin["type"] == TYPES[kind]
    assert refused(await site.write("POST", f"/origins/batch/{BATCHES[kind]}", {}), "`data` is required")


async def test_a_batch_makes_offers_on_demand(site: SiteClient) -> None:
    for create_offers, email in ((False, "no@store.com"), (True, "yes@store.com")):
        record = {"email": email, "order_number": email, "subtotal": 1}
        await site.post("/origins/batch/purchases", [record], create_offers=create_offers)
        again = (await register(site, "purchase", **record)).document["result"]
        assert (again["offer"] is not None) is create_offers


async def test_the_persons_names_come_from_the_origin(site: SiteClient) -> None:
    told = {"first_name": "John", "username": "johndoe", "customer_id": 90210, "custom_properties": {"a": True}}
    await register(site, "purchase", **told)
    await register(site, "affiliate_member", email="b@store.com", username="johndoe", last_name="Doe")

    person, other = [(await site.result(f"/people/{email}"))["person"] for email in ("a@store.com", "b@store.com")]
    assert (person["first_name"], person["username"], person["customer_id"]) == ("John", "johndoe", "90210")
    assert person["custom_properties"] == {"a": "t"}
    assert (other["last_name"], other["username"]) == ("Doe", None)


async def test_refunds(site: SiteClient) -> None:
    await register(site, "purchase")
    part = (await refund(site, "20", refund_subtotal=25.11)).document["result"]["origin"]
    assert (part["partially_refunded"], part["refund_subtotal"], part["subtotal"]) == (True, 25.11, 100.44)

    whole = (await refund(site, "20", refunded_at="2026-01-01T00:00:00Z")).document["result"]["origin"]
    assert (whole["partially_refunded"], whole["refund_subtotal"]) == (False, 100.44)
    assert whole["refunded_at"] == "2025-12-31T17:00:00.000-07:00"
    assert (await register(site, "purchase")).document["result"]["origin"] == whole
    assert refused(await refund(site, "20"), "Origin has already been refunded")


async def test_origins_by_slug(site: SiteClient) -> None:
    await register(site, "event", event_number="4/2")
    await register(site, "purchase", order_number="a/b%c")

    event = (await refund(site, "signup_form%3A4%2F2")).document["result"]["origin"]
    assert (event["event_category"], event["event_number"]) == ("signup_form", "4/2")
    purchase = (await refund(site, "a%2Fb%25c")).document["result"]["origin"]
    assert purchase["order_number"] == "a/b%c"
    assert refused(await refund(site, "nothing"), "No origin found by `origin_slug`.")
