"""How the talk of Talkover's agents flows."""

from collections.abc import Iterator, Mapping

from telephony_clients.sandbox.collection import Target, Verb
from telephony_clients.sandbox.records import Record, only
from telephony_clients.sandbox.talkover.agents import AGENTS
from telephony_clients.sandbox.validator import Field, mapping, one_of, required
from telephony_clients.sandbox.wire import Reply

_MODE = required(one_of("llm_driven", "flow_driven"))
_TYPES = ("say", "ask", "decision", "action", "transfer", "end")


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
        if node.get("type") not in _TYPES:
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


def _shown(target: Target) -> Reply:
    return target.success(only(_flow(target), "conversation_mode flow_config"))


def _replace(target: Target) -> Reply:
    flow, config = _flow(target), target.values["flow_config"] or {}
    if target.values["conversation_mode"] == "flow_driven":
        missing = target.values["flow_config"] is None
        target.valid({"flow_config": "The flow config field is required."} if missing else {})
        problems = list(_problems(config))
        target.need(not problems, 422, "Flow validation failed", errors=problems)
    versions = [one | {"is_current": False} for one in flow["versions"]]
    number = (config.get("meta") or {}).get("version") or f"1.{len(versions)}.0"
    version = {"id": target.store.next_id("flow version"), "version": number}
    newest = {**version, "created_at": target.now, "is_current": True}
    flow.update(target.values, versions=[newest, *versions])
    return _shown(target)


def _validate(target: Target) -> Reply:
    if problems := list(_problems(target.values["flow_config"])):
        return Reply({"success": False, "errors": problems}, 422)  # the page states no status
    return target.success(None, "Flow is valid")


AGENT_FLOWS = AGENTS.with_verbs(
    {
        "GET flow": _shown,
        "PUT flow": Verb(_replace, {"conversation_mode": _MODE, "flow_config": Field(mapping)}),
        "POST flow/validate": Verb(_validate, {"flow_config": required(mapping)}),
        "GET flow/versions": lambda target: target.success({"versions": _flow(target)["versions"]}),
    }
)
