"""When people of a Talkover calendar can be met: rules, and the slots that are free."""

import datetime as dt
from collections.abc import Sequence
from typing import TypedDict, Unpack

import attrs

from telephony_clients.core.client.fields import given, takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import OpenEnum, TextId
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Cursor, Extra, Params, Unset
from telephony_clients.core.wire.request import Operation

__all__ = ["AvailabilityRule", "CalendarAvailability", "FreeSlot", "RuleChanges", "RuleDetails", "RuleType"]

_RULES, _RULE = "/calendars/{calendar_id}/availability-rules", "/calendars/{calendar_id}/availability-rules/{rule_id}"


class RuleType(OpenEnum):
    """Whether a rule holds every week or on one day."""

    RECURRING = "recurring"
    EXCEPTION = "exception"


@attrs.frozen(kw_only=True)
class AvailabilityRule(Model):
    """When people can be met, or cannot. An answer to a change has little more than what changed.

    Attributes:
        id: opaque.
        type: decides which of the other fields there are.
        days_of_week: of a recurring rule; 1 is Monday, 7 is Sunday.
        start_time, end_time: of a recurring rule, ``HH:MM``.
        timezone: of a recurring rule, an IANA name.
        date: of an exception.
        available: of an exception, whether people can be met on that day.
    """

    id: TextId
    type: RuleType | str | None = None
    days_of_week: list[int] | None = None
    start_time: str | None = None
    end_time: str | None = None
    timezone: str | None = None
    date: dt.date | None = None
    available: bool | None = None


@attrs.frozen(kw_only=True)
class FreeSlot(Model):
    """A time at which an event fits in.

    Attributes:
        start_at, end_at: timezone-aware.
    """

    start_at: dt.datetime
    end_at: dt.datetime


class RuleDetails(TypedDict, total=False):
    """What a rule says. One that recurs needs its days and times, an exception its date and whether it is available.

    Attributes:
        days_of_week: of a recurring rule; 1 is Monday, 7 is Sunday.
        start_time, end_time: of a recurring rule, ``HH:MM``.
        timezone: of a recurring rule, an IANA name; the calendar's when left out.
        date: of an exception.
        available: of an exception, whether people can be met on that day.
    """

    days_of_week: Sequence[int] | Unset
    start_time: str | Unset
    end_time: str | Unset
    timezone: str | Unset
    date: dt.date | Unset
    available: bool | Unset
    extra: Extra | None


class RuleChanges(RuleDetails, total=False):
    """What changes in a rule.

    Attributes:
        type: ``recurring`` or ``exception``.
    """

    type: RuleType | str | Unset


class CalendarAvailability(Resource):
    """A calendar's rules and free slots; the lists come whole. A delete is not sent twice after an unknown outcome."""

    _list_rules = Operation("GET", _RULES, AvailabilityRule)
    _create_rule = Operation("POST", _RULES, AvailabilityRule)
    _update_rule = Operation("PUT", _RULE, AvailabilityRule, idempotent=True)
    _delete_rule: Operation[None] = Operation("DELETE", _RULE, allow_empty=True)
    _list_slots = Operation("GET", "/calendars/{calendar_id}/availability", FreeSlot)

    def list_rules(
        self, calendar_id: str, *, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[AvailabilityRule]:
        """List the rules of both types. Source: vendor docs, "list-availability-rules"."""
        return self.pager(self._list_rules(calendar_id, params=self.query({}, params)), cursor=cursor)

    @takes(RuleDetails)
    async def create_rule(
        self,
        calendar_id: str,
        *,
        type: RuleType | str,  # noqa: A002 - the vendor's word
        **details: Unpack[RuleDetails],
    ) -> AvailabilityRule:
        """Create a rule of a ``type``, as in `RuleType`. Source: vendor docs, "create-availability-rule"."""
        body = self.body({"type": type}, given(details, RuleDetails))
        return await self.fetch(self._create_rule(calendar_id, json=body))

    @takes(RuleChanges, RuleDetails)
    async def update_rule(self, calendar_id: str, rule_id: str, **changes: Unpack[RuleChanges]) -> AvailabilityRule:
        """Change what is given. Source: vendor docs, "update-availability-rule"."""
        return await self.fetch(self._update_rule(calendar_id, rule_id, json=given(changes, RuleChanges)))

    async def delete_rule(self, calendar_id: str, rule_id: str) -> None:
        """Delete a rule. Source: vendor docs, "delete-availability-rule"."""
        await self.fetch(self._delete_rule(calendar_id, rule_id))

    def list_slots(
        self,
        calendar_id: str,
        *,
        from_: dt.datetime,
        to: dt.datetime,
        duration_minutes: int | None = None,
        cursor: Cursor | None = None,
        params: Params | None = None,
    ) -> Pager[FreeSlot]:
        """List the free slots from ``from_`` to ``to``, both timezone-aware; ``duration_minutes`` is 30 when left out.

        Source: vendor docs, "query-availability".
        """
        query = self.query({"from": from_, "to": to, "duration_minutes": duration_minutes}, params)
        return self.pager(self._list_slots(calendar_id, params=query), cursor=cursor)
