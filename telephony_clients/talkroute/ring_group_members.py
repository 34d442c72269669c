"""The members of a Talkroute ring group."""

from collections.abc import Sequence
from typing import Unpack

import attrs

from telephony_clients.core.client.fields import takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import TextId
from telephony_clients.core.values import Cursor, Params, Unset
from telephony_clients.core.wire.request import Operation, Source
from telephony_clients.talkroute.bodies import written
from telephony_clients.talkroute.forwarding_numbers import ForwardingNumber
from telephony_clients.talkroute.record import Record, WriteOptions

__all__ = ["RingGroupMember", "RingGroupMemberFields", "RingGroupMembers"]

_MEMBERS, _MEMBER = "/v2/ring-groups/{id}/members", "/v2/ring-group-members/{id}"


@attrs.frozen(kw_only=True)
class RingGroupMember(Record):
    """A telephone in a ring group.

    Attributes:
        id: opaque.
        forwarding_device: the telephone.
        forwarding_schedule: the id of the schedule by which it rings.
        enabled: whether it rings.
        sequence_position: its turn.
        ring_timeout: seconds for which it rings.
    """

    id: TextId
    forwarding_device: ForwardingNumber | None = None
    forwarding_schedule: TextId | None = None
    enabled: bool | None = None
    sequence_position: int | None = None
    ring_timeout: int | None = None


class RingGroupMemberFields(WriteOptions, total=False):
    """What a member is.

    Attributes:
        forwarding_device_id: `ForwardingNumber.id`.
        forwarding_schedule: `ForwardingSchedule.id`; None for no schedule.
        enabled: whether it rings.
        sequence_position: its turn.
        ring_timeout: seconds for which it rings.
    """

    forwarding_device_id: str | Unset
    forwarding_schedule: str | Unset | None
    enabled: bool | Unset
    sequence_position: int | Unset
    ring_timeout: int | Unset


class RingGroupMembers(Resource):
    """The members of ring groups; their lists come whole."""

    _list = Operation("GET", _MEMBERS, RingGroupMember, source=Source.OBSERVED)
    _replace: Operation[None] = Operation("PUT", _MEMBERS, idempotent=True, allow_empty=True, source=Source.OBSERVED)
    _create = Operation("POST", _MEMBERS, RingGroupMember, source=Source.INFERRED)
    _get = Operation("GET", _MEMBER, RingGroupMember, source=Source.INFERRED)
    _update = Operation("PATCH", _MEMBER, RingGroupMember, idempotent=True, allow_empty=True, source=Source.OBSERVED)
    _delete: Operation[None] = Operation("DELETE", _MEMBER, allow_empty=True, source=Source.INFERRED)

    def list(
        self, group_id: str, *, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[RingGroupMember]:
        """List a group's members. Source: observed."""
        return self.pager(self._list(group_id, params=self.query({}, params)), cursor=cursor)

    async def replace(
        self, group_id: str, members: Sequence[RingGroupMemberFields], *, params: Params | None = None
    ) -> None:
        """Set all of a group's members, as a bare list. Source: observed."""
        body = [written(one, RingGroupMemberFields) for one in members]
        await self.fetch(self._replace(group_id, json=body, params=self.query({}, params)))

    @takes(RingGroupMemberFields, WriteOptions)
    async def create(self, group_id: str, **fields: Unpack[RingGroupMemberFields]) -> RingGroupMember:
        """Add a member to a group. Source: inferred."""
        return await self.fetch(self._create(group_id, json=written(fields, RingGroupMemberFields)))

    async def get(self, member_id: str | int) -> RingGroupMember:
        """Fetch one member. Source: inferred."""
        return await self.fetch(self._get(member_id))

    @takes(RingGroupMemberFields, WriteOptions)
    async def update(self, member_id: str | int, **fields: Unpack[RingGroupMemberFields]) -> RingGroupMember | None:
        """Change what is given of a member; clients set its schedule. Source: observed."""
        return await self.fetch(self._update(member_id, json=written(fields, RingGroupMemberFields)))

    async def delete(self, member_id: str | int) -> None:
        """Remove a member. Source: inferred."""
        await self.fetch(self._delete(member_id))
