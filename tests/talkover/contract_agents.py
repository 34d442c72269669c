"""The operations on agents, numbers and trunks as calls, and the records that they need to be there."""

from collections.abc import Awaitable, Callable
from typing import Any

from telephony_clients import Talkover

TRUNK: dict[str, Any] = {
    "name": "Carrier",
    "provider_name": "carrier-y",
    "domain": "sip.carrier-y.com",
    "username": "user_43",
    "password": "pässword",
}
BEHAVIOUR: dict[str, Any] = {
    "interrupt_sensitivity": "medium",
    "ask_if_human_present_on_idle": False,
    "llm_temperature": 0.7,
    "initial_message_delay": 0,
}
AGENT: dict[str, Any] = {
    "label": "Customer Support Agent",
    "name": "SupportBot",
    "language": "en-US",
    "endpointing_sensitivity": "auto",
    "ivr_navigation_mode": "off",
    "conversation_speed": 1.0,
    "idle_time_seconds": 10,
    "enable_recording": True,
    "direction": "inbound",
    "who_speaks_first": "agent",
    **BEHAVIOUR,
}
KNOWLEDGE: dict[str, Any] = {"description": "Answers questions", **BEHAVIOUR}
ACTION: dict[str, Any] = {"node_id": "n", "name": "Hold", "description": "When asked to", "type": "hold"}
GRAPH: dict[str, Any] = {"initial_node_id": "bye", "nodes": [{"id": "bye", "type": "end"}]}
REASON = "No longer in use after the migration"


CALLS: dict[str, Callable[[Talkover, Any], Awaitable[object]]] = {
    "action_integrations.list": lambda talkover, _: talkover.action_integrations.list().to_list(),
    "agents.list": lambda talkover, _: talkover.agents.list(page_size=100).to_list(),
    "agents.create": lambda talkover, _: talkover.agents.create(**AGENT),
    "agents.get": lambda talkover, ids: talkover.agents.get(ids.agent),
    "agents.update_knowledge": lambda talkover, ids: talkover.agents.update_knowledge(ids.agent, **KNOWLEDGE),
    "agents.update_voice": lambda talkover, ids: talkover.agents.update_voice(
        ids.agent, voice_id=ids.voice, conversation_speed=1.2, who_speaks_first="user"
    ),
    "agents.update_calling": lambda talkover, ids: talkover.agents.update_calling(ids.agent, direction="outbound"),
    "agents.update_advanced_settings": lambda talkover, ids: talkover.agents.update_advanced_settings(
        ids.agent, enable_initial_message_cache=False
    ),
    "agents.publish": lambda talkover, ids: talkover.agents.publish(ids.agent),
    "agents.unpublish": lambda talkover, ids: talkover.agents.unpublish(ids.agent),
    "agents.delete": lambda talkover, ids: talkover.agents.delete(ids.draft_agent),
    "agents.check_optimized_costs_eligibility": lambda talkover, ids: talkover.agents.check_optimized_costs_eligibility(
        ids.agent
    ),
    "agents.get_pricing": lambda talkover, ids: talkover.agents.get_pricing(ids.agent),
    "agents.get_pricing_summary": lambda talkover, ids: talkover.agents.get_pricing_summary(ids.agent),
    "agents.actions.list": lambda talkover, ids: talkover.agents.actions.list(ids.agent).to_list(),
    "agents.actions.create": lambda talkover, ids: talkover.agents.actions.create(ids.agent, **ACTION),
    "agents.actions.delete": lambda talkover, ids: talkover.agents.actions.delete(ids.agent, ids.action),
    "agents.flow.get": lambda talkover, ids: talkover.agents.flow.get(ids.agent),
    "agents.flow.replace": lambda talkover, ids: talkover.agents.flow.replace(
        ids.agent, conversation_mode="flow_driven", flow_config=GRAPH
    ),
    "agents.flow.validate": lambda talkover, ids: talkover.agents.flow.validate(ids.agent, flow_config=GRAPH),
    "agents.flow.list_versions": lambda talkover, ids: talkover.agents.flow.list_versions(ids.agent).to_list(),
    "agents.trainings.list": lambda talkover, ids: talkover.agents.trainings.list(ids.agent).to_list(),
    "agents.trainings.create": lambda talkover, ids: talkover.agents.trainings.create(
        ids.agent, subject="Product Knowledge", instructions="Learn about our product"
    ),
    "agents.trainings.delete": lambda talkover, ids: talkover.agents.trainings.delete(ids.agent, ids.training),
    "phone_numbers.list": lambda talkover, _: talkover.phone_numbers.list().to_list(),
    "phone_numbers.request_release": lambda talkover, ids: talkover.phone_numbers.request_release(
        ids.number, reason=REASON
    ),
    "phone_numbers.release_requests.list": lambda talkover, _: talkover.phone_numbers.release_requests.list().to_list(),
    "phone_numbers.release_requests.cancel": lambda talkover, ids: talkover.phone_numbers.release_requests.cancel(
        ids.release
    ),
    "sip_trunks.list": lambda talkover, _: talkover.sip_trunks.list().to_list(),
    "sip_trunks.create": lambda talkover, _: talkover.sip_trunks.create(**TRUNK),
    "sip_trunks.get": lambda talkover, ids: talkover.sip_trunks.get(ids.trunk),
    "sip_trunks.update": lambda talkover, ids: talkover.sip_trunks.update(ids.trunk, name="Renamed"),
    "sip_trunks.delete": lambda talkover, ids: talkover.sip_trunks.delete(ids.empty_trunk),
    "sip_trunks.verify": lambda talkover, ids: talkover.sip_trunks.verify(ids.trunk),
    "sip_trunks.check_health": lambda talkover, ids: talkover.sip_trunks.check_health(ids.trunk),
    "sip_trunks.dids.list": lambda talkover, ids: talkover.sip_trunks.dids.list(ids.trunk).to_list(),
    "sip_trunks.dids.create": lambda talkover, ids: talkover.sip_trunks.dids.create(
        ids.trunk, number="+12025550123", country_code="US"
    ),
    "sip_trunks.dids.delete": lambda talkover, ids: talkover.sip_trunks.dids.delete(ids.trunk, ids.did),
    "voice_templates.list": lambda talkover, _: talkover.voice_templates.list().to_list(),
    "voice_templates.demo": lambda talkover, ids: talkover.voice_templates.demo(ids.voice),
}
"""Method -> a call of it, given ids of records that are there."""
NOT_REPEATED = {
    *("agents.create", "agents.delete", "agents.actions.delete", "agents.flow.replace"),
    *("agents.trainings.create", "agents.trainings.delete", "phone_numbers.request_release"),
    *("phone_numbers.release_requests.cancel", "sip_trunks.create", "sip_trunks.delete", "sip_trunks.dids.create"),
    "sip_trunks.dids.delete",
}
WITHOUT_EXTRA = {"agents.publish", "agents.unpublish", "sip_trunks.verify"}


async def set_up(talkover: Talkover) -> dict[str, str]:
    """Find or make a record of every kind that the calls need, and give their ids."""
    agents = await talkover.agents.list().to_list()
    ready = next(agent for agent in agents if agent.current_status == "published")
    drafts = [agent for agent in agents if agent.current_status == "draft" and agent.phone_numbers]
    free, asked = ((draft.phone_numbers or [])[0].id for draft in drafts[:2])
    groups = await talkover.voice_templates.list()
    trunks = await talkover.sip_trunks.list()
    dids = await talkover.sip_trunks.dids.list(trunks[0].id)
    return {
        "agent": ready.id,
        "draft_agent": drafts[0].id,
        "voice": groups[0].voices[0].id,
        "number": free,
        "release": (await talkover.phone_numbers.request_release(asked, reason=REASON)).id,
        "training": (ready.trainings or [])[0].id,
        "action": (ready.actions or [])[0].id,
        "trunk": trunks[0].id,
        "empty_trunk": (await talkover.sip_trunks.create(**TRUNK)).id,
        "did": dids[-1].id,
    }
