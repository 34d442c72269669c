"""What is done with Talkover's agents: settings, publishing, and what they cost."""

import json
from typing import Any

from telephony_clients.sandbox.collection import Target, Verb
from telephony_clients.sandbox.records import Record, only, without
from telephony_clients.sandbox.talkover.agents import AGENTS, BEHAVIOUR, CALLING, chosen_numbers, redraft, spoken
from telephony_clients.sandbox.talkover.numbers import VOICES
from telephony_clients.sandbox.validator import Field, between, flag, one_of, required, text
from telephony_clients.sandbox.wire import Reply

_KNOWLEDGE = {"description": required(text(5)), "initial_message": Field(text(5, 255)), **BEHAVIOUR}
_VOICE = {
    "voice_id": required(text()),
    "conversation_speed": required(between(1, 2)),
    "who_speaks_first": required(one_of("agent", "user")),
    **dict.fromkeys(("ambient_background", "language"), Field(text())),
    "ambient_volume": Field(between(0, 2)),
    **dict.fromkeys(("similarity", "stability"), Field(between(0.5, 1))),
}
_STATE = ("current_status", "is_ready_to_publish")
_CALLS_NEEDED, _DAYS = 700, 7
_PRICING = """{"agent_id": "550e8400-e29b-41d4-a716-446655440000", "currency": "USD", "components": {
    "voice_synthesis": {"unit": "per_minute", "price": 0.045, "tier": "high_fidelity"},
    "transcription": {"unit": "per_minute", "price": 0.012},
    "language_model": {"unit": "per_1k_tokens", "input_price": 0.0015, "output_price": 0.006}}, "transport": {
    "outbound": {"country_code": "US", "unit": "per_minute", "price": 0.018},
    "inbound": {"country_code": "US", "unit": "per_minute", "price": 0.0085}},
    "estimated_cost_per_minute": 0.0855, "calculated_at": "2024-01-15T10:30:00Z"}"""


def _told(target: Target, what: str, *names: str, **more: Any) -> Reply:
    """Answer an agent, in short where fields are named."""
    shown = only(target.record, "id name", *names, "updated_at") | more if names or more else target.record
    return target.success(shown, f"{what} successfully")


def _changed(target: Target, what: str, *names: str, **given: Any) -> Reply:
    redraft(target.store, target.record, **given)
    return _told(target, what, *names)


def _voice(target: Target) -> Reply:
    given = target.values
    template = target.need(VOICES.get(target.store, given["voice_id"]), 404, "Voice not found")
    settings = only(given, "stability ambient_background") | {"similarity_boost": given["similarity"]}
    voice = spoken(target.store.id("agent voice", target.record["id"]), template, **settings)
    return _changed(target, "Agent voice updated", **given, voice=voice)


def _calling(target: Target) -> Reply:
    numbers = None if target.values["phone_number_ids"] is None else chosen_numbers(target)
    redraft(target.store, target.record, direction=target.values["direction"], phone_numbers=numbers)
    shown = [without(one, "international_number") for one in target.record["phone_numbers"]]
    return _told(target, "Agent calling settings updated", "direction current_status", phone_numbers=shown)


def _publish(target: Target) -> Reply:
    target.need(target.record["is_ready_to_publish"], 422, "Agent is not ready to publish.")
    target.record.update(current_status="published", updated_at=target.now)
    return _told(target, "Agent published", *_STATE)


def _eligibility(target: Target) -> Record:
    calls = target.store.rng("recent calls", target.record["id"]).randint(300, 1100)
    shown = {"current_calls": calls, "required_calls": _CALLS_NEEDED, "threshold_days": _DAYS}
    missing = {"calls_remaining": _CALLS_NEEDED - calls} if calls < _CALLS_NEEDED else {}
    return {"eligible": not missing, **shown, **missing}


def _settings(target: Target) -> Record:
    return target.store.once(f"settings {target.record['id']}", lambda: {"enable_initial_message_cache": False})


def _advanced(target: Target) -> Reply:
    cached, figures, settings = target.values["enable_initial_message_cache"], _eligibility(target), _settings(target)
    message, code = "Agent does not meet the call volume threshold for optimized costs", "OPTIMIZED_COSTS_NOT_ELIGIBLE"
    details = only(figures, "current_calls required_calls threshold_days")
    target.need(figures["eligible"] or not cached, 422, message, code=code, details=details)
    if cached is not None:
        settings["enable_initial_message_cache"] = cached
        target.record["updated_at"] = target.now
    return _told(target, "Advanced settings updated", advanced_settings=settings)


def _pricing(target: Target) -> Reply:
    return target.success(json.loads(_PRICING) | {"agent_id": target.record["id"], "calculated_at": target.now})


def _summary(target: Target) -> Reply:
    price, cached = json.loads(_PRICING), _settings(target)["enable_initial_message_cache"]
    named = {"agent_id": target.record["id"], "voice_quality_tier": price["components"]["voice_synthesis"]["tier"]}
    shown = only(price, "currency estimated_cost_per_minute")
    return target.success(shown | named | {"optimized_costs_enabled": cached})


AGENT_CHANGES = AGENTS.with_verbs(
    {
        "PUT knowledge": Verb(lambda one: _changed(one, "Agent knowledge updated", **one.values), _KNOWLEDGE),
        "PUT voice": Verb(_voice, _VOICE),
        "PUT calling": Verb(_calling, CALLING),
        "PATCH advanced-settings": Verb(_advanced, {"enable_initial_message_cache": Field(flag)}),
        "POST publish": _publish,
        "POST unpublish": lambda target: _changed(target, "Agent unpublished", *_STATE),
        "GET optimized-costs-eligibility": lambda target: target.success(_eligibility(target)),
        "GET pricing": _pricing,
        "GET pricing/summary": _summary,
    }
)
