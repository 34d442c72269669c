from typing import Any

import pytest

from telephony_clients import NotFound, Talkroute, ValidationFailed
from telephony_clients.talkroute import (
    Destination,
    DestinationType,
    ForwardingNumber,
    RingGroup,
    RingGroupMember,
    RingStrategy,
)
from tests.scripted_server import ScriptedServer
from tests.wings import fits, same

GROUP: dict[str, Any] = {
    "id": "2f1b6d1e-0000-4000-8000-000000000001",
    "name": "Sales",
    "strategy": "sequence",
    "retryAfter": 15,
    "maxHoldTime": 120,
    "maxAttempts": 1,
    "callerId": 7,
    "destination": {"type": "voicemail", "id": 4},
}
READ = RingGroup(
    id="2f1b6d1e-0000-4000-8000-000000000001",
    name="Sales",
    strategy=RingStrategy.SEQUENCE,
    retry_after=15,
    max_hold_time=120,
    max_attempts=1,
    caller_id=7,
    destination=Destination(type=DestinationType.VOICEMAIL, id="4"),
)


@pytest.mark.parametrize("answer", [{"data": GROUP}, {"data": [GROUP]}, GROUP, [GROUP]])
async def test_a_group_is_read_alone_in_a_list_or_bare(
    scripted: Talkroute, server: ScriptedServer, answer: Any
) -> None:
    server.answer(answer)

    assert same(await scripted.ring_groups.create(destination=Destination(type="hangup")), READ)
    assert server.requests[0].json == {"destination": {"type": "hangup"}}
    assert scripted.drift() == ()


async def test_a_group_is_made_changed_and_deleted(talkroute: Talkroute) -> None:
    made = await talkroute.ring_groups.create(
        name="Nights", retry_after=10, destination={"type": "voicemail", "id": "1"}
    )
    await talkroute.ring_groups.update(made.id, max_attempts=3)

    read = await talkroute.ring_groups.get(made.id)
    assert (read.name, read.retry_after, read.max_attempts) == ("Nights", 10, 3)
    assert all(fits(one, RingGroup) for one in await talkroute.ring_groups.list())
    await talkroute.ring_groups.delete(made.id)
    with pytest.raises(NotFound):
        await talkroute.ring_groups.get(made.id)


async def test_a_group_without_a_destination_is_the_vendor_s_to_refuse(talkroute: Talkroute) -> None:
    with pytest.raises(ValidationFailed) as caught:
        await talkroute.ring_groups.create(name="Nowhere")

    assert list(caught.value.errors) == ["destination"]


async def test_a_member_is_read_with_its_telephone(scripted: Talkroute, server: ScriptedServer) -> None:
    device = {"id": 300, "phoneNumber": "+12025550123", "announceAndVoicemailEnabled": True}
    member = {"id": 9, "forwardingDevice": device, "enabled": True, "sequencePosition": 1, "ringTimeout": 60}
    server.answer({"data": [{**member, "forwardingSchedule": 5}]})

    (read,) = await scripted.ring_groups.members.list("g").to_list()

    telephone = ForwardingNumber(id="300", number="+12025550123", announce_and_voicemail_enabled=True)
    assert same(
        read,
        RingGroupMember(
            id="9",
            forwarding_device=telephone,
            forwarding_schedule="5",
            enabled=True,
            sequence_position=1,
            ring_timeout=60,
        ),
    )


async def test_the_members_are_replaced_by_a_bare_list(scripted: Talkroute, server: ScriptedServer) -> None:
    server.answer(status=204, body=b"")

    await scripted.ring_groups.members.replace(
        "g", [{"forwarding_device_id": "300", "forwarding_schedule": None, "ring_timeout": 20, "extra": {"new": 1}}]
    )

    (seen,) = server.requests
    assert (seen.method, seen.target) == ("PUT", "/v2/ring-groups/g/members")
    assert seen.json == [{"forwardingDeviceId": "300", "forwardingSchedule": None, "ringTimeout": 20, "new": 1}]


async def test_members_are_replaced_added_changed_and_removed(talkroute: Talkroute) -> None:
    group = await talkroute.ring_groups.list().first()
    assert group is not None
    members = talkroute.ring_groups.members

    await members.replace(
        group.id, [{"forwarding_device_id": "301"}, {"forwarding_device_id": "302", "enabled": False}]
    )
    added = await members.create(group.id, forwarding_device_id="300", ring_timeout=30)
    await members.update(added.id, forwarding_schedule="s", sequence_position=9)

    read = await members.list(group.id).to_list()
    devices = [one.forwarding_device and one.forwarding_device.id for one in read]
    assert (devices, [one.enabled for one in read]) == (["301", "302", "300"], [True, False, True])
    changed = await members.get(added.id)
    assert (changed.forwarding_schedule, changed.sequence_position, changed.ring_timeout) == ("s", 9, 30)
    await members.delete(added.id)
    assert len(await members.list(group.id)) == 2


async def test_a_menu_s_keys_are_replaced(talkroute: Talkroute) -> None:
    (menu, *_) = await talkroute.menus.list()

    await talkroute.menus.options.replace(
        menu.id, [{"digit": "1", "destination": Destination(type="hangup")}, {"digit": "2"}]
    )

    read = await talkroute.menus.options.list(menu.id).to_list()
    assert [(one.digit, one.destination and one.destination.type) for one in read] == [("1", "hangup"), ("2", None)]
