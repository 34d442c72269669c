"""Who may use one of Talkover's calendars."""

from datetime import datetime

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import OpenEnum, TextId
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Cursor, Extra, Params
from telephony_clients.core.wire.request import Operation

__all__ = ["CalendarMember", "CalendarMembers", "MemberRole"]

_ALL, _ONE = "/calendars/{calendar_id}/members", "/calendars/{calendar_id}/members/{member_id}"


class MemberRole(OpenEnum):
    """What a member may do."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"


@attrs.frozen(kw_only=True)
class CalendarMember(Model):
    """A user who may use a calendar.

    Attributes:
        id: of the membership, for `CalendarMembers.update`; opaque.
        user_id, name, email: the user; an answer to a change leaves some out.
        role: what they may do.
        added_at: since when.
    """

    id: TextId
    user_id: TextId | None = None
    name: str | None = None
    email: str | None = None
    role: MemberRole | str | None = None
    added_at: datetime | None = None


class CalendarMembers(Resource):
    """The members of a calendar. A removal is never sent twice after an unknown outcome."""

    _list = Operation("GET", _ALL, CalendarMember)
    _add = Operation("POST", _ALL, CalendarMember)
    _update = Operation("PUT", _ONE, CalendarMember, idempotent=True)
    _remove: Operation[None] = Operation("DELETE", _ONE, allow_empty=True)

    def list(
        self, calendar_id: str, *, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[CalendarMember]:
        """List the members; whole. Source: vendor docs, "list-calendar-members"."""
        return self.pager(self._list(calendar_id, params=self.query({}, params)), cursor=cursor)

    async def add(
        self, calendar_id: str, *, user_id: str, role: MemberRole | str, extra: Extra | None = None
    ) -> CalendarMember:
        """Let ``user_id`` use the calendar; ``role`` as in `MemberRole`. Source: vendor docs, "add-calendar-member"."""
        body = self.body({"user_id": user_id, "role": role}, extra)
        return await self.fetch(self._add(calendar_id, json=body))

    async def update(
        self, calendar_id: str, member_id: str, *, role: MemberRole | str, extra: Extra | None = None
    ) -> CalendarMember:
        """Change a member's ``role``. Source: vendor docs, "update-calendar-member"."""
        return await self.fetch(self._update(calendar_id, member_id, json=self.body({"role": role}, extra)))

    async def remove(self, calendar_id: str, member_id: str) -> None:
        """Remove a member; the owner cannot be removed. Source: vendor docs, "remove-calendar-member"."""
        await self.fetch(self._remove(calendar_id, member_id))
