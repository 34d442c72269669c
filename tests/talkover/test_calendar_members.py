from datetime import UTC, datetime

import pytest

from telephony_clients import Talkover, ValidationFailed
from telephony_clients.talkover import CalendarMember, MemberRole
from tests.scripted_server import ScriptedServer
from tests.talkover.examples_calendars import PRINTED
from tests.wings import same


async def test_the_printed_members_are_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(PRINTED["calendars.members.list"])

    first, second = await scripted.calendars.members.list("c").to_list()

    alice = CalendarMember(
        id="member-uuid-1",
        user_id="user-uuid-1",
        name="Alice Doe",
        email="alice@example.com",
        role=MemberRole.OWNER,
        added_at=datetime(2024, 1, 1, 10, tzinfo=UTC),
    )
    assert same(first, alice)
    assert (second.name, second.role, second.added_at) == ("Bob Smith", MemberRole.EDITOR, None)


async def test_members_come_change_and_go(talkover: Talkover) -> None:
    calendar = await talkover.calendars.list().first()
    assert calendar is not None
    members = talkover.calendars.members

    added = await members.add(calendar.id, user_id="u9", role=MemberRole.EDITOR)
    changed = await members.update(calendar.id, added.id, role="viewer")
    listed = await members.list(calendar.id).to_list()
    await members.remove(calendar.id, added.id)

    assert (added.user_id, added.role, changed.role) == ("u9", MemberRole.EDITOR, MemberRole.VIEWER)
    assert changed in listed
    assert added.id not in [one.id for one in await members.list(calendar.id).to_list()]


async def test_the_owner_stays(talkover: Talkover) -> None:
    calendar = await talkover.calendars.list().first()
    assert calendar is not None
    owner = next(one for one in await talkover.calendars.members.list(calendar.id) if one.role == "owner")

    with pytest.raises(ValidationFailed, match="owner cannot be removed"):
        await talkover.calendars.members.remove(calendar.id, owner.id)


async def test_each_write_is_sent_as_documented(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(PRINTED["calendars.members.add"], always=True)
    members = scripted.calendars.members

    await members.add("c", user_id="u", role="editor", extra={"note": "x"})
    await members.update("c", "m", role=MemberRole.VIEWER)
    await members.remove("c", "m")

    added, changed, removed = server.requests
    assert (added.method, added.target) == ("POST", "/calendars/c/members")
    assert added.json == {"user_id": "u", "role": "editor", "note": "x"}
    assert (changed.method, changed.target, changed.json) == ("PUT", "/calendars/c/members/m", {"role": "viewer"})
    assert (removed.method, removed.target, removed.body) == ("DELETE", "/calendars/c/members/m", b"")
