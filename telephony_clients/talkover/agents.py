"""Talkover's AI agents, and the calls that they place."""

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from telephony_clients.core.checks import e164, within
from telephony_clients.core.client.fields import given, takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Part, Resource
from telephony_clients.core.values import UNSET, Cursor, Extra, Params, Unset
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkover.actions import Actions
from telephony_clients.talkover.agent_costs import AgentPricing, OptimizedCostsEligibility, PricingSummary
from telephony_clients.talkover.agent_fields import (
    AgentFields,
    BehaviourFields,
    KnowledgeFields,
    VoiceFields,
)
from telephony_clients.talkover.agent_records import Agent, AgentStatus
from telephony_clients.talkover.call_records import CallDirection, CallOptions, PlacedCall
from telephony_clients.talkover.calls import AgentCalls
from telephony_clients.talkover.flow import Flow
from telephony_clients.talkover.trainings import Trainings
from telephony_clients.talkover.webhook_subscriptions import AgentWebhooks

__all__ = ["Agents"]

_AGENT = "/agents/{agent_id}"
_BOUNDS = {
    "initial_message_delay": (0, 60),
    "max_idle_check_count": (1, 10),
    "max_call_duration_seconds": (1, 3600),
    "user_inactivity_timeout_seconds": (5, 120),
    "initial_idle_time_seconds": (1, 60),
    "initial_max_idle_check_count": (0, 10),
}


class Agents(Resource):
    """The AI agents of the token's environment.

    `NotFound` when there is no agent of that id, `PermissionDenied` when the token may not see it. Pages have 1 to 100
    agents, and 100 when nothing is said. A change of its knowledge, voice, calling, trainings or actions sets an agent
    back to ``draft``, until it is published again. Some changes are answered with a part of it: what they leave out is
    None. The vendor has no call that changes a name or label.

    Attributes:
        actions: what an agent can do during a call.
        calls: an agent's calls.
        flow: how an agent's talk flows.
        trainings: what an agent was taught.
        webhooks: what is told of an agent's calls, and to whom.
    """

    _list = Operation("GET", "/agents", Agent, paged=True)
    _create = Operation("POST", "/agents", Agent)
    _get = Operation("GET", _AGENT, Agent)
    _update_knowledge = Operation("PUT", f"{_AGENT}/knowledge", Agent, idempotent=True)
    _update_voice = Operation("PUT", f"{_AGENT}/voice", Agent, idempotent=True)
    _update_calling = Operation("PUT", f"{_AGENT}/calling", Agent, idempotent=True)
    _update_advanced_settings = Operation("PATCH", f"{_AGENT}/advanced-settings", Agent, idempotent=True)
    _publish = Operation("POST", f"{_AGENT}/publish", Agent, idempotent=True)
    _unpublish = Operation("POST", f"{_AGENT}/unpublish", Agent, idempotent=True)
    _delete: Operation[None] = Operation("DELETE", _AGENT, allow_empty=True)
    _check_optimized_costs_eligibility = Operation(
        "GET", f"{_AGENT}/optimized-costs-eligibility", OptimizedCostsEligibility
    )
    _get_pricing = Operation("GET", f"{_AGENT}/pricing", AgentPricing)
    _get_pricing_summary = Operation("GET", f"{_AGENT}/pricing/summary", PricingSummary)
    _call = Operation("POST", f"{_AGENT}/call", PlacedCall)

    actions = Part(Actions)
    calls = Part(AgentCalls)
    flow = Part(Flow)
    trainings = Part(Trainings)
    webhooks = Part(AgentWebhooks)

    def list(
        self,
        *,
        status: AgentStatus | str | None = None,
        direction: CallDirection | str | None = None,
        language: str | None = None,
        search: str | None = None,
        page_size: int | None = None,
        cursor: Cursor | None = None,
        params: Params | None = None,
    ) -> Pager[Agent]:
        """List agents; `ValidationFailed` for a ``status``, ``direction`` or ``language`` unknown to the vendor.

        ``status`` is ``draft`` or ``published``, ``search`` part of a name or label. ``language``, such as ``en-US``,
        is named by the Portuguese docs only. Source: vendor docs, "list-agents".
        """
        known = {"status": status, "direction": direction, "language": language, "search": search}
        return self.pager(self._list(params=self.query(known, params)), page_size=page_size, cursor=cursor)

    @takes(AgentFields, BehaviourFields)
    async def create(self, **fields: Unpack[AgentFields]) -> Agent:
        """Make an agent, a draft without a voice; not repeated after a lost answer.

        Source: vendor docs, "create-agent".
        """
        return await self.fetch(self._create(json=_agent_data(fields, AgentFields)))

    async def get(self, agent_id: str) -> Agent:
        """Fetch one agent. Source: vendor docs, "get-agent"."""
        return await self.fetch(self._get(agent_id))

    @takes(KnowledgeFields, BehaviourFields)
    async def update_knowledge(self, agent_id: str, **fields: Unpack[KnowledgeFields]) -> Agent:
        """Say what an agent is for, and how it behaves. Source: vendor docs, "update-agent-knowledge"."""
        return await self.fetch(self._update_knowledge(agent_id, json=_agent_data(fields, KnowledgeFields)))

    @takes(VoiceFields)
    async def update_voice(self, agent_id: str, **fields: Unpack[VoiceFields]) -> Agent:
        """Give an agent a voice, which `NotFound` may also be about. Source: vendor docs, "update-agent-voice"."""
        return await self.fetch(self._update_voice(agent_id, json=given(fields, VoiceFields)))

    async def update_calling(
        self,
        agent_id: str,
        *,
        direction: CallDirection | str,
        phone_number_ids: Sequence[str] | Unset = UNSET,
        extra: Extra | None = None,
    ) -> Agent:
        """Say whether an agent takes or makes calls (``direction``), and with which numbers of the environment.

        ``phone_number_ids`` are `PhoneNumber.id`; `ValidationFailed` for one that is none of them. Source: vendor docs,
        "update-agent-calling".
        """
        body = self.body({"direction": direction, "phone_number_ids": phone_number_ids}, extra)
        return await self.fetch(self._update_calling(agent_id, json=body))

    async def update_advanced_settings(
        self, agent_id: str, *, enable_initial_message_cache: bool | Unset = UNSET, extra: Extra | None = None
    ) -> Agent:
        """Set ``enable_initial_message_cache``; an agent with too few calls cannot have it.

        `ValidationFailed` then has the code ``OPTIMIZED_COSTS_NOT_ELIGIBLE``, and ``details`` with the fields of
        `OptimizedCostsEligibility`. Source: vendor docs, "update-advanced-settings".
        """
        body = self.body({"enable_initial_message_cache": enable_initial_message_cache}, extra)
        return await self.fetch(self._update_advanced_settings(agent_id, json=body))

    async def publish(self, agent_id: str) -> Agent:
        """Make an agent live; `ValidationFailed` when it is not ready. Source: vendor docs, "publish-agent"."""
        return await self.fetch(self._publish(agent_id))

    async def unpublish(self, agent_id: str) -> Agent:
        """Set an agent back to ``draft``; its running calls go on. Source: vendor docs, "unpublish-agent"."""
        return await self.fetch(self._unpublish(agent_id))

    async def delete(self, agent_id: str) -> None:
        """Delete an agent for good; not repeated after a lost answer.

        `Conflict` when it has calls under way or is published. Source: vendor docs, "delete-agent".
        """
        await self.fetch(self._delete(agent_id))

    async def check_optimized_costs_eligibility(self, agent_id: str) -> OptimizedCostsEligibility:
        """Ask whether an agent makes enough calls to cache its first message.

        Source: vendor docs, "check-optimized-costs-eligibility".
        """
        return await self.fetch(self._check_optimized_costs_eligibility(agent_id))

    async def get_pricing(self, agent_id: str) -> AgentPricing:
        """Fetch what an agent costs, part by part. Source: vendor docs, "get-agent-pricing"."""
        return await self.fetch(self._get_pricing(agent_id))

    async def get_pricing_summary(self, agent_id: str) -> PricingSummary:
        """Fetch what a minute with an agent costs. Source: vendor docs, "get-agent-pricing-summary"."""
        return await self.fetch(self._get_pricing_summary(agent_id))

    @takes(CallOptions)
    async def call(self, agent_id: str, *, to: str, **options: Unpack[CallOptions]) -> PlacedCall:
        """Have an agent call ``to``, E.164, now or later. It is never sent twice after an unknown outcome.

        `BadRequest` has the code ``INVALID_PHONE_NUMBER``, ``MISSING_PHONE_NUMBER`` or ``AGENT_INACTIVE``, `NotFound`
        has ``AGENT_NOT_FOUND``, `PaymentRequired` has ``INSUFFICIENT_CREDITS``. Source: vendor docs, "make-call".
        """
        if (delay := options.get("delay_seconds", UNSET)) is not UNSET:
            within(delay, 0, 3600, "delay_seconds")
        body = self.body({"to": e164(to, "to")}, given(options, CallOptions))
        return await self.fetch(self._call(agent_id, json=body))


def _agent_data(fields: Mapping[str, Any], kind: type[Any]) -> dict[str, Any]:
    """Return what is written of an agent.

    Raises:
        ConfigurationError: a whole number is out of its range, or as `given` says.
    """
    for name, (low, high) in _BOUNDS.items():
        if (value := fields.get(name, UNSET)) not in (UNSET, None):
            within(value, low, high, name)
    return given(fields, kind)
