from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from telephony_clients import UNSET, BadRequest, ConfigurationError, NotFound, Talkable, ValidationFailed
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkable import Person, ReferralCounts
from tests.scripted_server import ScriptedServer
from tests.talkable.examples import FOUND, PERSON
from tests.wings import CAREFUL_IDS, NO_IDS, fits, same

AT = datetime(2026, 7, 7, tzinfo=UTC)
JOHN = Person(
    email="customer@example.com",
    first_name="John",
    last_name="Doe",
    username="johndoe1992",
    phone_number="+12025551111",
    customer_id="1024",
    custom_properties={"country": "US", "eye_color": "brown", "person_occupation": "marketing"},
    events_count=0,
    personal_claim_url="https://share.my-store.com/by/johndoe1992",
    sub_choice=False,
    referral_counts=ReferralCounts(total=0, approved=0, pending=0),
    reward_counts={"total": 0},
    share_counts={"total": 0},
)


async def test_the_printed_person_is_read_field_by_field(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(FOUND)

    person = await scripted.people.get("customer@example.com")

    assert same(person, JOHN)
    assert server.requests[0].target == "/people/customer%40example.com?site_slug=my-store"
    assert scripted.drift() == ()


async def test_instants_customer_ids_and_counts_in_their_other_forms(
    scripted: Talkable, server: ScriptedServer
) -> None:
    other = {
        "unsubscribed_at": "2022-02-16T02:43:58.797-07:00",
        "customer_id": 1024,
        "reward_counts": {"total": 3, "paid": 2, "unpaid": 1},
        "last_invited_by": {"email": "friend@example.com"},
    }
    server.answer({"ok": True, "result": {"person": {**PERSON, **other}}})

    person = await scripted.people.get(1024)

    assert person.unsubscribed_at == datetime(2022, 2, 16, 9, 43, 58, 797_000, tzinfo=UTC)
    assert person.unsubscribed_at.utcoffset() == timedelta(hours=-7)
    assert (person.customer_id, person.reward_counts) == ("1024", {"total": 3, "paid": 2, "unpaid": 1})
    assert person.last_invited_by == {"email": "friend@example.com"}
    assert server.requests[0].target == "/people/1024?site_slug=my-store"
    assert scripted.drift() == ()


@pytest.mark.parametrize(("slug", "segment"), CAREFUL_IDS.items())
async def test_a_slug_arrives_as_it_is(sandbox: Sandbox, talkable: Talkable, slug: str, segment: str) -> None:
    with pytest.raises(NotFound) as caught:
        await talkable.people.get(slug)

    (received,) = sandbox.talkable.requests
    assert received.target == f"/api/v2/people/{segment}?site_slug=my-store"
    assert received.path == f"/people/{slug}"
    assert (caught.value.status, caught.value.message) == (400, "No person found by `person_slug`.")


@pytest.mark.parametrize("slug", NO_IDS)
async def test_what_is_no_slug_is_not_sent(scripted: Talkable, server: ScriptedServer, slug: Any) -> None:
    with pytest.raises(ConfigurationError, match="person_slug"):
        await scripted.people.get(slug)
    with pytest.raises(ConfigurationError, match="person_slug"):
        await scripted.people.update(slug, first_name="John")

    assert server.requests == []


@pytest.mark.parametrize(
    ("given", "data"),
    [
        ({}, {}),
        ({"first_name": "Zoë", "last_name": None}, {"first_name": "Zoë", "last_name": None}),
        ({"email": UNSET, "username": "a"}, {"username": "a"}),
        (
            {"phone_number": "+12025551111", "customer_id": "1", "identifier_hash": "9"},
            {"phone_number": "+12025551111", "customer_id": "1", "identifier_hash": "9"},
        ),
        ({"custom_properties": {"vip": True, "n": 1}}, {"custom_properties": {"vip": True, "n": 1}}),
        (
            {"gated_param_subscribed": False, "unsubscribed": True, "unsubscribed_at": AT},
            {"gated_param_subscribed": False, "unsubscribed": True, "unsubscribed_at": "2026-07-07T00:00:00+00:00"},
        ),
        ({"email": "a@b.c", "extra": {"new": 1, "email": "x@y.z"}}, {"new": 1, "email": "x@y.z"}),
    ],
)
async def test_an_update_sends_what_was_given_and_nothing_else(
    scripted: Talkable, server: ScriptedServer, given: dict[str, Any], data: dict[str, Any]
) -> None:
    server.answer(FOUND)

    assert await scripted.people.update("john+test@example.com", **given) == JOHN

    (seen,) = server.requests
    assert (seen.method, seen.target) == ("PUT", "/people/john%2Btest%40example.com")
    assert seen.json == {"site_slug": "my-store", "data": data}


async def test_an_update_makes_the_person_where_there_is_none(talkable: Talkable) -> None:
    slug = "zoë/100%@example.com"

    made = await talkable.people.update(slug, first_name="Zoë", custom_properties={"vip": True})

    assert (made.email, made.first_name, made.custom_properties) == (slug, "Zoë", {"vip": "t"})
    assert await talkable.people.get(slug) == made
    assert fits(made, Person)


async def test_a_username_that_is_taken_is_not_valid(talkable: Talkable) -> None:
    await talkable.people.update("a@example.com", username="taken")

    with pytest.raises(ValidationFailed, match="already been taken") as caught:
        await talkable.people.update("b@example.com", username="taken")

    assert caught.value.status == 422


async def test_a_field_that_is_not_permitted_is_refused(talkable: Talkable) -> None:
    with pytest.raises(BadRequest, match="unpermitted parameter: :foo") as caught:
        await talkable.people.update("a@example.com", extra={"foo": 1})

    assert type(caught.value) is BadRequest


async def test_an_update_whose_answer_was_lost_is_sent_again(sandbox: Sandbox, talkable: Talkable) -> None:
    sandbox.talkable.faults.reset(acted=True)

    person = await talkable.people.update("a@example.com", first_name="Ann")

    assert person.first_name == "Ann"
    assert [one.method for one in sandbox.talkable.requests] == ["PUT", "PUT"]


async def test_a_naive_instant_is_not_sent(scripted: Talkable, server: ScriptedServer) -> None:
    with pytest.raises(ConfigurationError, match="time zone"):
        await scripted.people.update("a@example.com", unsubscribed_at=datetime(2026, 1, 1))  # noqa: DTZ001 - on purpose

    assert server.requests == []
