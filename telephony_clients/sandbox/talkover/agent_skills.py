"""What Talkover's agents were taught, and what they can do."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from telephony_clients.sandbox.collection import Collection, Target
from telephony_clients.sandbox.records import Record, dates, only
from telephony_clients.sandbox.talkover.agents import AGENTS, redraft
from telephony_clients.sandbox.validator import Field, e164, items, mapping, one_of, required, text, url, whole

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
_INTEGRATION = ("identifier", "display_name", "category", "description")
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


TRAININGS = _skills("training", lambda given: only(given, "subject instructions"), _TRAINING)
ACTIONS = _skills("action", _action, _ACTION)
INTEGRATIONS = Collection(
    path="/action-integrations",
    operations=["list"],
    make_up=lambda _, __: (
        dict(zip(_INTEGRATION, one, strict=True)) | {"icon_url": _ICON.format(one[0])} for one in _INTEGRATIONS
    ),
)
