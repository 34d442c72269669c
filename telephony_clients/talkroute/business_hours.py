"""When a Talkroute account is open."""

from collections.abc import Mapping
from typing import Any, Unpack

import attrs

from telephony_clients.core.client.fields import takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Part, Resource
from telephony_clients.core.errors import NotFound
from telephony_clients.core.models.fields import OpenEnum, TextId
from telephony_clients.core.values import Cursor, Params, Unset
from telephony_clients.core.wire.request import Operation, Source
from telephony_clients.talkroute.bodies import written
from telephony_clients.talkroute.destinations import Destination
from telephony_clients.talkroute.hour_blocks import HourBlock
from telephony_clients.talkroute.record import Record, WriteOptions

__all__ = [
    "BusinessHours",
    "BusinessHoursSettings",
    "ClosedSettings",
    "HourBlockFields",
    "HoursOverride",
    "HoursOverrides",
    "HoursSettings",
    "HoursSettingsFields",
    "OverrideFields",
    "OverrideStatus",
]

_BLOCK = "/v2/hours/{id}"


class OverrideStatus(OpenEnum):
    """Whether the account is open, whatever its hours say."""

    OPEN = "open"
    CLOSED = "closed"


@attrs.frozen(kw_only=True)
class ClosedSettings(Record):
    """What happens to calls outside of the hours.

    Attributes:
        audio_file_id: what callers hear, None for nothing of your own.
        destination: where their calls go.
    """

    audio_file_id: TextId | None = None
    destination: Destination | None = None


@attrs.frozen(kw_only=True)
class HoursSettings(Record):
    """How the hours are meant.

    Attributes:
        timezone: of the hours, an IANA name.
        closed: what happens outside of them.
    """

    timezone: str | None = None
    closed: ClosedSettings | None = None


@attrs.frozen(kw_only=True)
class HoursOverride(Record):
    """What holds in place of the hours.

    Attributes:
        id: opaque (inferred).
        status: whether it is open.
        audio_file_id: what callers hear while it is closed.
        destination: where their calls go then.
    """

    id: TextId | None = None
    status: OverrideStatus | str | None = None
    audio_file_id: TextId | None = None
    destination: Destination | None = None


class HourBlockFields(WriteOptions, total=False):
    """A time of the week.

    Attributes:
        day_start, day_end: the days; how the vendor spells them is not known.
        hour_start, hour_end: 0 to 23.
        minute_start, minute_end: 0 to 59.
    """

    day_start: str | Unset
    day_end: str | Unset
    hour_start: int | Unset
    hour_end: int | Unset
    minute_start: int | Unset
    minute_end: int | Unset


class HoursSettingsFields(WriteOptions, total=False):
    """How the hours are meant.

    Attributes:
        timezone: of the hours, an IANA name.
        closed: what happens outside of them.
    """

    timezone: str | Unset
    closed: ClosedSettings | Mapping[str, Any] | Unset


class OverrideFields(WriteOptions, total=False):
    """What holds in place of the hours while they are overridden as closed.

    Attributes:
        destination: where calls go.
        audio_file_id: what callers hear.
    """

    destination: Destination | Mapping[str, Any] | Unset
    audio_file_id: str | Unset | None


class BusinessHoursSettings(Resource):
    """How the hours are meant."""

    _get = Operation("GET", "/v2/hours/settings", HoursSettings, source=Source.OBSERVED)
    _update = Operation(
        "PATCH", "/v2/hours/settings", HoursSettings, idempotent=True, allow_empty=True, source=Source.OBSERVED
    )

    async def get(self) -> HoursSettings:
        """Fetch the time zone, and what happens outside of the hours. Source: observed."""
        return await self.fetch(self._get())

    @takes(HoursSettingsFields, WriteOptions)
    async def update(self, **fields: Unpack[HoursSettingsFields]) -> HoursSettings | None:
        """Change what is given of the settings. Source: observed."""
        return await self.fetch(self._update(json=written(fields, HoursSettingsFields)))


class HoursOverrides(Resource):
    """What holds in place of the hours."""

    _get = Operation("GET", "/v2/hours-override", HoursOverride, allow_empty=True, source=Source.OBSERVED)
    _set = Operation(
        "PUT", "/v2/hours-override", HoursOverride, idempotent=True, allow_empty=True, source=Source.OBSERVED
    )
    _delete: Operation[None] = Operation("DELETE", "/v2/hours-override", allow_empty=True, source=Source.OBSERVED)

    async def get(self) -> HoursOverride | None:
        """Fetch the override, None when there is none: a client takes `NotFound` for that, too. Source: observed."""
        try:
            return await self.fetch(self._get())
        except NotFound:
            return None

    @takes(OverrideFields, WriteOptions)
    async def set(self, *, status: OverrideStatus | str, **fields: Unpack[OverrideFields]) -> HoursOverride | None:
        """Be ``open`` or ``closed`` from now on, which ``status`` says. Source: observed."""
        return await self.fetch(self._set(json=written(fields, OverrideFields, status=status)))

    async def delete(self) -> None:
        """Let the hours hold again. Source: observed."""
        await self.fetch(self._delete())


class BusinessHours(Resource):
    """When the account is open; a plan may lack it (observed), which is `PaymentRequired`."""

    settings = Part(BusinessHoursSettings)
    override = Part(HoursOverrides)

    _list = Operation("GET", "/v2/hours", HourBlock, source=Source.OBSERVED)
    _get = Operation("GET", _BLOCK, HourBlock, source=Source.INFERRED)
    _create = Operation("POST", "/v2/hours", HourBlock, allow_empty=True, source=Source.OBSERVED)
    _update = Operation("PATCH", _BLOCK, HourBlock, idempotent=True, allow_empty=True, source=Source.INFERRED)
    _delete: Operation[None] = Operation("DELETE", _BLOCK, allow_empty=True, source=Source.OBSERVED)

    def list(self, *, cursor: Cursor | None = None, params: Params | None = None) -> Pager[HourBlock]:
        """List the times of the week at which it is open; the list comes whole. Source: observed."""
        return self.pager(self._list(params=self.query({}, params)), cursor=cursor)

    async def get(self, block_id: str | int) -> HourBlock:
        """Fetch one of the times. Source: inferred."""
        return await self.fetch(self._get(block_id))

    @takes(HourBlockFields, WriteOptions)
    async def create(self, **fields: Unpack[HourBlockFields]) -> HourBlock | None:
        """Add a time. Source: observed."""
        return await self.fetch(self._create(json=written(fields, HourBlockFields)))

    @takes(HourBlockFields, WriteOptions)
    async def update(self, block_id: str | int, **fields: Unpack[HourBlockFields]) -> HourBlock | None:
        """Change what is given of a time. Source: inferred."""
        return await self.fetch(self._update(block_id, json=written(fields, HourBlockFields)))

    async def delete(self, block_id: str | int) -> None:
        """Take a time away. Source: observed."""
        await self.fetch(self._delete(block_id))
