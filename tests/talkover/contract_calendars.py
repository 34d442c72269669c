"""The operations of calendars, callbacks, money and the account as calls; contract.py takes them in."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs

from telephony_clients import Talkover
from telephony_clients.sandbox.records import Store
from telephony_clients.sandbox.talkover import account, calendars, callbacks
from tests.talkover import examples_account, examples_calendars

AT, END = datetime(2026, 4, 1, 15, tzinfo=UTC), datetime(2026, 4, 1, 16, tzinfo=UTC)


@attrs.frozen
class Ids:
    """Ids of records that are there."""

    calendar: str = "calendar"
    event: str = "event"
    attendee: str = "attendee"
    member: str = "member"
    provider: str = "provider"
    rule: str = "rule"
    callback_agent: str = "callback-agent"
    source_agent: str = "source-agent"
    payment_method: str = "payment-method"
    api_token: str = "api-token"

    @classmethod
    def of(cls, store: Store) -> "Ids":
        """Those of the sandbox."""
        calendar = calendars.CALENDARS.rows(store)[0]
        event = calendars.EVENTS.rows(store, calendar)[0]
        role = callbacks.CALLBACKS.rows(store)[0]
        return cls(
            calendar=calendar["id"],
            event=event["id"],
            attendee=calendars.ATTENDEES.rows(store, event)[0]["id"],
            member=calendars.MEMBERS.rows(store, calendar)[1]["id"],
            provider=calendars.PROVIDERS.rows(store, calendar)[0]["id"],
            rule=calendars.RULES.rows(store, calendar)[0]["id"],
            callback_agent=role["id"],
            source_agent=role["callback_config"]["source_agent_ids"][0],
            payment_method=account.METHODS.rows(store)[0]["id"],
            api_token=account.TOKENS.rows(store)[0]["id"],
        )


Perform = Callable[[Talkover, Any], Awaitable[object]]


def _call(perform: Callable[[Talkover, Ids], Awaitable[object]]) -> Perform:
    return lambda talkover, ids: perform(talkover, ids.of_calendars)


_CALENDARS: dict[str, Callable[[Talkover, Ids], Awaitable[object]]] = {
    "calendars.list": lambda talkover, _: talkover.calendars.list(page_size=100).to_list(),
    "calendars.create": lambda talkover, _: talkover.calendars.create(
        name="Sales", owner_id="u", timezone="Europe/Rome"
    ),
    "calendars.get": lambda talkover, ids: talkover.calendars.get(ids.calendar),
    "calendars.update": lambda talkover, ids: talkover.calendars.update(ids.calendar, name="New"),
    "calendars.delete": lambda talkover, ids: talkover.calendars.delete(ids.calendar),
    "calendars.sync": lambda talkover, _: talkover.calendars.sync(),
    "calendars.list_sync_statuses": lambda talkover, _: talkover.calendars.list_sync_statuses().to_list(),
    "calendars.members.list": lambda talkover, ids: talkover.calendars.members.list(ids.calendar).to_list(),
    "calendars.members.add": lambda talkover, ids: talkover.calendars.members.add(
        ids.calendar, user_id="u2", role="viewer"
    ),
    "calendars.members.update": lambda talkover, ids: talkover.calendars.members.update(
        ids.calendar, ids.member, role="viewer"
    ),
    "calendars.members.remove": lambda talkover, ids: talkover.calendars.members.remove(ids.calendar, ids.member),
    "calendars.events.list": lambda talkover, ids: talkover.calendars.events.list(ids.calendar).to_list(),
    "calendars.events.list_across": lambda talkover, ids: talkover.calendars.events.list_across(
        calendar_ids=[ids.calendar]
    ).to_list(),
    "calendars.events.create": lambda talkover, ids: talkover.calendars.events.create(
        ids.calendar, title="Demo", start_at=AT, end_at=END, attendees=[{"name": "Jo", "email": "jo@example.com"}]
    ),
    "calendars.events.get": lambda talkover, ids: talkover.calendars.events.get(ids.calendar, ids.event),
    "calendars.events.update": lambda talkover, ids: talkover.calendars.events.update(
        ids.calendar, ids.event, status="cancelled"
    ),
    "calendars.events.delete": lambda talkover, ids: talkover.calendars.events.delete(ids.calendar, ids.event),
    "calendars.events.create_meeting": lambda talkover, ids: talkover.calendars.events.create_meeting(
        ids.calendar, ids.event
    ),
    "calendars.events.add_attendee": lambda talkover, ids: talkover.calendars.events.add_attendee(
        ids.calendar, ids.event, name="Jo", email="jo@example.com"
    ),
    "calendars.events.remove_attendee": lambda talkover, ids: talkover.calendars.events.remove_attendee(
        ids.calendar, ids.event, ids.attendee
    ),
    "calendars.availability.list_rules": lambda talkover, ids: talkover.calendars.availability.list_rules(
        ids.calendar
    ).to_list(),
    "calendars.availability.create_rule": lambda talkover, ids: talkover.calendars.availability.create_rule(
        ids.calendar, type="exception", date=date(2026, 12, 24), available=False
    ),
    "calendars.availability.update_rule": lambda talkover, ids: talkover.calendars.availability.update_rule(
        ids.calendar, ids.rule, end_time="18:00"
    ),
    "calendars.availability.delete_rule": lambda talkover, ids: talkover.calendars.availability.delete_rule(
        ids.calendar, ids.rule
    ),
    "calendars.availability.list_slots": lambda talkover, ids: talkover.calendars.availability.list_slots(
        ids.calendar, from_=AT, to=END
    ).to_list(),
    "calendars.providers.list": lambda talkover, ids: talkover.calendars.providers.list(ids.calendar).to_list(),
    "calendars.providers.connect": lambda talkover, ids: talkover.calendars.providers.connect(
        ids.calendar, provider="calendar_provider_a", redirect_uri="https://example.com/back"
    ),
    "calendars.providers.disconnect": lambda talkover, ids: talkover.calendars.providers.disconnect(
        ids.calendar, ids.provider
    ),
    "calendars.providers.sync": lambda talkover, ids: talkover.calendars.providers.sync(ids.calendar, ids.provider),
}
_OTHERS: dict[str, Callable[[Talkover, Ids], Awaitable[object]]] = {
    "callback_agents.list": lambda talkover, _: talkover.callback_agents.list().to_list(),
    "callback_agents.list_source_agents": lambda talkover, _: talkover.callback_agents.list_source_agents().to_list(),
    "callback_agents.stats": lambda talkover, _: talkover.callback_agents.stats(start_date=date(2026, 3, 1)),
    "callback_agents.get": lambda talkover, ids: talkover.callback_agents.get(ids.callback_agent),
    "callback_agents.check_constraints": lambda talkover, ids: talkover.callback_agents.check_constraints(
        ids.callback_agent, is_callback_agent=True, callback_source_agents=[ids.source_agent]
    ),
    "callback_agents.attach": lambda talkover, ids: talkover.callback_agents.attach(
        ids.callback_agent, source_agent_ids=[ids.source_agent]
    ),
    "callback_agents.update": lambda talkover, ids: talkover.callback_agents.update(
        ids.callback_agent, source_agent_ids=[ids.source_agent]
    ),
    "callback_agents.remove": lambda talkover, ids: talkover.callback_agents.remove(ids.callback_agent),
    "auto_topup.get_settings": lambda talkover, _: talkover.auto_topup.get_settings(),
    "auto_topup.update_settings": lambda talkover, ids: talkover.auto_topup.update_settings(
        threshold_amount=Decimal("50.5"), day_of_month=None, payment_method_id=ids.payment_method
    ),
    "auto_topup.test": lambda talkover, _: talkover.auto_topup.test(),
    "auto_topup.disable": lambda talkover, _: talkover.auto_topup.disable(),
    "auto_topup.list_history": lambda talkover, _: talkover.auto_topup.list_history(page_size=10).to_list(limit=2),
    "auto_topup.list_payment_methods": lambda talkover, _: talkover.auto_topup.list_payment_methods().to_list(),
    "account.get_user": lambda talkover, _: talkover.account.get_user(),
    "account.api_tokens.list": lambda talkover, _: talkover.account.api_tokens.list().to_list(),
    "account.api_tokens.create": lambda talkover, _: talkover.account.api_tokens.create(name="CI", abilities=["read"]),
    "account.api_tokens.delete": lambda talkover, ids: talkover.account.api_tokens.delete(ids.api_token),
    "account.credits.purchase": lambda talkover, _: talkover.account.credits.purchase(amount=100),
    "account.credits.balance": lambda talkover, _: talkover.account.credits.balance(),
}
CALLS: dict[str, Perform] = {name: _call(one) for name, one in {**_CALENDARS, **_OTHERS}.items()}
EXAMPLES = {**examples_calendars.PRINTED, **examples_account.PRINTED}
REPEATED = {
    "calendars.update",
    "calendars.members.update",
    "calendars.events.update",
    "calendars.availability.update_rule",
    "callback_agents.check_constraints",
    "callback_agents.update",
    "auto_topup.update_settings",
    "auto_topup.disable",
}
"""Writes that may be repeated: they set what they say, and nothing is made, moved or removed."""
NOT_REPEATED = {
    name
    for name in CALLS
    if name not in REPEATED
    and name.rpartition(".")[2].partition("_")[0]
    in {"create", "delete", "sync", "add", "remove", "connect", "disconnect", "attach", "test", "purchase"}
}
