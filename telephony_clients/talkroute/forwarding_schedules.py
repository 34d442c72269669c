"""Talkroute's forwarding schedules."""

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
from telephony_clients.talkroute.hour_blocks import HourBlock
from telephony_clients.talkroute.record import Record, WriteOptions

__all__ = ["ForwardingSchedule", "ForwardingScheduleFields", "ForwardingSchedules"]

_SCHEDULE = "/v2/forwarding-schedules/{id}"


@attrs.frozen(kw_only=True)
class ForwardingSchedule(Record):
    """When a telephone rings.

    Attributes:
        id: opaque; what a member of a ring group names.
        name, description: what it is called.
        hours: the times.
    """

    id: TextId
    name: str | None = None
    description: str | None = None
    hours: list[HourBlock] | None = None


class ForwardingScheduleFields(WriteOptions, total=False):
    """What a schedule holds.

    Attributes:
        name: what it is called.
        description: more of it.
        hours: the times; those that are given replace all others.
    """

    name: str | Unset
    description: str | Unset | None
    hours: Sequence[HourBlock] | Unset


class ForwardingSchedules(Resource):
    """When telephones ring; a plan may lack them (observed), which is `PaymentRequired`."""

    _list = Operation("GET", "/v2/forwarding-schedules", ForwardingSchedule, source=Source.OBSERVED)
    _get = Operation("GET", _SCHEDULE, ForwardingSchedule, source=Source.INFERRED)
    _create = Operation("POST", "/v2/forwarding-schedules", ForwardingSchedule, source=Source.OBSERVED)
    _update = Operation(
        "PATCH", _SCHEDULE, ForwardingSchedule, idempotent=True, allow_empty=True, source=Source.OBSERVED
    )
    _delete: Operation[None] = Operation("DELETE", _SCHEDULE, allow_empty=True, source=Source.INFERRED)

    def list(
        self, *, page_size: int | None = None, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[ForwardingSchedule]:
        """List the schedules. Source: observed."""
        return self.pager(self._list(params=self.query({}, params)), page_size=page_size, cursor=cursor)

    async def get(self, schedule_id: str | int) -> ForwardingSchedule:
        """Fetch one schedule. Source: inferred."""
        return await self.fetch(self._get(schedule_id))

    @takes(ForwardingScheduleFields, WriteOptions)
    async def create(self, **fields: Unpack[ForwardingScheduleFields]) -> ForwardingSchedule:
        """Add a schedule. Source: observed."""
        return await self.fetch(self._create(json=written(fields, ForwardingScheduleFields)))

    @takes(ForwardingScheduleFields, WriteOptions)
    async def update(
        self, schedule_id: str | int, **fields: Unpack[ForwardingScheduleFields]
    ) -> ForwardingSchedule | None:
        """Change what is given of a schedule. Source: observed."""
        return await self.fetch(self._update(schedule_id, json=written(fields, ForwardingScheduleFields)))

    async def delete(self, schedule_id: str | int) -> None:
        """Delete a schedule. Source: inferred."""
        await self.fetch(self._delete(schedule_id))
