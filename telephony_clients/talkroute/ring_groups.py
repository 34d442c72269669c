"""Talkroute's ring groups."""

from collections.abc import Mapping
from typing import Any, Unpack

import attrs

from telephony_clients.core.client.fields import takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Part, Resource
from telephony_clients.core.models.fields import OpenEnum, TextId
from telephony_clients.core.values import Cursor, Params, Unset
from telephony_clients.core.wire.request import Operation, Source
from telephony_clients.talkroute.bodies import written
from telephony_clients.talkroute.destinations import Destination
from telephony_clients.talkroute.record import Record, WriteOptions
from telephony_clients.talkroute.ring_group_members import RingGroupMembers

__all__ = ["RingGroup", "RingGroupFields", "RingGroups", "RingStrategy"]

_GROUP = "/v2/ring-groups/{id}"


class RingStrategy(OpenEnum):
    """In which order telephones ring; the word for all at once is not known."""

    SEQUENCE = "sequence"


@attrs.frozen(kw_only=True)
class RingGroup(Record):
    """Telephones that ring for one call.

    Attributes:
        id: a UUID.
        name: what it is called.
        strategy: in which order they ring.
        retry_after: seconds before they ring again.
        max_hold_time: seconds for which a caller waits.
        max_attempts: how often they ring.
        caller_id: which number they show; the vendor's number for it.
        destination: where a call goes that nobody takes.
    """

    id: TextId
    name: str | None = None
    strategy: RingStrategy | str | None = None
    retry_after: int | None = None
    max_hold_time: int | None = None
    max_attempts: int | None = None
    caller_id: int | None = None
    destination: Destination | None = None


class RingGroupFields(WriteOptions, total=False):
    """What a ring group's record holds.

    Attributes:
        name: what it is called.
        strategy: in which order the telephones ring.
        retry_after, max_hold_time: seconds.
        max_attempts: how often they ring.
        caller_id: which number they show.
        destination: where a call goes that nobody takes.
    """

    name: str | Unset
    strategy: RingStrategy | str | Unset
    retry_after: int | Unset
    max_hold_time: int | Unset
    max_attempts: int | Unset
    caller_id: int | Unset
    destination: Destination | Mapping[str, Any] | Unset


class RingGroups(Resource):
    """Telephones that ring for one call; ``ring_groups.members``: which."""

    members = Part(RingGroupMembers)

    _list = Operation("GET", "/v2/ring-groups", RingGroup, paged=True, source=Source.OBSERVED)
    _get = Operation("GET", _GROUP, RingGroup, source=Source.OBSERVED)
    _create = Operation("POST", "/v2/ring-groups", RingGroup, source=Source.OBSERVED)
    _update = Operation("PATCH", _GROUP, RingGroup, idempotent=True, allow_empty=True, source=Source.OBSERVED)
    _delete: Operation[None] = Operation("DELETE", _GROUP, allow_empty=True, source=Source.INFERRED)

    def list(
        self, *, page_size: int | None = None, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[RingGroup]:
        """List ring groups. Source: observed."""
        return self.pager(self._list(params=self.query({}, params)), page_size=page_size, cursor=cursor)

    async def get(self, group_id: str | int) -> RingGroup:
        """Fetch one ring group. Source: observed."""
        return await self.fetch(self._get(group_id))

    @takes(RingGroupFields, WriteOptions)
    async def create(self, **fields: Unpack[RingGroupFields]) -> RingGroup:
        """Add a ring group; its ``destination`` must be one that is there. Source: observed."""
        return await self.fetch(self._create(json=written(fields, RingGroupFields)))

    @takes(RingGroupFields, WriteOptions)
    async def update(self, group_id: str | int, **fields: Unpack[RingGroupFields]) -> RingGroup | None:
        """Change what is given of a ring group. Source: observed."""
        return await self.fetch(self._update(group_id, json=written(fields, RingGroupFields)))

    async def delete(self, group_id: str | int) -> None:
        """Delete a ring group. Source: inferred."""
        await self.fetch(self._delete(group_id))
