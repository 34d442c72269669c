"""What stands in Talkover's calendars: events, who attends them, and where they meet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypedDict, Unpack

import attrs

from telephony_clients.core.checks import at_least_one
from telephony_clients.core.client.fields import given, takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import OpenEnum, TextId, secret_url
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import UNSET, Cursor, Extra, Params, Unset
from telephony_clients.core.wire.request import Operation

__all__ = [
    "Attendee",
    "CalendarEvent",
    "CalendarEvents",
    "EventChanges",
    "EventDetails",
    "EventOwner",
    "EventStatus",
    "Meeting",
]

_ALL, _ONE = "/calendars/{calendar_id}/events", "/calendars/{calendar_id}/events/{event_id}"


class EventStatus(OpenEnum):
    """Whether an event takes place."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


class EventOwner(OpenEnum):
    """What kind of owner an event has."""

    USER = "user"
    AGENT = "agent"


@attrs.frozen(kw_only=True)
class Attendee(Model):
    """Somebody who attends an event.

    Attributes:
        id: for `CalendarEvents.remove_attendee`; opaque.
        name, email: who it is.
    """

    id: TextId
    name: str | None = None
    email: str | None = None


@attrs.frozen(kw_only=True)
class CalendarEvent(Model):
    """An event. Lists leave out some fields, and an answer to a change has little more than what changed.

    Attributes:
        id, calendar_id: the event's and its calendar's; opaque.
        title, description: what it is about.
        start_at, end_at: when it is.
        status: whether it takes place.
        type: a free tag, such as ``meeting``, ``block``, ``appointment``.
        attendees: who comes.
        meeting_url: the video link.
    """

    id: TextId
    calendar_id: TextId | None = None
    title: str | None = None
    description: str | None = None
    start_at: datetime | None = None
    end_at: datetime | None = None
    status: EventStatus | str | None = None
    type: str | None = None
    attendees: list[Attendee] | None = None
    meeting_url: str | None = secret_url(default=None)
    updated_at: datetime | None = None


@attrs.frozen(kw_only=True)
class Meeting(Model):
    """Where an event's people meet on video.

    Attributes:
        event_id: the event.
        meeting_url: the link.
        meeting_id: the provider's id.
    """

    event_id: TextId
    meeting_url: str = secret_url()
    meeting_id: TextId | None = None


class EventDetails(TypedDict, total=False):
    """What is told of an event besides its title and its time.

    Attributes:
        description: what it is about.
        status: ``confirmed`` when left out.
        type: a free tag, such as ``meeting``, ``block``, ``appointment``.
        created_by: a user's id.
        owner_id, owner_type: a user or an agent, and which of the two: ``user``, ``agent``.
        attendees: who comes, each with ``name`` and ``email``.
    """

    description: str | Unset | None
    status: EventStatus | str | Unset
    type: str | Unset | None
    created_by: str | Unset | None
    owner_id: str | Unset | None
    owner_type: EventOwner | str | Unset | None
    attendees: Sequence[Mapping[str, str]] | Unset
    extra: Extra | None


class EventChanges(EventDetails, total=False):
    """What changes in an event.

    Attributes:
        title: its name.
        start_at, end_at: timezone-aware; the end after the start.
    """

    title: str | Unset
    start_at: datetime | Unset
    end_at: datetime | Unset


class CalendarEvents(Resource):
    """The events of the calendars. The lists come whole. A removal is never sent twice after an unknown outcome."""

    _list = Operation("GET", _ALL, CalendarEvent)
    _list_across = Operation("GET", "/calendars/events", CalendarEvent)
    _create = Operation("POST", _ALL, CalendarEvent)
    _get = Operation("GET", _ONE, CalendarEvent)
    _update = Operation("PUT", _ONE, CalendarEvent, idempotent=True)
    _delete: Operation[None] = Operation("DELETE", _ONE, allow_empty=True)
    _create_meeting = Operation("POST", f"{_ONE}/meeting", Meeting)
    _add_attendee = Operation("POST", f"{_ONE}/attendees", Attendee)
    _remove_attendee: Operation[None] = Operation("DELETE", f"{_ONE}/attendees/{{attendee_id}}", allow_empty=True)

    def list(
        self,
        calendar_id: str,
        *,
        from_: datetime | None = None,
        to: datetime | None = None,
        status: EventStatus | str | None = None,
        cursor: Cursor | None = None,
        params: Params | None = None,
    ) -> Pager[CalendarEvent]:
        """List a calendar's events that start at ``from_`` or later and end by ``to``, both timezone-aware.

        ``status`` is ``confirmed``, ``tentative`` or ``cancelled``.

        Source: vendor docs, "list-calendar-events".
        """
        query = self.query({"from": from_, "to": to, "status": status}, params)
        return self.pager(self._list(calendar_id, params=query), cursor=cursor)

    def list_across(
        self,
        *,
        calendar_ids: Sequence[str],
        from_: datetime | None = None,
        to: datetime | None = None,
        cursor: Cursor | None = None,
        params: Params | None = None,
    ) -> Pager[CalendarEvent]:
        """List the events of all ``calendar_ids``, at least one, with one request; ``from_`` and ``to`` as in `list`.

        Source: vendor docs, "get-calendar-events-batch".
        """
        calendars = at_least_one(calendar_ids, "calendar_ids")
        query = self.query({"calendar_ids[]": calendars, "from": from_, "to": to}, params)
        return self.pager(self._list_across(params=query), cursor=cursor)

    @takes(EventDetails)
    async def create(
        self, calendar_id: str, *, title: str, start_at: datetime, end_at: datetime, **details: Unpack[EventDetails]
    ) -> CalendarEvent:
        """Create an event called ``title``; ``end_at`` is after ``start_at``, and both are timezone-aware.

        Source: vendor docs, "create-calendar-event".
        """
        body = self.body({"title": title, "start_at": start_at, "end_at": end_at}, given(details, EventDetails))
        return await self.fetch(self._create(calendar_id, json=body))

    async def get(self, calendar_id: str, event_id: str) -> CalendarEvent:
        """Fetch one event, with its attendees and video link. Source: vendor docs, "get-calendar-event"."""
        return await self.fetch(self._get(calendar_id, event_id))

    @takes(EventChanges, EventDetails)
    async def update(self, calendar_id: str, event_id: str, **changes: Unpack[EventChanges]) -> CalendarEvent:
        """Change what is given. Source: vendor docs, "update-calendar-event"."""
        return await self.fetch(self._update(calendar_id, event_id, json=given(changes, EventChanges)))

    async def delete(self, calendar_id: str, event_id: str) -> None:
        """Delete an event. Source: vendor docs, "delete-calendar-event"."""
        await self.fetch(self._delete(calendar_id, event_id))

    async def create_meeting(self, calendar_id: str, event_id: str, *, extra: Extra | None = None) -> Meeting:
        """Make a video link for an event.

        `ValidationFailed` has the code ``MEETING_PROVIDER_REQUIRED`` when the calendar is connected to no provider of
        meetings. Without ``extra`` no body is sent. Source: vendor docs, "create-event-meeting".
        """
        return await self.fetch(self._create_meeting(calendar_id, event_id, json=extra or UNSET))

    async def add_attendee(
        self, calendar_id: str, event_id: str, *, name: str, email: str, extra: Extra | None = None
    ) -> Attendee:
        """Add somebody, by ``name`` and ``email``, to an event. Source: vendor docs, "add-event-attendee"."""
        body = self.body({"name": name, "email": email}, extra)
        return await self.fetch(self._add_attendee(calendar_id, event_id, json=body))

    async def remove_attendee(self, calendar_id: str, event_id: str, attendee_id: str) -> None:
        """Remove somebody from an event. Source: vendor docs, "remove-event-attendee"."""
        await self.fetch(self._remove_attendee(calendar_id, event_id, attendee_id))
