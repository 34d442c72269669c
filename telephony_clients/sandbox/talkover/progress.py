"""Calls on their way: what was placed rings, is answered and ends as the sandbox's clock goes on."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import attrs

from telephony_clients.sandbox.records import Record, Store, zulu

ACTIVE = ("initiated", "ringing", "answered")
UNANSWERED = ("busy", "failed", "no-answer")
_EVENTS = {
    "initiated": ("event_phone_call_started",),
    "answered": ("event_phone_call_connected", "event_conversation_started"),
    "completed": (
        *("event_conversation_ended", "event_phone_call_ended"),
        *("event_recording", "event_call_transcript", "event_call_report"),
    ),
    **dict.fromkeys(UNANSWERED, ("event_phone_call_did_not_connect",)),
}
_OF_CAMPAIGN = {"initiated": "started", "completed": "completed", **dict.fromkeys(UNANSWERED, "failed")}
_RINGS, _ANSWERED, _GIVEN_UP = timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=20)


@attrs.frozen
class Happening:
    """Something that webhooks may tell.

    Args:
        event: its name.
        payload: what is told of it.
        agent_id: the agent whose webhooks may tell it, None for none.
        campaign_id: the campaign whose webhooks may tell it, None for none.
    """

    event: str
    payload: Record
    agent_id: str | None = None
    campaign_id: str | None = None


@attrs.define
class Course:
    """One call's way.

    Args:
        call: as lists show it.
        context: what its webhooks hand back.
        due: when the next step is.
        steps: the statuses to come, each with the time from it to the next.
        queued: its entry in a campaign, None without one.
        campaign: that campaign.
        begin: called when the call begins, to list it.
    """

    call: Record
    context: Any
    due: datetime
    steps: list[tuple[str, timedelta]]
    queued: Record | None = None
    campaign: Record | None = None
    begin: Callable[[Record], None] | None = None

    @property
    def held(self) -> bool:
        """Whether it waits for its campaign to be active."""
        waits = self.campaign is not None and self.campaign["status"] != "active"
        return waits and self.steps[0][0] == "initiated"


def happenings(store: Store) -> list[Happening]:
    """Give what has happened and was not told yet."""
    return store.once("happenings", list)


def outcomes(store: Store) -> dict[str, str]:
    """Give how calls to some numbers end; all others are completed."""
    return store.once("outcomes", dict)


def under_way(store: Store) -> list[Course]:
    """Give the calls that have not ended, oldest first."""
    return store.once("under way", list)


def later(store: Store, at: datetime, act: Callable[[], None]) -> None:
    """Have something done when the clock has come so far."""
    _to_do(store).append((at, act))


def _to_do(store: Store) -> list[tuple[datetime, Callable[[], None]]]:
    return store.once("to do", list)


def steps(store: Store, to: str, serial: int) -> list[tuple[str, timedelta]]:
    """Plan a call: how it ends is what `outcomes` says, how long it takes is made up."""
    talk = timedelta(seconds=store.rng("talk", serial).randint(20, 180))
    outcome = outcomes(store).get(to, "completed")
    if outcome in UNANSWERED:
        return [("initiated", _RINGS), ("ringing", _GIVEN_UP), (outcome, timedelta())]
    return [("initiated", _RINGS), ("ringing", _ANSWERED), ("answered", talk), ("completed", timedelta())]


def advance(store: Store) -> None:
    """Take every call as far as it has got by now, and do what was to be done by then."""
    now, courses, to_do = store.now, under_way(store), _to_do(store)
    for one in [one for one in to_do if one[0] <= now]:
        to_do.remove(one)
        one[1]()
    for course in courses:
        if course.held:
            course.due = max(course.due, now)
        while course.steps and course.due <= now and not course.held:
            status, lasts = course.steps.pop(0)
            _reach(store, course, status, course.due)
            course.due += lasts
    courses[:] = [course for course in courses if course.steps]


def end(store: Store, course: Course) -> None:
    """Hang up now."""
    course.steps.clear()
    under_way(store).remove(course)
    _reach(store, course, "completed", store.now)


def _reach(store: Store, course: Course, status: str, at: datetime) -> None:
    call = course.call
    if status == "initiated":
        call["created_at"] = zulu(at) if course.begin else call["created_at"]
        if course.begin:
            course.begin(call)
    if status == "completed" and call["status"] == "answered":
        call["duration"] = round((at - datetime.fromisoformat(call["updated_at"])).total_seconds())
    call |= {"status": status, "updated_at": zulu(at)}
    if course.queued is not None:
        course.queued["status"] = status
    if course.campaign is not None and status == "completed":
        course.campaign["seconds"].append(call["duration"])
    _tell(store, course, status)


def _tell(store: Store, course: Course, status: str) -> None:
    call, campaign = course.call, course.campaign
    agent_id, campaign_id = call["agent"]["id"], None if campaign is None else campaign["id"]
    told = {"call_id": call["id"], "agent_id": agent_id, "to": call["to"], "from": call["from"], "status": status}
    told |= {"duration": call["duration"], "context": course.context, "timestamp": call["updated_at"]}
    if campaign_id is not None:
        told["campaign_id"] = campaign_id
    for event in _EVENTS.get(status, ()):
        happenings(store).append(Happening(event, {"event": event, **told}, agent_id, campaign_id))
    if campaign_id is not None and status in _OF_CAMPAIGN:
        event = f"campaign_call.{_OF_CAMPAIGN[status]}"
        happenings(store).append(Happening(event, {"event": event, **told}, None, campaign_id))
