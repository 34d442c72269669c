"""Talkover's agents."""

import json
from copy import deepcopy
from datetime import timedelta
from typing import Any

from telephony_clients.sandbox.collection import WRITES, Collection, Target, contains, equals
from telephony_clients.sandbox.laravel import PAGE, paginated
from telephony_clients.sandbox.records import NOW, Record, Store, dates, only, zulu
from telephony_clients.sandbox.talkover import progress
from telephony_clients.sandbox.talkover.numbers import NUMBERS, SHORT, VOICES
from telephony_clients.sandbox.validator import Field, between, flag, items, one_of, required, text, whole

DIRECTIONS = ("inbound", "outbound")
_BEHAVIOUR = {
    "interrupt_sensitivity": required(one_of("low", "medium", "high")),
    "ask_if_human_present_on_idle": required(flag),
    "llm_temperature": required(between(0, 2)),
    "initial_message_delay": required(whole(0, 60)),
}
CALLING = {"direction": required(one_of(*DIRECTIONS)), "phone_number_ids": Field(items(text(1)))}
KNOWLEDGE = {"description": required(text(5)), "initial_message": Field(text(5, 255)), **_BEHAVIOUR}
VOICE = {
    "voice_id": required(text()),
    "conversation_speed": required(between(1, 2)),
    "who_speaks_first": required(one_of("agent", "user")),
    **dict.fromkeys(("ambient_background", "language"), Field(text())),
    "ambient_volume": Field(between(0, 2)),
    **dict.fromkeys(("similarity", "stability"), Field(between(0.5, 1))),
}
_LANGUAGES = "pt-BR pt-PT en-US en-CA es-ES fr-FR de-DE it-IT nl-NL ja-JP ko-KR zh-TW"
_FIELDS = {
    **dict.fromkeys(("label", "name"), required(text(1, 255))),
    **dict.fromkeys(("description", "initial_message"), Field(text())),
    "language": required(one_of(*_LANGUAGES.split())),
    **dict.fromkeys(("endpointing_sensitivity", "ivr_navigation_mode"), required(text(1, 255))),
    "conversation_speed": required(between(0.1, 3.0)),
    "idle_time_seconds": required(whole(1, 300)),  # the field table says 60, the page's own error 300
    "max_idle_check_count": Field(whole(1, 10)),
    "max_call_duration_seconds": Field(whole(1, 3600)),
    "say_goodbye_on_max_duration": Field(flag),
    "user_inactivity_timeout_seconds": Field(whole(5, 120)),
    "initial_idle_time_seconds": Field(whole(1, 60)),
    "initial_max_idle_check_count": Field(whole(0, 10)),
    "enable_recording": required(flag),
    "who_speaks_first": required(one_of("agent", "user")),
    **_BEHAVIOUR,
    **CALLING,
}
_ROLES = ("Sales", "Support", "Booking", "Survey", "Reminder", "Billing")
_AGENT = """{"id": "550e8400-e29b-41d4-a716-446655440000", "name": "SupportBot", "label": "Customer Support Agent",
    "description": "Handles customer inquiries and support requests", "language": "en-US", "voice": null,
    "initial_message": "Hello, how can I help you today?", "interrupt_sensitivity": "medium",
    "conversation_speed": 1.0, "initial_message_delay": 0, "ask_if_human_present_on_idle": false,
    "direction": "inbound", "who_speaks_first": "agent", "current_status": "published", "is_sandbox": false,
    "is_ready_to_publish": true, "created_at": "2024-01-15T10:30:00Z", "updated_at": "2024-01-15T10:30:00Z",
    "trainings": [{"id": "training-uuid", "subject": "Product Knowledge",
        "instructions": "Learn about our product features and pricing", "current_status": "active"}],
    "actions": [{"id": "action-uuid", "name": "Schedule Meeting", "label": "Schedule Meeting",
        "description": "Schedule a meeting with the customer", "type": "webhook",
        "input_schema": [{"name": "date", "type": "string", "required": true, "description": "Meeting date"}],
        "config": null, "action_trigger": null, "url": "https://api.example.com/schedule", "authorization_url": null,
        "current_status": "active"}],
    "phone_numbers": []}"""
_DRAFT = {"voice": None, "initial_message": None, "current_status": "draft", "is_ready_to_publish": False}
_UNTAUGHT: Record = {"trainings": [], "actions": []}


def _agent(store: Store, index: int) -> Record:
    agent: Record = json.loads(_AGENT)
    rng, voices, born = store.rng("agent", index), VOICES.rows(store), NOW - timedelta(days=2 * index + 1)
    role, voice = rng.choice(_ROLES), voices[rng.randrange(len(voices))]
    dated = dates(zulu(born, micros=index % 4 == 1))
    for kind in ("training", "action"):
        agent[f"{kind}s"][0] |= {"id": store.id(kind, index), **dated}
    about = f"Handles {role.lower()} requests" if (index + 1) % 3 else None
    agent |= {**dated, "id": store.id("agent", index), "name": f"{role}Bot {index + 1}", "label": f"{role} Agent"}
    agent |= {"description": about, "language": voice["language"]}
    agent["voice"] = voiced(store.id("agent voice", index), voice)
    agent["interrupt_sensitivity"] = rng.choice(("low", "medium", "high"))
    agent |= {"conversation_speed": rng.choice((0.9, 1.0, 1.2)), "initial_message_delay": rng.choice((0, 0, 2))}
    agent |= {"ask_if_human_present_on_idle": rng.choice((True, False)), "direction": rng.choice(DIRECTIONS)}
    agent["who_speaks_first"] = rng.choice(("agent", "user"))
    agent["phone_numbers"] = [_in_short(number) for number in NUMBERS.rows(store)[index : index + 1]]
    return agent if (index + 1) % 5 else agent | _DRAFT | deepcopy(_UNTAUGHT)


def voiced(voice_id: str, template: Record, **settings: Any) -> Record:
    """Make an agent's voice of a template."""
    named = {"id": voice_id, "name": template["name"], "label": f"{template['name']} Voice"}
    usual = {"stability": 0.6, "similarity_boost": 0.98, "ambient_background": "office"}
    return {**named, **usual, **settings, "template": only(template, "id name")}


def _in_short(number: Record) -> Record:
    return only(number, SHORT) | {"current_status": "active"}


def chosen_numbers(target: Target) -> list[Record]:
    """Give the numbers that a body names, in short, or refuse one that is not there."""
    found = [NUMBERS.get(target.store, one) for one in target.values["phone_number_ids"] or ()]
    wrong = [f"phone_number_ids.{place}" for place, one in enumerate(found) if one is None][:1]
    target.valid(not wrong, **{place: f"The selected {place} is invalid." for place in wrong})
    return [_in_short(number) for number in found if number]


def redraft(store: Store, agent: Record, **given: Any) -> None:
    """Write into an agent and make it a draft again; no page tells what makes one ready: here its first change does."""
    agent.update({name: value for name, value in given.items() if value is not None and name in agent})
    agent.update(current_status="draft", is_ready_to_publish=True, updated_at=zulu(store.now))


def _create(target: Target) -> Record:
    agent: Record = json.loads(_AGENT) | _DRAFT | deepcopy(_UNTAUGHT) | dates(target.now)
    agent |= {name: value for name, value in target.values.items() if name in agent}
    return agent | {"id": target.store.next_id("agent"), "phone_numbers": chosen_numbers(target)}


def _before_delete(target: Target) -> None:
    agent, under_way = target.record, progress.present(target.store).courses
    calling = any(one.call["agent"]["id"] == agent["id"] and not one.held for one in under_way)
    target.need(not calling, 409, "Cannot delete agent while it has active calls.")
    target.need(agent["current_status"] != "published", 409, "Cannot delete a published agent. Unpublish it first.")


AGENTS = Collection(
    path="/agents",
    operations=["list", "get", "create", "delete"],
    make_up=lambda store, _: (_agent(store, index) for index in range(store.sizes["agents"])),
    filters={
        "status": equals("current_status", one_of("draft", "published")),
        "direction": equals("direction", one_of(*DIRECTIONS)),
        "language": equals("language", text()),
        "search": contains("name", "label"),
    },
    paging=paginated("meta", *PAGE),
    fields=_FIELDS,
    create=_create,
    before_delete=_before_delete,
    messages={one: f"Agent {one}d successfully" for one in WRITES},
)


def is_in_use(store: Store, number_id: str) -> bool:
    """Tell whether a published agent has a number."""
    live = [agent for agent in AGENTS.rows(store) if agent["current_status"] == "published"]
    return any(number["id"] == number_id for agent in live for number in agent["phone_numbers"])
