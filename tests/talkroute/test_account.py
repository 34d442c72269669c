import pytest

from telephony_clients import Talkroute
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkroute import Account, Contact
from tests.scripted_server import ScriptedServer
from tests.wings import same


@pytest.mark.parametrize("wrapped", [True, False])
async def test_the_account_is_read_field_by_field(
    scripted: Talkroute, server: ScriptedServer, *, wrapped: bool
) -> None:
    account = {
        "id": "42",
        "name": "Acme",
        "email": "owner@example.com",
        "planId": 7,
        "trial": False,
        "isPastDue": True,
        "daysPastDue": 3,
        "outboundDialing": True,
        "timezone": "America/New_York",
    }
    server.answer({"data": account} if wrapped else account)

    read = await scripted.account.get()

    assert same(
        read,
        Account(
            id="42",
            name="Acme",
            email="owner@example.com",
            plan_id=7,
            trial=False,
            is_past_due=True,
            days_past_due=3,
            outbound_dialing=True,
            timezone="America/New_York",
        ),
    )
    assert (server.requests[0].target, scripted.drift()) == ("/v2/account", ())


async def test_the_account_proves_a_key(sandbox: Sandbox, talkroute: Talkroute) -> None:
    assert str((await talkroute.check()).data["id"]) == (await talkroute.account.get()).id
    assert {one.path for one in sandbox.talkroute.requests} == {"/v2/account"}


async def test_more_than_is_known_of_an_account_is_kept(scripted: Talkroute, server: ScriptedServer) -> None:
    server.answer({"data": {"id": 42, "brand": "Acme", "planId": "seven"}})

    account = await scripted.account.get()

    assert (account.id, account.plan_id) == ("42", None)
    assert account.extra == {"brand": "Acme", "planId": "seven"}
    assert {(one.kind, one.field) for one in scripted.drift()} == {("unknown_field", "brand"), ("wrong_type", "planId")}


async def test_a_contact_is_read_field_by_field(scripted: Talkroute, server: ScriptedServer) -> None:
    contact = {
        "id": 5,
        "firstName": "Ann",
        "lastName": "Lee",
        "company": "Acme",
        "email": "ann@example.com",
        "phoneNumber": "+12025550123",
        "phoneNumbers": ["+12025550123", {"number": "+12025550124"}],
        "notes": "",
    }
    server.answer({"data": [contact]})

    (read,) = await scripted.contacts.list()

    assert same(
        read,
        Contact(
            id="5",
            first_name="Ann",
            last_name="Lee",
            company="Acme",
            email="ann@example.com",
            phone_number="+12025550123",
            phone_numbers=["+12025550123", {"number": "+12025550124"}],
            notes="",
        ),
    )
    assert server.requests[0].target == "/v2/contacts?page=1&pageSize=100"
    assert scripted.drift() == ()


async def test_every_contact_comes_once(sandbox: Sandbox, talkroute: Talkroute) -> None:
    contacts = await talkroute.contacts.list().to_list()

    assert len({contact.id for contact in contacts}) == len(contacts) == 250
    assert len(sandbox.talkroute.requests) == 3


async def test_a_contact_filter_of_your_own_stands_in_the_query(scripted: Talkroute, server: ScriptedServer) -> None:
    server.answer({"data": []})

    assert await scripted.contacts.list(page_size=500, params={"search": "Ann & Co"}).first() is None

    assert server.requests[0].target == "/v2/contacts?search=Ann%20%26%20Co&page=1&pageSize=500"
