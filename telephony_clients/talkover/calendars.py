"""Talkover's calendars, and how they are synchronised with those of other providers."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Part, Resource
from telephony_clients.core.models.fields import JsonObject, TextId
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import UNSET, Cursor, Extra, Params, Unset
from telephony_clients.core.vendor.paging import NumberedPages
from telephony_clients.core.wire.request import Operation

if TYPE_CHECKING:
    from telephony_clients.talkover.calendar_availability import CalendarAvailability
    from telephony_clients.talkover.calendar_events import CalendarEvents
    from telephony_clients.talkover.calendar_members import CalendarMembers
    from telephony_clients.talkover.calendar_providers import CalendarProviders

__all__ = ["Calendar", "CalendarSync", "CalendarSyncStatus", "Calendars"]


@attrs.frozen(kw_only=True)
class Calendar(Model):
    """A calendar.

    Attributes:
        id: opaque.
        name: up to 255 characters.
        timezone: an IANA name, such as ``America/New_York``.
        owner_id: the user it belongs to.
        metadata: your own fields.
        created_at, updated_at: of the calendar. A list has no ``updated_at``, and an update no more
            than what changed.
    """

    id: TextId
    name: str | None = None
    timezone: str | None = None
    owner_id: TextId | None = None
    metadata: JsonObject | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@attrs.frozen(kw_only=True)
class CalendarSync(Model):
    """What was set going.

    Attributes:
        syncing: ids of the calendars that are synchronised now.
        up_to_date: ids of those that need not be.
    """

    syncing: list[TextId]
    up_to_date: list[TextId]


@attrs.frozen(kw_only=True)
class CalendarSyncStatus(Model):
    """How far a calendar is synchronised with one provider.

    Attributes:
        calendar_id, provider: which one; providers' names are not stated.
        last_sync_at: None before the first time.
        is_syncing: whether it is under way.
        events_synced: events so far.
    """

    calendar_id: TextId
    provider: str | None = None
    last_sync_at: datetime | None = None
    is_syncing: bool | None = None
    events_synced: int | None = None


@attrs.frozen
class _SizeFirst(NumberedPages):
    """Pages whose number is sent from the second on: the vendor's page has the size alone."""

    def params(self, position: Any, size: int | None) -> tuple[tuple[str, str], ...]:
        """Return the query for a page."""
        return super().params(position, size)[position == self.start :]


class Calendars(Resource):
    """The calendars of the token's environment.

    A page has 1 to 100, and 100 when nothing is said. The vendor documents no page number: one is sent only when a page
    was full. No errors are documented for calendars; an id that is not there should raise `NotFound`. A delete is never
    sent twice after an unknown outcome.

    Attributes:
        availability: when people can be met: rules, and the slots that are free.
        events: what stands in the calendars.
        members: who may use a calendar.
        providers: connections to calendars elsewhere.
    """

    availability = Part["CalendarAvailability"]("telephony_clients.talkover.calendar_availability:CalendarAvailability")
    events = Part["CalendarEvents"]("telephony_clients.talkover.calendar_events:CalendarEvents")
    members = Part["CalendarMembers"]("telephony_clients.talkover.calendar_members:CalendarMembers")
    providers = Part["CalendarProviders"]("telephony_clients.talkover.calendar_providers:CalendarProviders")

    _list = Operation("GET", "/calendars", Calendar, paged=True)
    _create = Operation("POST", "/calendars", Calendar)
    _get = Operation("GET", "/calendars/{calendar_id}", Calendar)
    _update = Operation("PUT", "/calendars/{calendar_id}", Calendar, idempotent=True)
    _delete: Operation[None] = Operation("DELETE", "/calendars/{calendar_id}", allow_empty=True)
    _sync = Operation("POST", "/calendars/sync", CalendarSync)
    _list_sync_statuses = Operation("GET", "/calendars/sync-status", CalendarSyncStatus)

    def list(
        self, *, page_size: int | None = None, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[Calendar]:
        """List the calendars. Source: vendor docs, "list-calendars"."""
        request = self._list(params=self.query({}, params))
        return self.pager(request, page_size=page_size, cursor=cursor, paging=_SizeFirst())

    async def create(
        self,
        *,
        name: str,
        owner_id: str,
        timezone: str | Unset = UNSET,
        metadata: Mapping[str, Any] | Unset | None = UNSET,
        extra: Extra | None = None,
    ) -> Calendar:
        """Create a calendar for the user ``owner_id``.

        Args:
            name: up to 255 characters.
            timezone: an IANA name; the environment's when left out.
            metadata: your own fields.

        Source: vendor docs, "create-calendar".
        """
        known = {"name": name, "timezone": timezone, "owner_id": owner_id, "metadata": metadata}
        return await self.fetch(self._create(json=self.body(known, extra)))

    async def get(self, calendar_id: str) -> Calendar:
        """Fetch one calendar. Source: vendor docs, "get-calendar"."""
        return await self.fetch(self._get(calendar_id))

    async def update(
        self,
        calendar_id: str,
        *,
        name: str | Unset = UNSET,
        timezone: str | Unset = UNSET,
        metadata: Mapping[str, Any] | Unset | None = UNSET,
        extra: Extra | None = None,
    ) -> Calendar:
        """Change ``name``, ``timezone`` or ``metadata``, as in `create`. Source: vendor docs, "update-calendar"."""
        known = {"name": name, "timezone": timezone, "metadata": metadata}
        return await self.fetch(self._update(calendar_id, json=self.body(known, extra)))

    async def delete(self, calendar_id: str) -> None:
        """Delete a calendar with its events, members, rules and connections. Source: vendor docs, "delete-calendar"."""
        await self.fetch(self._delete(calendar_id))

    async def sync(self, *, extra: Extra | None = None) -> CalendarSync:
        """Start to synchronise all calendars; `list_sync_statuses` tells how far it is.

        Without ``extra`` no body is sent. Source: vendor docs, "trigger-calendars-sync".
        """
        return await self.fetch(self._sync(json=extra or UNSET))

    def list_sync_statuses(
        self, *, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[CalendarSyncStatus]:
        """List how far each calendar is synchronised; whole. Source: vendor docs, "get-calendars-sync-status"."""
        return self.pager(self._list_sync_statuses(params=self.query({}, params)), cursor=cursor)
