"""Events, affiliate members, origins of any type, batches and referrals; purchases and refunds are apart."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from telephony_clients import BadRequest, ConfigurationError, Conflict, NotFound, Talkable
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkable import (
    CreatedOrigin,
    EventFields,
    FraudPolicies,
    Origin,
    OriginType,
    PersonRef,
    Referral,
    ReferralStatus,
)
from tests.scripted_server import ScriptedServer
from tests.talkable.examples import AFFILIATE, CREATED, DECIDED, EVENT, OFFER, REFERRALS, TAKEN
from tests.talkable.told_origins import AT, BOUGHT, SENT, STAMP, SUBSCRIBED
from tests.wings import CAREFUL_IDS, fits, same


async def test_the_printed_event_is_read_field_by_field(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer({"ok": True, "result": {"origin": EVENT, "offer": OFFER}}, status=201)

    created = await scripted.origins.create_event(**SUBSCRIBED)

    assert same(
        created.origin,
        Origin(
            id=1,
            type=OriginType.EVENT,
            email="customer@store.com",
            customer_id="1024",
            ip_address="192.0.2.255",
            event_category="newsletter_subscription",
            event_number="42",
            subtotal=Decimal("100.44"),
            coupon_code="C0001,C0002",
            partially_refunded=False,
        ),
    )
    (seen,) = server.requests
    assert (seen.method, seen.target) == ("POST", "/origins/event")
    assert seen.json == {"site_slug": "my-store", "data": SENT}
    assert scripted.drift() == ()


async def test_the_printed_member_is_read_field_by_field(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer({"ok": True, "result": {"origin": AFFILIATE, "offer": None}}, status=201)

    created = await scripted.origins.create_affiliate_member(email="a@b.com", campaign_tags="invite", uuid="u")

    assert same(
        created.origin,
        Origin(
            id=1,
            type=OriginType.AFFILIATE_MEMBER,
            email="customer@store.com",
            customer_id="1024",
            ip_address="192.0.2.255",
        ),
    )
    assert server.requests[0].json == {
        "site_slug": "my-store",
        "data": {"email": "a@b.com", "campaign_tags": "invite", "uuid": "u"},
    }
    assert scripted.drift() == ()


async def test_when_it_happened_is_always_sent_with_an_event(sandbox: Sandbox, talkable: Talkable) -> None:
    sandbox.talkable.faults.reset(acted=True)
    before = datetime.now(UTC)

    created = await talkable.origins.create_event(email="a@b.com", event_category="survey", event_number="1/2")

    first, again = sandbox.talkable.requests
    assert first.body == again.body
    told = datetime.fromisoformat(first.json()["data"]["created_at"])
    assert before <= told <= before + timedelta(minutes=1)
    assert created.origin.event_number == "1/2"
    assert fits(created, CreatedOrigin)


async def test_other_data_under_the_same_number_is_a_conflict(talkable: Talkable) -> None:
    other: EventFields = {**SUBSCRIBED, "subtotal": 1}
    first = await talkable.origins.create_event(**SUBSCRIBED)

    assert (await talkable.origins.create_event(**SUBSCRIBED)).origin == first.origin
    with pytest.raises(Conflict, match="existing Event with the same event_number") as caught:
        await talkable.origins.create_event(**other)
    assert caught.value.status == 400


async def test_an_advocate_without_a_purchase(talkable: Talkable) -> None:
    created = await talkable.origins.create_affiliate_member(email="a@b.com", sharing_channels=["facebook"])

    assert created.origin.type is OriginType.AFFILIATE_MEMBER
    assert created.offer is not None
    assert (created.offer.email, set(created.claim_links or ())) == ("a@b.com", {"facebook"})
    with pytest.raises(BadRequest, match="Email isn't valid"):
        await talkable.origins.create_affiliate_member(email="nobody")


@pytest.mark.parametrize(
    ("origin_type", "given", "data"),
    [
        (OriginType.PURCHASE, BOUGHT, {**BOUGHT, "created_at": STAMP}),
        ("Event", SUBSCRIBED, SENT),
        ("AffiliateMember", {"email": "a@b.com"}, {"email": "a@b.com"}),
    ],
)
async def test_an_origin_of_any_type_sends_its_types_fields(
    scripted: Talkable, server: ScriptedServer, origin_type: OriginType | str, given: Any, data: dict[str, Any]
) -> None:
    server.answer(CREATED, status=201)

    await scripted.origins.create(origin_type=origin_type, **given)

    (seen,) = server.requests
    assert (seen.method, seen.target) == ("POST", "/origins")
    assert seen.json == {"site_slug": "my-store", "type": str(origin_type), "data": data}


async def test_when_it_happened_is_sent_with_what_has_a_number_only(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(CREATED, always=True)

    await scripted.origins.create(origin_type="Purchase", email="a@b.com", order_number="1", subtotal=1)
    await scripted.origins.create(origin_type="AffiliateMember", email="a@b.com")

    purchase, member = server.requests
    assert "created_at" in purchase.json["data"]
    assert "created_at" not in member.json["data"]


Perform = Callable[[Any], Awaitable[object]]


@pytest.mark.parametrize(
    ("perform", "text"),
    [
        (lambda origins: origins.create_purchase(email="a@b.com", subtotal=1), "PurchaseFields needs order_number"),
        (lambda origins: origins.create_event(email="a@b.com"), "EventFields needs event_category, event_number"),
        (lambda origins: origins.create_affiliate_member(emial="a@b.com"), "AffiliateMemberFields needs email"),
        (lambda origins: origins.create_purchase(**BOUGHT, total=1), "PurchaseFields has no total; extra takes"),
        (lambda origins: origins.create(origin_type="Event", email="a@b.com", order_number="1"), "EventFields needs"),
        (lambda origins: origins.create(origin_type="AffiliateMember", **BOUGHT), "has no order_number, subtotal"),
        (lambda origins: origins.create(origin_type="Sale", **BOUGHT), "must be one of Purchase, Event, AffiliateMem"),
        (lambda origins: origins.create_event(**{**SUBSCRIBED, "created_at": datetime(2026, 1, 1)}), "time zone"),  # noqa: DTZ001 - naive on purpose
        (
            lambda origins: origins.batches.create_purchases([BOUGHT, {"email": "a@b.com"}]),
            "Record 1 of the batch: PurchaseFields needs order_number, subtotal",
        ),
        (lambda origins: origins.batches.create_events([{**SUBSCRIBED, "number": 1}]), "Record 0 .* has no number"),
    ],
)
async def test_a_field_that_is_missing_or_not_known_is_not_sent(
    scripted: Talkable, server: ScriptedServer, perform: Perform, text: str
) -> None:
    with pytest.raises(ConfigurationError, match=text):
        await perform(scripted.origins)

    assert server.requests == []


@pytest.mark.parametrize(
    ("perform", "path", "data"),
    [
        (
            lambda batches: batches.create_affiliate_members(
                [{"email": "a@b.com", "extra": {"new": 1}}, {"email": "c@d.com"}], create_offers=False
            ),
            "affiliate_members",
            [{"email": "a@b.com", "new": 1}, {"email": "c@d.com"}],
        ),
        (lambda batches: batches.create_events([SUBSCRIBED], create_offers=False), "events", [SENT]),
        (
            lambda batches: batches.create_purchases([BOUGHT], create_offers=False),
            "purchases",
            [{**BOUGHT, "created_at": STAMP}],
        ),
    ],
)
async def test_a_batch_is_taken_without_a_result(
    scripted: Talkable, server: ScriptedServer, perform: Perform, path: str, data: list[Any]
) -> None:
    server.answer(TAKEN)

    assert await perform(scripted.origins.batches) is None

    (seen,) = server.requests
    assert (seen.method, seen.target) == ("POST", f"/origins/batch/{path}")
    assert seen.json == {"site_slug": "my-store", "data": data, "create_offers": False}


async def test_what_a_batch_holds_is_known_some_time_later(talkable: Talkable) -> None:
    await talkable.origins.batches.create_purchases(
        [{"email": f"{n}@example.com", "order_number": f"B{n}", "subtotal": n} for n in range(1, 4)]
    )

    bought = [(await talkable.people.get_personal_data(f"{n}@example.com")).origins for n in range(1, 4)]
    assert [[one.order_number for one in origins or ()] for origins in bought] == [["B1"], ["B2"], ["B3"]]


async def test_the_printed_decision_is_read_field_by_field(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(DECIDED).answer(REFERRALS)

    decided = await scripted.origins.update_referral_status("event:42", status=ReferralStatus.APPROVED)
    (blocked,) = await scripted.people.list_referrals_as_friend("x").to_list()

    assert decided is not None
    assert decided.status is ReferralStatus.APPROVED
    assert same(
        blocked,
        Referral(
            id=3,
            status=ReferralStatus.BLOCKED,
            campaign_id=1,
            offer_id=1,
            referred_origin_id=4,
            referred_subtotal=Decimal("100.0"),
            ad_rewarded=False,
            qa_generated=False,
            track_method="cookie",
            fraud_details="Self Referral",
            fraud_policies_status=FraudPolicies(
                blocked=["Matching Email or Cookie on Friend Purchase"],
                flagged=["Similar Email Match"],
                skipped=[],
                passed=["Matching Shipping Address"],
            ),
            created_at=AT,
            updated_at=AT,
            advocate_person=PersonRef(
                id=1, email="customer@example.com", phone_number="+12025551111", first_name="John", last_name="Doe"
            ),
            friend_person=PersonRef(id=2, email="alice@example.com"),
            advocate_rewards=decided.advocate_rewards,
            friend_rewards=[],
        ),
    )
    assert scripted.drift() == ()


async def test_a_decision_sends_the_status(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(DECIDED)

    await scripted.origins.update_referral_status("event:42", status=ReferralStatus.APPROVED)

    (seen,) = server.requests
    assert (seen.method, seen.target) == ("PUT", "/origins/event%3A42/referral")
    assert seen.json == {"site_slug": "my-store", "data": {"status": "approved"}}


async def test_a_referral_is_decided_and_an_order_without_one_is_no_error(talkable: Talkable) -> None:
    await talkable.origins.create_purchase(**BOUGHT)

    approved = await talkable.origins.update_referral_status("H1003", status="approved")

    assert approved is not None
    assert (approved.status, approved.ad_rewarded) == (ReferralStatus.APPROVED, True)
    assert await talkable.origins.update_referral_status("20", status="approved") is None
    with pytest.raises(BadRequest):
        await talkable.origins.update_referral_status("H1003", status="voided")


@pytest.mark.parametrize(("slug", "segment"), CAREFUL_IDS.items())
async def test_a_slug_arrives_as_it_is(sandbox: Sandbox, talkable: Talkable, slug: str, segment: str) -> None:
    for perform, path in (
        (talkable.origins.refund(slug), "refund"),
        (talkable.origins.update_referral_status(slug, status="approved"), "referral"),
    ):
        with pytest.raises(NotFound, match="No origin found") as caught:
            await perform
        assert caught.value.status == 400
        assert sandbox.talkable.requests[-1].target == f"/api/v2/origins/{segment}/{path}"
