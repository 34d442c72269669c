"""What is done with Talkover's agents: settings, skills, the flow of their talk, publishing, and what they cost."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from telephony_clients.sandbox.collection import Collection, Target, Verb
from telephony_clients.sandbox.records import Record, dates, only, without
from telephony_clients.sandbox.talkover.agents import AGENTS, CALLING, KNOWLEDGE, VOICE, chosen_numbers, redraft, voiced
from telephony_clients.sandbox.talkover.numbers import VOICES
from telephony_clients.sandbox.validator import Field, e164, flag, items, mapping, one_of, required, text, url, whole
from telephony_clients.sandbox.wire import Reply

_FLOW = {"conversation_mode": required(one_of("llm_driven", "flow_driven")), "flow_config": Field(mapping)}
_TALK = "conversation_mode flow_config"
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
_STATUS = Field(one_of("active", "inactive"), "active")
_TRAINING = {
    "node_id": Field(text()),
    "subject": required(text(1, 255)),
    "instructions": required(text()),
    "current_status": _STATUS,
}
_ACTION = {
    "node_id": required(text()),
    "name": required(text(1, 255)),
    "description": required(text()),
    "type": required(one_of("webhook", "transfer", "hold", "external")),
    "inputs": Field(items(mapping)),
    "integration": Field(mapping),
    **dict.fromkeys(("url", "authorization_url"), Field(url)),
    "authorization_scheme": Field(one_of("none", "bearer", "basic", "api_key", "custom"), "none"),
    "custom_headers": Field(items(mapping)),
    **dict.fromkeys(("speak_on_send", "speak_on_receive"), Field(text())),
    "execution_mode": Field(one_of("during_call", "post_call"), "during_call"),
    "hold_duration": Field(whole(0)),
    "transfer_to": Field(e164),
    "current_status": _STATUS,
}
_INTEGRATION = ("identifier", "display_name", "category", "description", "icon_url")
_INTEGRATIONS = (
    ("calendar", "Calendar", "scheduling", "Create events on a connected calendar during a call."),
    ("email-calendar", "Email + Calendar Invite", "scheduling", "Send a calendar invite via email after the call."),
    ("crm", "CRM Sync", "data", "Push call summary and outcome to your CRM."),
)
_ICON = "https://app.talkover.ai/integrations/icons/{}.svg"
_SHOWN = "name label description type input_schema config action_trigger url authorization_url"
_VALUES = {
    "transfer_to": {"type": "string", "required": True, "description": "Transfer to"},
    "hold_duration": {"type": "integer", "required": True, "description": "Hold duration in seconds"},
}
"""What stands among an action's inputs, though it is not written there."""


def _answer(target: Target, what: str, *names: str, **more: Any) -> Reply:
    """Answer an agent, in short where fields are named."""
    shown = only(target.record, "id name", *names, "updated_at") | more if names or more else target.record
    return target.success(shown, f"{what} successfully")


def _changed(target: Target, what: str, *names: str, **given: Any) -> Reply:
    redraft(target.store, target.record, **given)
    return _answer(target, what, *names)


def _voice(target: Target) -> Reply:
    given = target.values
    template = target.need(VOICES.get(target.store, given["voice_id"]), 404, "Voice not found")
    settings = only(given, "stability ambient_background") | {"similarity_boost": given["similarity"]}
    voice = voiced(target.store.id("agent voice", target.record["id"]), template, **settings)
    return _changed(target, "Agent voice updated", **given, voice=voice)


def _calling(target: Target) -> Reply:
    numbers = None if target.values["phone_number_ids"] is None else chosen_numbers(target)
    redraft(target.store, target.record, direction=target.values["direction"], phone_numbers=numbers)
    shown = [without(one, "international_number") for one in target.record["phone_numbers"]]
    return _answer(target, "Agent calling settings updated", "direction current_status", phone_numbers=shown)


def _publish(target: Target) -> Reply:
    target.need(target.record["is_ready_to_publish"], 422, "Agent is not ready to publish.")
    target.record.update(current_status="published", updated_at=target.now)
    return _answer(target, "Agent published", *_STATE)


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
    return _answer(target, "Advanced settings updated", advanced_settings=settings)


def _summary(target: Target) -> Record:
    price, cached = json.loads(_PRICING), _settings(target)["enable_initial_message_cache"]
    named = {"agent_id": target.record["id"], "voice_quality_tier": price["components"]["voice_synthesis"]["tier"]}
    return only(price, "currency estimated_cost_per_minute") | named | {"optimized_costs_enabled": cached}


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


def _replace(target: Target) -> Record:
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
    return only(flow, _TALK)


def _validate(target: Target) -> Reply:
    if problems := list(_problems(target.values["flow_config"])):
        return Reply({"success": False, "errors": problems}, 422)  # the page states no status
    return target.success(None, "Flow is valid")


def _action(given: Mapping[str, Any]) -> Record:
    values = [{"name": name, **what, "value": given[name]} for name, what in _VALUES.items() if given[name] is not None]
    made = {"label": given["name"], "input_schema": [*(given["inputs"] or ()), *values]}
    return only({"config": None, "action_trigger": None, **given, **made}, _SHOWN)


def _put(kind: str, shape: Callable[[Mapping[str, Any]], Record], target: Target) -> Record:
    """Make a record, or the one of the same node anew; either stands first, and the agent becomes a draft."""
    agent, given, store = target.owner, target.values, target.store
    node, dated = given["node_id"], dates(target.now)
    record_id = store.next_id(kind) if node is None else store.id(kind, agent["id"], node)
    for old in [one for one in target.rows if one["id"] == record_id]:
        target.rows.remove(old)
        dated |= only(old, "created_at")
    redraft(store, agent)
    return {"id": record_id, **shape(given), **only(given, "current_status"), **dated}


def _skills(kind: str, shape: Callable[[Mapping[str, Any]], Record], fields: Mapping[str, Field]) -> Collection:
    return Collection(
        path=f"/agents/{{agent}}/{kind}s",
        owner=AGENTS,
        within=f"{kind}s",
        operations=["list", "create", "delete"],
        fields=fields,
        create=partial(_put, kind, shape),
        created=200,
        before_delete=lambda skill: redraft(skill.store, skill.owner),
        messages={"create": f"Agent {kind} updated successfully", "delete": f"Agent {kind} deleted successfully"},
    )


AGENT_CHANGES = AGENTS.with_verbs(
    {
        "PUT knowledge": Verb(lambda one: _changed(one, "Agent knowledge updated", **one.values), KNOWLEDGE),
        "PUT voice": Verb(_voice, VOICE),
        "PUT calling": Verb(_calling, CALLING),
        "PATCH advanced-settings": Verb(_advanced, {"enable_initial_message_cache": Field(flag)}),
        "POST publish": _publish,
        "POST unpublish": lambda target: _changed(target, "Agent unpublished", *_STATE),
        "GET optimized-costs-eligibility": _eligibility,
        "GET pricing": lambda one: json.loads(_PRICING) | {"agent_id": one.record["id"], "calculated_at": one.now},
        "GET pricing/summary": _summary,
        "GET flow": lambda target: only(_flow(target), _TALK),
        "PUT flow": Verb(_replace, _FLOW),
        "POST flow/validate": Verb(_validate, {"flow_config": required(mapping)}),
        "GET flow/versions": lambda target: only(_flow(target), "versions"),
    }
)
TRAININGS = _skills("training", lambda given: only(given, "subject instructions"), _TRAINING)
ACTIONS = _skills("action", _action, _ACTION)
INTEGRATIONS = Collection(
    path="/action-integrations",
    operations=["list"],
    make_up=lambda _, __: (dict(zip(_INTEGRATION, (*one, _ICON.format(one[0])), strict=True)) for one in _INTEGRATIONS),
)
