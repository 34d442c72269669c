from typing import Any

import pytest

from telephony_clients import ConfigurationError, NotFound, Talkroute, ValidationFailed
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkroute import Contact
from tests.scripted_server import ScriptedServer


async def test_a_contact_is_made_changed_and_deleted(talkroute: Talkroute) -> None:
    made = await talkroute.contacts.create(first_name="Zoë", phone_number="(202) 555-0123", notes="new")
    assert made.id is not None

    changed = await talkroute.contacts.update(made.id, notes=None, company="Acme")

    read = await talkroute.contacts.get(made.id)
    assert changed == read
    assert (read.first_name, read.notes, read.company) == ("Zoë", None, "Acme")
    await talkroute.contacts.delete(made.id)
    with pytest.raises(NotFound):
        await talkroute.contacts.get(made.id)


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ({"first_name": "A", "phone_number": None}, {"firstName": "A", "phoneNumber": None}),
        ({"extra": {"vip_level": 3, "lastName": "B"}}, {"vip_level": 3, "lastName": "B"}),
        ({"notes": "n", "wrap": True}, {"data": {"notes": "n"}}),
        ({"notes": "n", "wrap": True, "extra": {"x": 1}}, {"data": {"notes": "n", "x": 1}}),
        ({"notes": "n", "wrap": False}, {"notes": "n"}),
        ({}, {}),
    ],
)
async def test_bodies_are_flat_and_in_the_vendor_s_spelling_unless_they_are_to_be_wrapped(
    scripted: Talkroute, server: ScriptedServer, fields: dict[str, Any], body: dict[str, Any]
) -> None:
    server.answer({"data": {"id": 1}}, always=True)

    await scripted.contacts.create(**fields)
    await scripted.contacts.update(1, **fields)

    assert [(one.method, one.target) for one in server.requests] == [
        ("POST", "/v2/contacts"),
        ("PATCH", "/v2/contacts/1"),
    ]
    assert [one.json for one in server.requests] == [body, body]


async def test_a_field_that_there_is_not_is_not_sent(scripted: Talkroute, server: ScriptedServer) -> None:
    with pytest.raises(ConfigurationError, match="phone"):
        await scripted.contacts.create(phone="1")  # type: ignore[call-arg]

    assert server.requests == []


async def test_a_wrapped_change_is_ignored_by_the_live_service(sandbox: Sandbox, talkroute: Talkroute) -> None:
    await talkroute.contacts.update(5001, notes="wrapped", wrap=True)

    kept = (await talkroute.contacts.get(5001)).notes != "wrapped"
    assert kept == sandbox.talkroute.live


async def test_an_import_reports_each_row(talkroute: Talkroute) -> None:
    before = await talkroute.contacts.list().to_list()

    done = await talkroute.contacts.import_([{"phone_number": "1", "first_name": "A"}, {"phone_number": "2"}])

    assert (done.accepted, [one.index for one in done.rows], done.failed) == (True, [0, 1], [])
    assert [one.record and one.record["phoneNumber"] for one in done.rows] == ["1", "2"]
    assert len(await talkroute.contacts.list().to_list()) == len(before) + 2


async def test_rows_at_fault_are_named_and_nothing_is_added(sandbox: Sandbox, talkroute: Talkroute) -> None:
    report = await talkroute.contacts.import_([{"phone_number": "1"}, {"first_name": "A"}])

    assert not report.accepted
    (row,) = report.failed
    assert (row.index, row.record, list(row.errors)) == (1, None, ["phoneNumber"])
    assert report.rows[0].errors == {}
    assert len(await talkroute.contacts.list().to_list()) == 250
    assert {one.status for one in sandbox.talkroute.requests if one.method == "POST"} == {422}


@pytest.mark.parametrize("errors", [{"plan": ["full"]}, {"contacts.7.x": ["bad"]}, {}, {"contacts": ["too many"]}])
async def test_a_refusal_that_names_no_row_is_an_error(
    scripted: Talkroute, server: ScriptedServer, errors: dict[str, Any]
) -> None:
    server.answer({"message": "No", "errors": errors}, status=422)

    with pytest.raises(ValidationFailed):
        await scripted.contacts.import_([{"phone_number": "1"}])


@pytest.mark.parametrize(
    ("answer", "records"),
    [
        ({"data": [{"id": 1}, {"id": 2}]}, [{"id": 1}, {"id": 2}]),
        ({"data": {"contacts": [{"id": 1}, {"id": 2}], "count": 2}}, [{"id": 1}, {"id": 2}]),
        ({"data": {"imported": 2}}, [None, None]),
        ([{"id": 1}], [None, None]),
        (None, [None, None]),
    ],
)
async def test_what_the_vendor_says_of_the_rows_is_taken_where_it_fits(
    scripted: Talkroute, server: ScriptedServer, answer: Any, records: list[Any]
) -> None:
    server.answer(answer, body=b"" if answer is None else None)

    report = await scripted.contacts.import_([{"phone_number": "1"}, {"phone_number": "2"}])

    assert [one.record for one in report.rows] == records
    assert report.accepted


def test_a_contact_writes_itself_in_the_vendor_s_spelling() -> None:
    assert Contact(id="1", phone_number="2").to_dict(names="wire")["phoneNumber"] == "2"
