"""Talkover's agents."""

import json
from datetime import timedelta

from telephony_clients.sandbox.collection import Collection, contains, equals
from telephony_clients.sandbox.laravel import PAGE, paginated
from telephony_clients.sandbox.records import NOW, Record, Store, zulu
from telephony_clients.sandbox.talkover.numbers import NUMBERS, SHORT, VOICES
from telephony_clients.sandbox.validator import one_of, text

DIRECTIONS = ("inbound", "outbound")
_ROLES = ("Sales", "Support", "Booking", "Survey", "Reminder", "Billing")
_AGENT = """{"id": "550e8400-e29b-41d4-a716-446655440000", "name": "SupportBot", "label": "Customer Support Agent",
    "description": "Handles customer inquiries and support requests", "language": "en-US", "voice":
        {"id": "voice-uuid", "name": "Bianca", "label": "Bianca Voice", "stability": 0.6, "similarity_boost": 0.98,
        "ambient_background": "office", "template": {"id": "voice-template-uuid", "name": "Bianca"}},
    "initial_message": "Hello, how can I help you today?", "interrupt_sensitivity": "medium",
    "conversation_speed": 1.0, "initial_message_delay": 0, "ask_if_human_present_on_idle": false,
    "direction": "inbound", "who_speaks_first": "agent", "current_status": "published", "is_sandbox": false,
    "is_ready_to_publish": true, "created_at": "2024-01-15T10:30:00Z", "updated_at": "2024-01-15T10:30:00Z",
    "trainings": [{"id": "training-uuid", "subject": "Product Knowledge",
        "instructions": "Learn about our product features and pricing", "current_status": "active",
        "created_at": "2024-01-15T10:30:00Z", "updated_at": "2024-01-15T10:30:00Z"}],
    "actions": [{"id": "action-uuid", "name": "Schedule Meeting", "label": "Schedule Meeting",
        "description": "Schedule a meeting with the customer", "type": "webhook",
        "input_schema": [{"name": "date", "type": "string", "required": true, "description": "Meeting date"}],
        "config": null, "action_trigger": null, "url": "https://api.example.com/schedule", "authorization_url": null,
        "current_status": "active", "created_at": "2024-01-15T10:30:00Z", "updated_at": "2024-01-15T10:30:00Z"}],
    "phone_numbers": []}"""
_DRAFT = {"voice": None, "initial_message": None, "current_status": "draft", "is_ready_to_publish": False}


def _agent(store: Store, index: int) -> Record:
    agent: Record = json.loads(_AGENT)
    rng, voices, born = store.rng("agent", index), VOICES.rows(store), NOW - timedelta(days=2 * index + 1)
    role, voice = rng.choice(_ROLES), voices[rng.randrange(len(voices))]
    dates = dict.fromkeys(("created_at", "updated_at"), zulu(born, micros=index % 4 == 1))
    agent["voice"] |= {"id": store.id("agent voice", index), "name": voice["name"], "label": f"{voice['name']} Voice"}
    agent["voice"]["template"] = {"id": voice["id"], "name": voice["name"]}
    agent["trainings"][0] |= {"id": store.id("training", index), **dates}
    agent["actions"][0] |= {"id": store.id("action", index), **dates}
    agent |= dates | {
        "id": store.id("agent", index),
        "name": f"{role}Bot {index + 1}",
        "label": f"{role} Agent",
        "description": f"Handles {role.lower()} requests" if (index + 1) % 3 else None,
        "language": voice["language"],
        "interrupt_sensitivity": rng.choice(("low", "medium", "high")),
        "conversation_speed": rng.choice((0.9, 1.0, 1.2)),
        "initial_message_delay": rng.choice((0, 0, 2)),
        "ask_if_human_present_on_idle": rng.choice((True, False)),
        "direction": rng.choice(DIRECTIONS),
        "who_speaks_first": rng.choice(("agent", "user")),
    }
    for number in NUMBERS.rows(store)[index : index + 1]:
        agent["phone_numbers"].append({name: number[name] for name in SHORT} | {"current_status": "active"})
    return agent if (index + 1) % 5 else agent | _DRAFT | {"trainings": [], "actions": []}


AGENTS = Collection(
    path="/agents",
    missing="Agent not found",
    make_up=lambda store, _: (_agent(store, index) for index in range(store.sizes["agents"])),
    filters={
        "status": equals("current_status", one_of("draft", "published")),
        "direction": equals("direction", one_of(*DIRECTIONS)),
        "language": equals("language", text()),
        "search": contains("name", "label"),
    },
    paging=paginated("meta", *PAGE),
)
