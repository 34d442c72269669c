"""What is done with Talkover's agents: settings, the flow of their talk, publishing, and what they cost."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from telephony_clients.sandbox.collection import Target, Verb
from telephony_clients.sandbox.records import Record, only, without
from telephony_clients.sandbox.talkover.agents import AGENTS, BEHAVIOUR, CALLING, chosen_numbers, redraft, spoken
from telephony_clients.sandbox.talkover.numbers import VOICES
from telephony_clients.sandbox.validator import Field, between, flag, mapping, one_of, required, text
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
_FLOW = {"conversation_mode": required(one_of("llm_driven", "flow_driven")), "flow_config": Field(mapping)}
_NODES = ("say", "ask", "decision", "action", "transfer", "end")
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


def _summary(target: Target) -> Reply:
    price, cached = json.loads(_PRICING), _settings(target)["enable_initial_message_cache"]
    named = {"agent_id": target.record["id"], "voice_quality_tier": price["components"]["voice_synthesis"]["tier"]}
    shown = only(price, "currency estimated_cost_per_minute")
    return target.success(shown | named | {"optimized_costs_enabled": cached})


def _next(node: Record) -> list[str]:
    """Give the ids that a node leads to."""
    branches = [one for one in node.get("branches") or () if isinstance(one, dict)]
    return [str(one["next"]) for one in (node, *branches) if one.get("next") is not None]


def _problems(config: Record) -> Iterator[str]:
    nodes = [one for one in config.get("nodes") or () if isinstance(one, dict)]
    by_id, start = {str(one.get("id")): one for one in nodes}, str(config.get("initial_node_id"))
    if start not in by_id:
        yield f"initial_node_id '{start}' not found in nodes"
    names = [str(one.get("id")) for one in nodes]
    yield from (f"Duplicate node id: '{name}'" for name in by_id if names.count(name) > 1)
    for name, node in by_id.items():
        if node.get("type") not in _NODES:
            yield f"Node '{name}' has unknown type '{node.get('type')}'"
        missing = [other for other in _next(node) if other not in by_id]
        yield from (f"Node '{name}' references unknown next node '{other}'" for other in missing)
    reached = _reached(by_id, start) if start in by_id else by_id
    yield from (f"Node '{name}' is unreachable" for name in by_id if name not in reached)


def _reached(by_id: Mapping[str, Record], start: str) -> set[str]:
    reached, waiting = set[str](), [start]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += _next(by_id.get(name, {}))
    return reached


def _flow(target: Target) -> Record:
    """Give an agent's flow; the newest of its versions comes first."""
    flow: Record = {"conversation_mode": "llm_driven", "flow_config": None, "versions": []}
    return target.store.once(f"flow {target.record['id']}", lambda: flow)


def _flow_shown(target: Target) -> Reply:
    return target.success(only(_flow(target), "conversation_mode flow_config"))


def _replace(target: Target) -> Reply:
    flow, config = _flow(target), target.values["flow_config"] or {}
    if target.values["conversation_mode"] == "flow_driven":
        target.valid(target.values["flow_config"] is not None, flow_config="The flow config field is required.")
        problems = list(_problems(config))
        target.need(not problems, 422, "Flow validation failed", errors=problems)
    versions = [one | {"is_current": False} for one in flow["versions"]]
    number = (config.get("meta") or {}).get("version") or f"1.{len(versions)}.0"
    version = {"id": target.store.next_id("flow version"), "version": number}
    newest = {**version, "created_at": target.now, "is_current": True}
    flow.update(target.values, versions=[newest, *versions])
    return _flow_shown(target)


def _validate(target: Target) -> Reply:
    if problems := list(_problems(target.values["flow_config"])):
        return Reply({"success": False, "errors": problems}, 422)  # the page states no status
    return target.success(None, "Flow is valid")


AGENT_CHANGES = AGENTS.with_verbs(
    {
        "PUT knowledge": Verb(lambda one: _changed(one, "Agent knowledge updated", **one.values), _KNOWLEDGE),
        "PUT voice": Verb(_voice, _VOICE),
        "PUT calling": Verb(_calling, CALLING),
        "PATCH advanced-settings": Verb(_advanced, {"enable_initial_message_cache": Field(flag)}),
        "POST publish": _publish,
        "POST unpublish": lambda target: _changed(target, "Agent unpublished", *_STATE),
        "GET optimized-costs-eligibility": lambda target: target.success(_eligibility(target)),
        "GET pricing": lambda one: one.success(
            json.loads(_PRICING) | {"agent_id": one.record["id"], "calculated_at": one.now}
        ),
        "GET pricing/summary": _summary,
        "GET flow": _flow_shown,
        "PUT flow": Verb(_replace, _FLOW),
        "POST flow/validate": Verb(_validate, {"flow_config": required(mapping)}),
        "GET flow/versions": lambda target: target.success(only(_flow(target), "versions")),
    }
)
