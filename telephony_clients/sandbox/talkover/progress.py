"""Calls on their way: what was placed rings, is answered and ends as the sandbox's clock goes on."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import attrs

from telephony_clients.sandbox.records import Record, Store, only, zulu

ACTIVE = ("initiated", "ringing", "answered")
UNANSWERED = ("busy", "failed", "no-answer")
_EVENTS = {
    "initiated": "phone_call_started",
    "answered": "phone_call_connected conversation_started",
    "completed": "conversation_ended phone_call_ended recording call_transcript call_report",
    **dict.fromkeys(UNANSWERED, "phone_call_did_not_connect"),
}
_OF_CAMPAIGN = {"initiated": "started", "completed": "completed", **dict.fromkeys(UNANSWERED, "failed")}
_RINGS, _ANSWERED, _GIVEN_UP = timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=20)


@attrs.define
class Course:
    """One call's way: the statuses to come, each with the time from it to the next, and when the first of them is due.

    Without a campaign, `queued`, its entry there, is empty, and nothing has to `begin`: the call is listed already.
    """

    call: Record
    context: Any
    due: datetime
    steps: list[tuple[str, timedelta]]
    queued: Record = attrs.Factory(dict)
    campaign: Record = attrs.Factory(dict)
    begin: Callable[[Record], None] | None = None

    @property
    def held(self) -> bool:
        """Whether it waits for its campaign to be active."""
        return self.campaign.get("status", "active") != "active" and self.steps[0][0] == "initiated"


@attrs.define
class Present:
    """What goes on: how calls to some numbers end, the calls under way, and the bodies that webhooks may tell."""

    outcomes: dict[str, str] = attrs.Factory(dict)
    courses: list[Course] = attrs.Factory(list)
    happenings: list[Record] = attrs.Factory(list)


def present(store: Store) -> Present:
    """Give what goes on."""
    return store.once("present", Present)


def steps(store: Store, to: str, serial: int) -> list[tuple[str, timedelta]]:
    """Plan a call: how it ends is what `Present.outcomes` says, how long it takes is made up."""
    outcome, talk = present(store).outcomes.get(to), timedelta(seconds=store.rng("talk", serial).randint(20, 180))
    if outcome in UNANSWERED:
        return [("initiated", _RINGS), ("ringing", _GIVEN_UP), (outcome, timedelta())]
    return [("initiated", _RINGS), ("ringing", _ANSWERED), ("answered", talk), ("completed", timedelta())]


def advance(store: Store) -> None:
    """Take every call as far as it has got by now."""
    now, at = store.now, present(store)
    for course in at.courses:
        if course.held:
            course.due = max(course.due, now)
        while course.steps and course.due <= now and not course.held:
            status, lasts = course.steps.pop(0)
            _reach(at, course, status, course.due)
            course.due += lasts
    at.courses[:] = [course for course in at.courses if course.steps]


def end(store: Store, course: Course) -> None:
    """Hang up now."""
    present(store).courses.remove(course)
    _reach(present(store), course, "completed", store.now)


def _reach(at: Present, course: Course, status: str, when: datetime) -> None:
    call, campaign, campaign_id = course.call, course.campaign, course.campaign.get("id")
    if status == "initiated" and course.begin:
        call["created_at"] = zulu(when)
        course.begin(call)
    if status == "completed" and call["status"] == "answered":
        call["duration"] = round((when - datetime.fromisoformat(call["updated_at"])).total_seconds())
        campaign.setdefault("seconds", []).append(call["duration"])
    call |= {"status": status, "updated_at": zulu(when)}
    course.queued["status"] = status
    payload = {"call_id": call["id"], "agent_id": call["agent"]["id"], **only(call, "to from status duration")}
    payload |= {"context": course.context, "timestamp": call["updated_at"]}
    payload |= {"campaign_id": campaign_id} if campaign_id else {}
    events = [f"event_{name}" for name in _EVENTS.get(status, "").split()]
    if campaign_id and status in _OF_CAMPAIGN:
        events.append(f"campaign_call.{_OF_CAMPAIGN[status]}")
    at.happenings += [{"event": event, **payload} for event in events]
