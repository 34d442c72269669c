"""Talkover's callback agents: who answers people who call back, and after whose calls."""

from collections.abc import Iterable, Sequence

from telephony_clients.sandbox.collection import Collection, Target, Verb
from telephony_clients.sandbox.records import Record, Store, ago, only
from telephony_clients.sandbox.talkover.agents import AGENTS
from telephony_clients.sandbox.validator import Field, boolean, day_text, items, required, text
from telephony_clients.sandbox.wire import Reply

_NO_ROLE = "Agent is not configured as a callback agent"
_WRONG_WAY = "Agent must be inbound to serve as a callback agent"
_AGENT = "id name direction current_status"
_SOURCES = {"source_agent_ids": required(items(text(1), 1))}


def _sources(store: Store) -> list[Record]:
    wanted = ("outbound", "published")
    return [one for one in AGENTS.rows(store) if (one["direction"], one["current_status"]) == wanted]


def _role(agent: Record, source_ids: Sequence[str]) -> Record:
    return {"id": agent["id"], "agent": agent, "callback_config": {"source_agent_ids": source_ids}}


def _first_role(store: Store, _: Record) -> Iterable[Record]:
    inbound = [one for one in AGENTS.rows(store) if one["direction"] == "inbound"]
    return [_role(agent, [one["id"] for one in _sources(store)[:2]]) for agent in inbound[:1]]


def _figures(store: Store, roles: Sequence[Record]) -> tuple[Record, list[Record]]:
    """Count what came back, in all and after the calls of each source."""
    names = {one["id"]: one["name"] for one in AGENTS.rows(store)}
    ids = dict.fromkeys(one for role in roles for one in role["callback_config"]["source_agent_ids"])
    counted = {one: store.rng("callbacks", one).randint(40, 120) for one in ids}
    counts = [{"source_agent_id": one, "name": names.get(one), "count": count} for one, count in counted.items()]
    total = sum(counted.values())
    return {"total_callbacks_received": total, "callbacks_answered": total * 3 // 4}, counts


def _details(target: Target) -> Record:
    figures, counts = _figures(target.store, [target.record])
    sources = [{"id": one["source_agent_id"], "name": one["name"]} for one in counts]
    return {"agent": only(target.record["agent"], _AGENT), "source_agents": sources, "stats": figures}


def _stats(target: Target) -> Record:
    period = {"start": target.values["start_date"], "end": target.values["end_date"]}
    figures, counts = _figures(target.store, target.rows)
    return {"period": period, **figures, "callbacks_unmatched": 12, "callbacks_by_source_agent": counts}


def _check(target: Target) -> Reply:
    agent = target.need(AGENTS.get(target.store, target.request.values["agent_id"]), 404, "Agent not found")
    wrong = [] if agent["direction"] == "inbound" else [_WRONG_WAY]
    unknown = set(target.values["callback_source_agents"] or ()) - {one["id"] for one in _sources(target.store)}
    wrong += [f"Source agent {one} is not published" for one in sorted(unknown)]
    target.need(not wrong, 422, "Configuration has errors", errors=wrong)
    return target.success(None, "Configuration is valid")


def _attach(target: Target) -> Record:
    agent, roles = target.record, CALLBACKS.rows(target.store)
    target.need(agent["direction"] == "inbound", 422, _WRONG_WAY, code="INVALID_AGENT_DIRECTION")
    roles[:] = [_role(agent, target.values["source_agent_ids"]), *(one for one in roles if one["id"] != agent["id"])]
    return only(agent, "id name direction") | only(roles[0], "callback_config")


def _existing(target: Target) -> Record:
    return target.need(CALLBACKS.get(target.store, target.record["id"]), 404, _NO_ROLE)


def _update(target: Target) -> Record:
    role = _existing(target)
    role["callback_config"] = target.values
    return only(role, "id callback_config")


def _remove(target: Target) -> Reply:
    CALLBACKS.rows(target.store).remove(_existing(target))
    return target.success(None, "Callback role removed")


_PERIOD = {"start_date": Field(day_text, ago(days=30)[:10]), "end_date": Field(day_text, ago()[:10])}
_SETTINGS = {
    "is_callback_agent": Field(boolean),
    **dict.fromkeys(("callback_source_agents", "callback_trigger_statuses"), Field(items(text(1)))),
}
CALLBACKS = Collection(
    path="/callback-agents",
    missing=_NO_ROLE,
    make_up=_first_role,
    shape=lambda roles: [only(one["agent"], _AGENT, "label") | only(one, "callback_config") for one in roles],
    show=_details,
    list_verbs={
        "GET source-agents": lambda target: [only(one, _AGENT) for one in _sources(target.store)],
        "GET stats": Verb(_stats, _PERIOD),
        "POST {agent_id}/check-constraints": Verb(_check, _SETTINGS),  # of any agent, with the role or without
    },
)
ROLES = AGENTS.with_verbs(
    {"POST callback": Verb(_attach, _SOURCES), "PUT callback": Verb(_update, _SOURCES), "DELETE callback": _remove}
)
