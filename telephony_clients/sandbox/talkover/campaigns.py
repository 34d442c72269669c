"""Talkover's campaigns: their lives, and the calls placed in them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from telephony_clients.sandbox.collection import EVERY, Collection, Target, Verb, contains, equals
from telephony_clients.sandbox.laravel import PAGE, paginated
from telephony_clients.sandbox.records import NOW, Record, Store, dates, only, phone, without, zulu
from telephony_clients.sandbox.talkover import progress
from telephony_clients.sandbox.talkover.agents import AGENTS
from telephony_clients.sandbox.talkover.calls import CALLS, OPTIONS, SHORT, set_out
from telephony_clients.sandbox.validator import (
    Field,
    day_text,
    e164,
    flag,
    hour,
    items,
    object_of,
    one_of,
    required,
    text,
    whole,
    whole_between,
    zone,
)
from telephony_clients.sandbox.wire import Reply

_STATUSES = ("draft", "active", "paused", "completed", "cancelled")
_TYPES = ("sales", "follow_up", "reminder", "custom")
_NEXT = {"draft": "active cancelled", "active": "paused completed cancelled", "paused": "active completed cancelled"}
_EVENTS = {"active": "campaign.started", "paused": "campaign.paused", "completed": "campaign.completed"}
_SCHEDULE = {"start_date", "end_date", "days_of_week", "call_time_ranges", "timezone"}
_WAITING = {"queued", "scheduled", *progress.ACTIVE}
_FIRST = """id name description status campaign_type start_date days_of_week earliest_call_time latest_call_time
    timezone agent_id initial_call_delay max_retries retry_cooldown_hours """
_LISTED = _FIRST + "agent stats created_at updated_at"
_OF_ONE = """enable_post_completion_cooldown post_completion_cooldown_hours success_cooldown_hours
    voicemail_cooldown_hours no_answer_cooldown_hours busy_cooldown_hours failed_cooldown_hours do_not_call_enabled
    do_not_call_list_source auto_add_to_dnc_enabled auto_dnc_trigger_statuses auto_dnc_trigger_errors agent calls files
    stats created_at updated_at"""
_WRITTEN = """id name description campaign_type status agent_id start_date end_date days_of_week call_time_ranges
    timezone max_retries retry_cooldown_hours do_not_call_enabled created_at updated_at"""
_COOLDOWN = Field(whole(1, 168), 24)
_FIELDS = {
    "name": required(text(1, 255)),
    "description": Field(text()),
    "campaign_type": required(one_of(*_TYPES)),
    "agent_id": required(text(1)),
    "start_date": required(day_text),
    "end_date": Field(day_text),
    "days_of_week": required(items(whole_between(1, 7), 1)),
    "call_time_ranges": required(items(object_of(dict.fromkeys(("start", "end"), required(hour))), 1)),
    "timezone": required(zone),
    "initial_call_delay": Field(whole(0), 0),
    "max_retries": Field(whole(0, 10), 3),
    "retry_cooldown_hours": _COOLDOWN,
    **dict.fromkeys(("auto_complete", "retry_on_no_conversion", "enable_post_completion_cooldown"), Field(flag, False)),
    "post_completion_cooldown_hours": Field(whole(1, 168), 168),
    **{f"{end}_cooldown_hours": _COOLDOWN for end in ("success", "voicemail", "no_answer", "busy", "failed")},
    "do_not_call_enabled": Field(flag, False),
    "do_not_call_list_source": Field(one_of("environment", "global", "custom")),
    "do_not_call_custom_list": Field(items(e164)),
    "auto_add_to_dnc_enabled": Field(flag, False),
    **dict.fromkeys(("auto_dnc_trigger_statuses", "auto_dnc_trigger_errors"), Field(items(text()), [])),
}


def _made_up(store: Store, _: Record) -> Iterable[Record]:
    agents = AGENTS.rows(store)
    for index, status in enumerate(("active", "paused", "draft", "completed", "cancelled", "active")):
        rng, born, kind = store.rng("campaign", index), NOW - timedelta(days=9 * index + 1), _TYPES[index % 4]
        agent = agents[rng.randrange(len(agents))]
        given: Record = {name: field.default for name, field in _FIELDS.items()}
        given |= {"name": f"{kind.replace('_', ' ').title()} {index + 1}", "campaign_type": kind, "timezone": "UTC"}
        given |= {"days_of_week": [1, 2, 3, 4, 5], "call_time_ranges": [{"start": "09:00", "end": "17:00"}]}
        given |= {"agent_id": agent["id"], "start_date": f"{born:%Y-%m-%d}", "status": status, "calls": []}
        ended = [] if status == "draft" else rng.choices(("completed", "failed", "no-answer"), (8, 1, 1), k=8)
        for at, one in enumerate(ended):
            called = {"id": store.id("campaign call", index, at), "to": phone(rng), "status": one, "retries": 0}
            given["calls"].append(called | {"created_at": zulu(born + timedelta(hours=at))})
        yield _record(store.id("campaign", index), agent, given, zulu(born))


def _record(campaign_id: str, agent: Record, values: Mapping[str, Any], born: str) -> Record:
    own = {"id": campaign_id, "status": "draft", "agent": only(agent, SHORT)}
    return own | {"calls": [], "files": [], "seconds": [], **values, **dates(born)}


def _shown(campaign: Record, *names: str) -> Record:
    hours, statuses = campaign["call_time_ranges"], [call["status"] for call in campaign["calls"]]
    done, failed = statuses.count("completed"), sum(one in progress.UNANSWERED for one in statuses)
    rate = round(100 * done / len(statuses), 1) if statuses else 0.0
    first, last = min(one["start"] for one in hours), max(one["end"] for one in hours)
    shown = campaign | {"earliest_call_time": f"{first}:00", "latest_call_time": f"{last}:00"}
    figures = {"total_calls": len(statuses), "completed_calls": done, "failed_calls": failed, "success_rate": rate}
    return only(shown | {"stats": figures}, *names)


def _single(target: Target) -> Record:
    shown, seconds = _shown(target.record, _FIRST, _OF_ONE), target.record["seconds"]
    average = {"average_duration": round(sum(seconds) / len(seconds)) if seconds else 0}
    calls = [without(one, "campaign_id", "scheduled_at") for one in shown["calls"]]
    return shown | {"calls": calls, "stats": shown["stats"] | average}


def _check(target: Target, values: Mapping[str, Any]) -> Record:
    """Look at what no field tells alone, and give the campaign's agent."""
    agent, wrong = AGENTS.get(target.store, values["agent_id"]), {}
    if agent is None:
        wrong["agent_id"] = "The selected agent id is invalid."
    if values["end_date"] is not None and values["end_date"] <= values["start_date"]:
        wrong["end_date"] = "The end date must be a date after start date."
    for place, hours in enumerate(values["call_time_ranges"]):
        if hours["end"] <= hours["start"]:
            name = f"call time ranges.{place}"
            wrong[f"call_time_ranges.{place}.end"] = f"The {name}.end must be a date after {name}.start."
    target.valid(not wrong, **wrong)
    return agent or {}


def _create(target: Target) -> Record:
    agent = _check(target, target.values)
    campaign = _record(target.store.next_id("campaign"), agent, target.values, target.now)
    _happen(target.store, "campaign.created", campaign)
    return campaign


def _change(target: Target) -> None:
    campaign, values = target.record, target.values
    agent = _check(target, {**campaign, **values})
    if _SCHEDULE & values.keys():
        message, code = "The schedule cannot change while calls are queued", "CAMPAIGN_HAS_ACTIVE_CALLS"
        target.need(not _WAITING & {one["status"] for one in campaign["calls"]}, 409, message, code=code)
    campaign |= {**values, "agent": only(agent, SHORT), "updated_at": target.now}
    _happen(target.store, "campaign.updated", campaign)


def _change_status(target: Target) -> Reply:
    campaign, old, new = target.record, target.record["status"], target.values["status"]
    target.need(new in _NEXT.get(old, "").split(), 400, f"Cannot transition from {old} to {new} status")
    campaign |= {"status": new, "updated_at": target.now}
    if new in _EVENTS:
        _happen(target.store, _EVENTS[new], campaign)
    return target.success(only(campaign, "id status updated_at"), "Campaign status updated successfully")


def _before_delete(target: Target) -> None:
    target.need(target.record["status"] != "active", 403, "Cannot delete active campaign")
    active = any(one["status"] in progress.ACTIVE for one in target.record["calls"])
    target.need(not active, 409, "Campaign has active calls in progress")


def _call(target: Target) -> Reply:
    campaign, values, store, to = target.record, target.values, target.store, target.values["to"]
    target.need(campaign["status"] == "active", 400, "Campaign is not active")
    twin = next((one for one in campaign["calls"] if one["to"] == to and one["status"] in _WAITING), None)
    if twin is not None and not values["allow_duplicates"]:
        existing = only(twin, "id campaign_id to status created_at")
        message = "A call to this number already exists in this campaign"
        raise target.refusal(409, message, existing_call=existing)
    agent = AGENTS.get(store, campaign["agent_id"]) or campaign["agent"]
    course = set_out(store, agent, to, values, timedelta(seconds=campaign["initial_call_delay"]))
    course.campaign, course.begin = campaign, lambda call: CALLS.rows(store).insert(0, call)
    named = {"id": course.call["id"], "campaign_id": campaign["id"], "to": to, "status": "queued", "retries": 0}
    course.queued = named | {"scheduled_at": zulu(course.due), "created_at": target.now}
    campaign["calls"].append(course.queued)
    _happen(store, "campaign_call.queued", campaign, call_id=course.call["id"], to=to, context=values["context"])
    shown = {"campaign_call": without(course.queued, "retries"), "campaign": only(campaign, "id name status")}
    return Reply(shown, 201)


def _happen(store: Store, event: str, campaign: Record, **more: Any) -> None:
    payload = {"event": event, "campaign_id": campaign["id"], "campaign_name": campaign["name"], **more}
    progress.present(store).happenings.append({**payload, "status": campaign["status"], "timestamp": zulu(store.now)})


CAMPAIGNS = Collection(
    path="/campaigns",
    operations=EVERY,
    make_up=_made_up,
    filters={
        "status": equals("status", one_of(*_STATUSES)),
        "campaign_type": equals("campaign_type", one_of(*_TYPES)),
        "agent_id": equals("agent_id", text()),
        **only(CALLS.filters, "date_from date_to"),
        "search": contains("name", "description"),
    },
    paging=paginated("pagination", *PAGE, "from", "to"),
    shape=lambda campaigns: [_shown(campaign, _LISTED) for campaign in campaigns],
    show=_single,
    written=lambda campaign: _shown(campaign, _WRITTEN),
    fields=_FIELDS,
    create=_create,
    change=_change,
    before_delete=_before_delete,
    messages={"delete": "Campaign deleted successfully"},
    verbs={
        "PATCH status": Verb(_change_status, {"status": required(one_of(*_STATUSES))}),
        "POST call": Verb(_call, {"to": required(e164), **OPTIONS, "allow_duplicates": Field(flag, False)}),
    },
)
