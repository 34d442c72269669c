"""Talkover's callback agents: they answer people who call back after a call of another agent."""

from collections.abc import Sequence
from datetime import date

import attrs

from telephony_clients.core.checks import at_least_one, day
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import TextId
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import UNSET, Cursor, Extra, Params, Unset
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkover.agent_records import AgentStatus
from telephony_clients.talkover.call_records import CallDirection

__all__ = [
    "CallbackAgent",
    "CallbackAgentDetails",
    "CallbackAgents",
    "CallbackConfig",
    "CallbackCount",
    "CallbackPeriod",
    "CallbackStats",
]


@attrs.frozen(kw_only=True)
class CallbackConfig(Model):
    """Whose calls are called back.

    Attributes:
        source_agent_ids: the outbound agents that placed them.
    """

    source_agent_ids: list[TextId]


@attrs.frozen(kw_only=True)
class CallbackAgent(Model):
    """An agent, as far as callbacks are concerned.

    Attributes:
        id, name, label, direction, current_status: as of the `Agent`; some answers have the id alone.
        callback_config: whose calls it answers; None for an agent that is a source.
    """

    id: TextId
    name: str | None = None
    label: str | None = None
    direction: CallDirection | str | None = None
    current_status: AgentStatus | str | None = None
    callback_config: CallbackConfig | None = None


@attrs.frozen(kw_only=True)
class CallbackPeriod(Model):
    """The days that figures are of.

    Attributes:
        start, end: the first and the last day.
    """

    start: date
    end: date


@attrs.frozen(kw_only=True)
class CallbackCount(Model):
    """How many people called back after calls of one source.

    Attributes:
        source_agent_id, name: the source.
        count: callbacks.
    """

    source_agent_id: TextId
    name: str | None = None
    count: int


@attrs.frozen(kw_only=True)
class CallbackStats(Model):
    """How many people called back.

    Attributes:
        period: when.
        total_callbacks_received, callbacks_answered: how many came, and how many were answered.
        callbacks_unmatched: those that belong to no source.
        callbacks_by_source_agent: those that do.
    """

    period: CallbackPeriod | None = None
    total_callbacks_received: int | None = None
    callbacks_answered: int | None = None
    callbacks_unmatched: int | None = None
    callbacks_by_source_agent: list[CallbackCount] | None = None


@attrs.frozen(kw_only=True)
class CallbackAgentDetails(Model):
    """A callback agent with its sources and figures.

    Attributes:
        agent: the agent, without its ``callback_config``.
        source_agents: id and name of those whose calls it answers.
        stats: received and answered.
    """

    agent: CallbackAgent
    source_agents: list[CallbackAgent] | None = None
    stats: CallbackStats | None = None


class CallbackAgents(Resource):
    """The inbound agents with the callback role, and the role itself. The lists come whole.

    An agent without the role raises `NotFound` in `get`. To take the role away is never tried twice.
    """

    _list = Operation("GET", "/callback-agents", CallbackAgent)
    _list_source_agents = Operation("GET", "/callback-agents/source-agents", CallbackAgent)
    _stats = Operation("GET", "/callback-agents/stats", CallbackStats)
    _get = Operation("GET", "/callback-agents/{agent_id}", CallbackAgentDetails)
    _check_constraints: Operation[None] = Operation(
        "POST", "/callback-agents/{agent_id}/check-constraints", idempotent=True, allow_empty=True
    )
    _attach = Operation("POST", "/agents/{agent_id}/callback", CallbackAgent)
    _update = Operation("PUT", "/agents/{agent_id}/callback", CallbackAgent, idempotent=True)
    _remove: Operation[None] = Operation("DELETE", "/agents/{agent_id}/callback", allow_empty=True)

    def list(self, *, cursor: Cursor | None = None, params: Params | None = None) -> Pager[CallbackAgent]:
        """List the agents with the role. Source: vendor docs, "list-callback-agents"."""
        return self.pager(self._list(params=self.query({}, params)), cursor=cursor)

    def list_source_agents(self, *, cursor: Cursor | None = None, params: Params | None = None) -> Pager[CallbackAgent]:
        """List the published outbound agents: possible sources. Source: vendor docs, "list-callback-source-agents"."""
        return self.pager(self._list_source_agents(params=self.query({}, params)), cursor=cursor)

    async def stats(
        self, *, start_date: date | None = None, end_date: date | None = None, params: Params | None = None
    ) -> CallbackStats:
        """Fetch the figures of all callback agents.

        ``start_date`` and ``end_date`` are the first and the last day; 30 days ago and today when left out.

        Source: vendor docs, "get-callback-stats".
        """
        days = {"start_date": day(start_date, "start_date"), "end_date": day(end_date, "end_date")}
        return await self.fetch(self._stats(params=self.query(days, params)))

    async def get(self, agent_id: str) -> CallbackAgentDetails:
        """Fetch a callback agent with its sources and figures. Source: vendor docs, "get-callback-agent"."""
        return await self.fetch(self._get(agent_id))

    async def check_constraints(
        self,
        agent_id: str,
        *,
        is_callback_agent: bool | Unset = UNSET,
        callback_source_agents: Sequence[str] | Unset = UNSET,
        callback_trigger_statuses: Sequence[str] | Unset = UNSET,
        extra: Extra | None = None,
    ) -> None:
        """Try settings without keeping them. It returns when they are valid; else it raises an `ApiError`.

        The error's ``errors[""]`` lists what is wrong. Its status is not stated: it is a `ValidationFailed` or, when
        the vendor answers 200, a `BadRequest`.

        Args:
            is_callback_agent: whether the agent is to have the role.
            callback_source_agents: ids of the agents whose calls it answers.
            callback_trigger_statuses: after which calls, such as ``no_answer``, ``voicemail``, ``busy``; written with
                underscores here, while calls say ``no-answer``.

        Source: vendor docs, "check-callback-constraints".
        """
        known = {
            "is_callback_agent": is_callback_agent,
            "callback_source_agents": callback_source_agents,
            "callback_trigger_statuses": callback_trigger_statuses,
        }
        await self.fetch(self._check_constraints(agent_id, json=self.body(known, extra)))

    async def attach(
        self, agent_id: str, *, source_agent_ids: Sequence[str], extra: Extra | None = None
    ) -> CallbackAgent:
        """Give an inbound agent the role, for the calls of ``source_agent_ids``, at least one.

        `ValidationFailed` has the code ``INVALID_AGENT_DIRECTION`` for an outbound agent. Source: vendor docs,
        "set-agent-as-callback".
        """
        body = self.body({"source_agent_ids": at_least_one(source_agent_ids, "source_agent_ids")}, extra)
        return await self.fetch(self._attach(agent_id, json=body))

    async def update(
        self, agent_id: str, *, source_agent_ids: Sequence[str], extra: Extra | None = None
    ) -> CallbackAgent:
        """Replace the ``source_agent_ids``, at least one; the answer has little more than them.

        Source: vendor docs, "update-callback-sources".
        """
        body = self.body({"source_agent_ids": at_least_one(source_agent_ids, "source_agent_ids")}, extra)
        return await self.fetch(self._update(agent_id, json=body))

    async def remove(self, agent_id: str) -> None:
        """Take the role away. Source: vendor docs, "remove-callback-role"."""
        await self.fetch(self._remove(agent_id))
