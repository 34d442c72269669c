"""Every operation of Talkroute's client as a call."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Literal

import attrs

from telephony_clients import Talkroute
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkroute import ClosedSettings, Destination, HourBlock
from telephony_clients.testing import Contract, StandIn
from tests.conftest import CANARY
from tests.talkroute.examples import EXAMPLES

KEY = f"{CANARY}-talkroute"
CONTACT = 5001
VOICEMAIL, HANGUP = Destination(type="voicemail", id="1"), Destination(type="hangup")
IMAGE = Path(__file__).parent / "dot.png"


@attrs.frozen
class Ids:
    """Ids of records that are there."""

    message: str = "410001"
    conversation: str = "12025550100-12025550123"
    group: str = "g"
    member: str = "m"
    user: str = "u"
    extension: str = "e"
    block: str = "b"
    schedule: str = "s"
    subscription: str = "n"


Perform = Callable[[Talkroute, Ids], Awaitable[object]]

CALLS: dict[str, Perform] = {
    "account.get": lambda talkroute, _: talkroute.account.get(),
    "account.get_plan": lambda talkroute, _: talkroute.account.get_plan(),
    "account.list_permitted_features": lambda talkroute, _: talkroute.account.list_permitted_features().to_list(),
    "blocked_numbers.list": lambda talkroute, _: talkroute.blocked_numbers.list().to_list(),
    "blocked_numbers.create": lambda talkroute, _: talkroute.blocked_numbers.create(phone_number="+12025550123"),
    "blocked_numbers.delete": lambda talkroute, _: talkroute.blocked_numbers.delete(1),
    "business_hours.list": lambda talkroute, _: talkroute.business_hours.list().to_list(),
    "business_hours.get": lambda talkroute, ids: talkroute.business_hours.get(ids.block),
    "business_hours.create": lambda talkroute, _: talkroute.business_hours.create(
        day_start="saturday", day_end="saturday", hour_start=9, hour_end=12
    ),
    "business_hours.update": lambda talkroute, ids: talkroute.business_hours.update(ids.block, hour_end=18),
    "business_hours.delete": lambda talkroute, ids: talkroute.business_hours.delete(ids.block),
    "business_hours.settings.get": lambda talkroute, _: talkroute.business_hours.settings.get(),
    "business_hours.settings.update": lambda talkroute, _: talkroute.business_hours.settings.update(
        timezone="Europe/Berlin", closed=ClosedSettings(destination=VOICEMAIL)
    ),
    "business_hours.override.get": lambda talkroute, _: talkroute.business_hours.override.get(),
    "business_hours.override.set": lambda talkroute, _: talkroute.business_hours.override.set(
        status="closed", destination=HANGUP
    ),
    "business_hours.override.delete": lambda talkroute, _: talkroute.business_hours.override.delete(),
    "call_history.list": lambda talkroute, _: talkroute.call_history.list(page_size=50).to_list(),
    "contacts.list": lambda talkroute, _: talkroute.contacts.list().to_list(),
    "contacts.get": lambda talkroute, _: talkroute.contacts.get(CONTACT),
    "contacts.create": lambda talkroute, _: talkroute.contacts.create(first_name="Zoë", phone_number="202 555 0123"),
    "contacts.update": lambda talkroute, _: talkroute.contacts.update(CONTACT, notes=None, company="Acme"),
    "contacts.delete": lambda talkroute, _: talkroute.contacts.delete(CONTACT),
    "contacts.import_": lambda talkroute, _: talkroute.contacts.import_([{"phone_number": "+12025550123"}]),
    "extensions.list": lambda talkroute, _: talkroute.extensions.list().to_list(),
    "extensions.get": lambda talkroute, ids: talkroute.extensions.get(ids.extension),
    "extensions.create": lambda talkroute, _: talkroute.extensions.create(
        name="Desk", number="123", destination=VOICEMAIL
    ),
    "extensions.update": lambda talkroute, ids: talkroute.extensions.update(ids.extension, name="Front desk"),
    "extensions.delete": lambda talkroute, ids: talkroute.extensions.delete(ids.extension),
    "forwarding_numbers.list": lambda talkroute, _: talkroute.forwarding_numbers.list().to_list(),
    "forwarding_numbers.get": lambda talkroute, _: talkroute.forwarding_numbers.get(300),
    "forwarding_numbers.create": lambda talkroute, _: talkroute.forwarding_numbers.create(
        number="+12025550123", description="Mobile"
    ),
    "forwarding_numbers.update": lambda talkroute, _: talkroute.forwarding_numbers.update(
        300, announce_and_voicemail_enabled=False
    ),
    "forwarding_numbers.delete": lambda talkroute, _: talkroute.forwarding_numbers.delete(300),
    "forwarding_schedules.list": lambda talkroute, _: talkroute.forwarding_schedules.list().to_list(),
    "forwarding_schedules.get": lambda talkroute, ids: talkroute.forwarding_schedules.get(ids.schedule),
    "forwarding_schedules.create": lambda talkroute, _: talkroute.forwarding_schedules.create(
        name="Mornings", hours=[HourBlock(day_start="monday", day_end="friday", hour_start=8, hour_end=12)]
    ),
    "forwarding_schedules.update": lambda talkroute, ids: talkroute.forwarding_schedules.update(
        ids.schedule, name="All day"
    ),
    "forwarding_schedules.delete": lambda talkroute, ids: talkroute.forwarding_schedules.delete(ids.schedule),
    "mailboxes.list": lambda talkroute, _: talkroute.mailboxes.list().to_list(),
    "mailboxes.get": lambda talkroute, _: talkroute.mailboxes.get(1),
    "menus.list": lambda talkroute, _: talkroute.menus.list().to_list(),
    "menus.get": lambda talkroute, _: talkroute.menus.get(1),
    "menus.create": lambda talkroute, _: talkroute.menus.create(name="Nights"),
    "menus.update": lambda talkroute, _: talkroute.menus.update(1, description=None),
    "menus.delete": lambda talkroute, _: talkroute.menus.delete(1),
    "menus.options.list": lambda talkroute, _: talkroute.menus.options.list(1).to_list(),
    "menus.options.replace": lambda talkroute, _: talkroute.menus.options.replace(
        1, [{"digit": "1", "destination": VOICEMAIL}, {"digit": "9", "destination": HANGUP}]
    ),
    "ring_groups.list": lambda talkroute, _: talkroute.ring_groups.list().to_list(),
    "ring_groups.get": lambda talkroute, ids: talkroute.ring_groups.get(ids.group),
    "ring_groups.create": lambda talkroute, _: talkroute.ring_groups.create(
        strategy="sequence", retry_after=15, max_hold_time=120, max_attempts=1, destination=VOICEMAIL
    ),
    "ring_groups.update": lambda talkroute, ids: talkroute.ring_groups.update(ids.group, retry_after=20),
    "ring_groups.delete": lambda talkroute, ids: talkroute.ring_groups.delete(ids.group),
    "ring_groups.members.list": lambda talkroute, ids: talkroute.ring_groups.members.list(ids.group).to_list(),
    "ring_groups.members.replace": lambda talkroute, ids: talkroute.ring_groups.members.replace(
        ids.group, [{"forwarding_device_id": "300", "forwarding_schedule": None, "enabled": True}]
    ),
    "ring_groups.members.create": lambda talkroute, ids: talkroute.ring_groups.members.create(
        ids.group, forwarding_device_id="301"
    ),
    "ring_groups.members.get": lambda talkroute, ids: talkroute.ring_groups.members.get(ids.member),
    "ring_groups.members.update": lambda talkroute, ids: talkroute.ring_groups.members.update(
        ids.member, forwarding_schedule=ids.schedule
    ),
    "ring_groups.members.delete": lambda talkroute, ids: talkroute.ring_groups.members.delete(ids.member),
    "subscriptions.list": lambda talkroute, _: talkroute.subscriptions.list().to_list(),
    "subscriptions.get": lambda talkroute, ids: talkroute.subscriptions.get(ids.subscription),
    "subscriptions.create": lambda talkroute, _: talkroute.subscriptions.create(
        type="new_voicemail", hook_url="https://example.com/hook"
    ),
    "subscriptions.update": lambda talkroute, ids: talkroute.subscriptions.update(
        ids.subscription, hook_url="https://example.com/other"
    ),
    "subscriptions.delete": lambda talkroute, ids: talkroute.subscriptions.delete(ids.subscription),
    "text_conversations.list": lambda talkroute, _: talkroute.text_conversations.list(page_size=20).to_list(),
    "text_conversations.get": lambda talkroute, ids: talkroute.text_conversations.get(ids.conversation),
    "text_conversations.list_messages": lambda talkroute, ids: talkroute.text_conversations.list_messages(
        ids.conversation
    ).to_list(),
    "text_conversations.reply": lambda talkroute, ids: talkroute.text_conversations.reply(
        ids.conversation, body="Thanks!", attachment=IMAGE
    ),
    "text_conversations.mark_read": lambda talkroute, ids: talkroute.text_conversations.mark_read(ids.conversation),
    "text_conversations.delete": lambda talkroute, ids: talkroute.text_conversations.delete(ids.conversation),
    "users.list": lambda talkroute, _: talkroute.users.list().to_list(),
    "users.get": lambda talkroute, ids: talkroute.users.get(ids.user),
    "users.create": lambda talkroute, _: talkroute.users.create(email="new@example.com", first_name="Zoë"),
    "users.update": lambda talkroute, ids: talkroute.users.update(ids.user, role="admin"),
    "users.delete": lambda talkroute, ids: talkroute.users.delete(ids.user),
    "virtual_numbers.list": lambda talkroute, _: talkroute.virtual_numbers.list().to_list(),
    "virtual_numbers.get": lambda talkroute, _: talkroute.virtual_numbers.get(900),
    "virtual_numbers.update": lambda talkroute, _: talkroute.virtual_numbers.update(900, destination=HANGUP),
    "voice_messages.list": lambda talkroute, _: talkroute.voice_messages.list().to_list(),
    "voice_messages.get": lambda talkroute, ids: talkroute.voice_messages.get(ids.message),
    "voice_messages.audio_url": lambda talkroute, ids: talkroute.voice_messages.audio_url(ids.message),
    "voice_messages.mark_read": lambda talkroute, ids: talkroute.voice_messages.mark_read(ids.message),
    "voice_messages.mark_unread": lambda talkroute, ids: talkroute.voice_messages.mark_unread(ids.message),
    "voice_messages.delete": lambda talkroute, ids: talkroute.voice_messages.delete(ids.message),
}
"""Method -> a call of it, given ids of records that are there."""


async def ids_of(client: Talkroute) -> Ids:
    """The ids of the first record of each list."""
    conversation = await client.text_conversations.list().first()
    group = await client.ring_groups.list().first()
    member = await client.ring_groups.members.list(group.id if group else "").first()
    lists = (client.users, client.extensions, client.business_hours, client.forwarding_schedules, client.subscriptions)
    firsts = [await one.list().first() for one in (client.voice_messages, *lists)]
    message, user, extension, block, schedule, subscription = (one.id if one and one.id else "" for one in firsts)
    assert conversation
    assert group
    assert member
    return Ids(message, conversation.id, group.id, member.id, user, extension, block, schedule, subscription)


@asynccontextmanager
async def stand_in(dialect: Literal["spec", "live"]) -> AsyncIterator[StandIn]:
    """The sandbox, and the ids of its records."""
    async with Sandbox(seed=7, call_records=30, api_keys={"talkroute": KEY}, dialect=dialect) as sandbox:
        vendor = sandbox.talkroute
        async with Talkroute(KEY, base_url=vendor.base_url) as client:
            ids = await ids_of(client)
        yield StandIn(base_url=vendor.base_url, given=ids, refuse=lambda: vendor.faults.status(429))


def contract(dialect: Literal["spec", "live"]) -> Contract[Talkroute]:
    """The contract before the sandbox in one of its dialects."""
    return Contract(
        client=lambda base_url, options: Talkroute(KEY, base_url=base_url, options=options),
        stand_in=partial(stand_in, dialect),
        calls=CALLS,
        examples={name: [json.dumps(one).encode() for one in bodies] for name, bodies in EXAMPLES.items()},
        not_repeated={name for name in CALLS if name.rpartition(".")[2] in {"create", "delete", "import_", "reply"}},
        refusals=dialect == "spec",  # they are worded alike
        placeholder=Ids(),
    )


CONTRACT, LIVE_CONTRACT = contract("spec"), contract("live")
