"""What belongs to a person: referrals, rewards, shares, personal data; and how a person is let go."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from telephony_clients import LostResponse, NotFound, Pager, Talkable, ValidationFailed
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkable import PersonalData, PersonalOrigin, Referral, Reward, Share
from tests.scripted_server import ScriptedServer
from tests.talkable.examples import FOUND, PERSONAL_DATA, REWARDS
from tests.wings import CAREFUL_IDS, fits, same

AT = datetime(2026, 7, 7, 11, 4, 57, tzinfo=timezone(timedelta(hours=-7)))
ONE, TWO = "customer1@example.com", "customer2@example.com"

LISTS: dict[str, tuple[Callable[[Talkable, str], Pager[Any]], type]] = {
    "referrals_as_advocate": (lambda talkable, slug: talkable.people.list_referrals_as_advocate(slug), Referral),
    "referrals_as_friend": (lambda talkable, slug: talkable.people.list_referrals_as_friend(slug), Referral),
    "rewards": (lambda talkable, slug: talkable.people.list_rewards(slug), Reward),
    "shares_by": (lambda talkable, slug: talkable.people.list_shares(slug), Share),
}


@pytest.mark.parametrize("name", LISTS)
async def test_each_list_comes_whole(sandbox: Sandbox, talkable: Talkable, name: str) -> None:
    listed, kind = LISTS[name]

    records = await listed(talkable, TWO).to_list()

    assert records
    assert all(fits(one, kind) for one in records)
    assert [received.path for received in sandbox.talkable.requests] == [f"/people/{TWO}/{name}"]


@pytest.mark.parametrize("name", LISTS)
async def test_each_list_of_nobody_is_not_found(sandbox: Sandbox, talkable: Talkable, name: str) -> None:
    listed, _ = LISTS[name]

    for slug, segment in CAREFUL_IDS.items():
        with pytest.raises(NotFound, match="No person found") as caught:
            await listed(talkable, slug)
        assert caught.value.status == 400
        assert sandbox.talkable.requests[-1].target == f"/api/v2/people/{segment}/{name}?site_slug=my-store"


async def test_rewards_are_given_or_not_yet(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(REWARDS).answer({"ok": True, "result": {"rewards": [{"id": 3, "amount": None}]}})

    given, waiting = await scripted.people.list_rewards("x", params={"new": 1})
    bare = await scripted.people.list_rewards("x").first()

    assert given.coupon is not None
    assert (given.coupon.code, given.coupon_code, given.amount) == ("COUPON_CODE_7", "COUPON_CODE_7", Decimal("10.0"))
    assert (waiting.coupon, waiting.coupon_code) == (None, None)
    assert bare == Reward(id=3)
    assert server.requests[0].target == "/people/x/rewards?site_slug=my-store&new=1"
    assert scripted.drift() == ()


async def test_both_sides_of_a_referral_know_of_it(talkable: Talkable) -> None:
    made = await talkable.people.list_referrals_as_advocate(ONE).to_list()
    received = await talkable.people.list_referrals_as_friend(TWO).to_list()

    assert [one.friend_person and one.friend_person.email for one in made] == [TWO, "customer3@example.com"]
    assert received == made[:1]


async def test_the_printed_data_are_read_field_by_field(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(PERSONAL_DATA)

    data = await scripted.people.get_personal_data("customer@example.com")

    origin = PersonalOrigin(
        type="Purchase",
        created_at=AT,
        ip_address="1.2.3.4",
        order_number="B00K2EOONI",
        subtotal=Decimal("123.45"),
    )
    assert same(
        data,
        PersonalData(
            email="customer@example.com",
            first_name="John",
            last_name="Doe",
            username="johndoe1992",
            customer_id="1024",
            created_at=AT,
            origins=[origin],
        ),
    )
    assert server.requests[0].target == "/people/customer%40example.com/personal_data?site_slug=my-store"


@pytest.mark.parametrize(
    ("perform", "path"),
    [
        (lambda people, slug: people.unsubscribe(slug, extra={"new": 1}), "unsubscribe"),
        (lambda people, slug: people.anonymize(slug, extra={"new": 1}), "anonymize"),
    ],
)
async def test_letting_go_names_the_site_alone(
    scripted: Talkable, server: ScriptedServer, perform: Callable[[Any, str], Awaitable[object]], path: str
) -> None:
    server.answer(FOUND)

    await perform(scripted.people, "a+b@example.com")

    (seen,) = server.requests
    assert (seen.method, seen.target) == ("POST", f"/people/a%2Bb%40example.com/{path}")
    assert seen.json == {"site_slug": "my-store", "new": 1}


async def test_who_unsubscribes_stays_so_after_a_lost_answer(sandbox: Sandbox, talkable: Talkable) -> None:
    sandbox.talkable.faults.reset(acted=True)

    person = await talkable.people.unsubscribe(ONE)

    assert person.unsubscribed_at is not None
    assert len(sandbox.talkable.requests) == 2
    with pytest.raises(ValidationFailed, match="Email isn't valid"):
        await talkable.people.unsubscribe("nobody")


async def test_who_was_anonymized_is_gone(talkable: Talkable) -> None:
    left = await talkable.people.anonymize(ONE)

    assert (left.first_name, left.phone_number, left.customer_id) == (None, None, None)
    assert left.email is not None
    assert left.email.endswith("@anonymized.email")
    for asked in (talkable.people.get(ONE), talkable.people.get_personal_data(ONE), talkable.people.anonymize(ONE)):
        with pytest.raises(NotFound):
            await asked


async def test_after_a_lost_answer_nobody_is_anonymized_twice(sandbox: Sandbox, talkable: Talkable) -> None:
    sandbox.talkable.faults.reset(acted=True)

    with pytest.raises(LostResponse):
        await talkable.people.anonymize(ONE)

    assert len(sandbox.talkable.requests) == 1
    with pytest.raises(NotFound):
        await talkable.people.anonymize(ONE)
