"""The short lists of an account's settings: each record read field by field, each write changing what it names."""

from decimal import Decimal
from typing import Any

import pytest

from telephony_clients import Model, Talkroute
from telephony_clients.talkroute import (
    BlockedNumber,
    Destination,
    DestinationType,
    Extension,
    ForwardingNumber,
    ForwardingSchedule,
    HourBlock,
    Mailbox,
    Menu,
    MenuOption,
    PermittedFeature,
    Plan,
    Subscription,
    User,
    VirtualNumber,
    WebhookType,
)
from tests.scripted_server import ScriptedServer
from tests.wings import same

VOICEMAIL = {"type": "voicemail", "id": 1}
TO_VOICEMAIL = Destination(type=DestinationType.VOICEMAIL, id="1")
RECORDS: list[tuple[str, dict[str, Any], Model]] = [
    (
        "users",
        {"id": 1, "email": "a@b.com", "firstName": "A", "lastName": "B", "role": "admin"},
        User(id="1", email="a@b.com", first_name="A", last_name="B", role="admin"),
    ),
    (
        "extensions",
        {"id": "e", "name": "Desk", "number": 101, "destination": VOICEMAIL},
        Extension(id="e", name="Desk", number="101", destination=TO_VOICEMAIL),
    ),
    (
        "virtual_numbers",
        {
            "id": "900",
            "phoneNumber": "+12025550100",
            "description": "Main",
            "messagingStatus": True,
            "voiceEnabled": False,
            "destination": VOICEMAIL,
        },
        VirtualNumber(
            id="900",
            phone_number="+12025550100",
            description="Main",
            messaging_status=True,
            voice_enabled=False,
            destination=TO_VOICEMAIL,
        ),
    ),
    (
        "forwarding_numbers",
        {
            "id": 300,
            "number": "+12025550123",
            "description": "Mobile",
            "transformedDescription": "mobile",
            "announceAndVoicemailEnabled": True,
            "transferCode": 7,
        },
        ForwardingNumber(
            id="300",
            number="+12025550123",
            description="Mobile",
            transformed_description="mobile",
            announce_and_voicemail_enabled=True,
            transfer_code="7",
        ),
    ),
    ("forwarding_numbers", {"id": 301}, ForwardingNumber(id="301")),
    (
        "forwarding_schedules",
        {"id": 1, "name": "Office", "description": None, "hours": [{"id": 2, "hourStart": 9}]},
        ForwardingSchedule(id="1", name="Office", hours=[HourBlock(id="2", hour_start=9)]),
    ),
    ("menus", {"id": 1, "name": "Main", "description": "Hello"}, Menu(id="1", name="Main", description="Hello")),
    ("mailboxes", {"id": 1, "name": "Sales", "number": "101"}, Mailbox(id="1", name="Sales", number="101")),
    (
        "blocked_numbers",
        {"id": 1, "number": "+12025550123", "description": "Spam"},
        BlockedNumber(id="1", phone_number="+12025550123", description="Spam"),
    ),
    (
        "subscriptions",
        {"id": 1, "type": "call_completed", "hookUrl": "https://example.com/hook"},
        Subscription(id="1", type=WebhookType.CALL_COMPLETED, hook_url="https://example.com/hook"),
    ),
]


@pytest.mark.parametrize(("resource", "sent", "expected"), RECORDS)
async def test_a_record_is_read_field_by_field(
    scripted: Talkroute, server: ScriptedServer, resource: str, sent: dict[str, Any], expected: Model
) -> None:
    server.answer({"data": [sent], "pagination": {"totalPages": 1}})

    (read,) = await getattr(scripted, resource).list().to_list()

    assert same(read, expected)
    assert scripted.drift() == ()


async def test_a_plan_and_its_features_are_read(scripted: Talkroute, server: ScriptedServer) -> None:
    plan = {"id": 3, "planId": "p", "planName": "pro", "displayName": "Pro", "monthlyPrice": 59.9, "isCurrent": True}
    feature = {"id": 1, "feature_id": 7, "name": "texts", "display_name": "Texts", "description": "x", "allowed": False}
    server.answer({"data": {**plan, "includedUsers": 10}})
    server.answer({"data": [{**feature, "included": 5, "used": 2}], "pagination": {"totalPages": 1}})

    assert same(
        await scripted.account.get_plan(),
        Plan(
            id="3",
            plan_id="p",
            plan_name="pro",
            display_name="Pro",
            monthly_price=Decimal("59.9"),
            included_users=10,
            is_current=True,
        ),
    )
    (read,) = await scripted.account.list_permitted_features().to_list()
    expected = PermittedFeature(
        id="1", feature_id="7", name="texts", display_name="Texts", description="x", allowed=False, included=5, used=2
    )
    assert same(read, expected)


@pytest.mark.parametrize(
    ("feature", "label"),
    [
        (PermittedFeature(display_name="Texts", name="texts"), "Texts"),
        (PermittedFeature(name="texts"), "texts"),
        (PermittedFeature(feature_id="7"), "feature 7"),
    ],
)
def test_a_feature_has_a_name_for_people(feature: PermittedFeature, label: str) -> None:
    assert feature.label == label


async def test_a_key_s_destination_is_read_under_both_names(scripted: Talkroute, server: ScriptedServer) -> None:
    server.answer({"data": [{"id": 1, "key": 9, "destination": VOICEMAIL}, {"digit": "1"}]})

    assert await scripted.menus.options.list(1).to_list() == [
        MenuOption(id="1", digit="9", destination=TO_VOICEMAIL),
        MenuOption(digit="1"),
    ]


@pytest.mark.parametrize(
    ("resource", "fields", "change"),
    [
        ("users", {"email": "new@example.com", "first_name": "Zoë"}, {"role": "admin"}),
        ("extensions", {"name": "Desk", "number": "109"}, {"number": "110"}),
        ("forwarding_numbers", {"number": "+12025550123"}, {"announce_and_voicemail_enabled": True}),
        ("forwarding_schedules", {"name": "Office"}, {"description": "9 to 5"}),
        ("menus", {"name": "Nights"}, {"description": "closed"}),
        (
            "subscriptions",
            {"type": "new_voicemail", "hook_url": "https://example.com/a"},
            {"hook_url": "https://example.com/b"},
        ),
    ],
)
async def test_a_record_is_made_changed_and_deleted(
    talkroute: Talkroute, resource: str, fields: dict[str, Any], change: dict[str, Any]
) -> None:
    group = getattr(talkroute, resource)
    made = await group.create(**fields)
    assert {name: getattr(made, name) for name in fields} == fields

    await group.update(made.id, **change)

    read = await group.get(made.id)
    assert {name: getattr(read, name) for name in fields | change} == fields | change
    await group.delete(made.id)
    assert made.id not in {one.id for one in await group.list().to_list()}


async def test_a_number_s_calls_are_sent_elsewhere(talkroute: Talkroute) -> None:
    await talkroute.virtual_numbers.update(900, destination=Destination(type="hangup"), description=None)

    read = await talkroute.virtual_numbers.get(900)
    assert (read.destination, read.description) == (Destination(type=DestinationType.HANGUP), None)


async def test_a_number_is_blocked_and_let_through_again(talkroute: Talkroute) -> None:
    made = await talkroute.blocked_numbers.create(phone_number="+12025550123", description="Spam")
    assert made in await talkroute.blocked_numbers.list()

    await talkroute.blocked_numbers.delete(made.id)

    assert made not in await talkroute.blocked_numbers.list()


def test_a_webhook_s_address_is_not_shown() -> None:
    assert "secret" not in repr(Subscription(id="1", hook_url="https://example.com/?token=secret"))


async def test_a_voicemail_is_marked_and_deleted(talkroute: Talkroute) -> None:
    for mark, heard in ((talkroute.voice_messages.mark_read, True), (talkroute.voice_messages.mark_unread, False)):
        changed = await mark(410001)
        assert changed is not None
        assert (changed.read, (await talkroute.voice_messages.get(410001)).read) == (heard, heard)

    await talkroute.voice_messages.delete(410001)
    assert "410001" not in {one.id for one in await talkroute.voice_messages.list().to_list()}
