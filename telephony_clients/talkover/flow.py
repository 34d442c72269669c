"""How the talk of Talkover's agents flows: led by the language model, or along a graph."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import JsonObject, OpenEnum, TextId
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import UNSET, Cursor, Extra, Params, Unset
from telephony_clients.core.wire.request import Operation

__all__ = ["AgentFlow", "ConversationMode", "Flow", "FlowVersion"]

_FLOW = "/agents/{agent_id}/flow"


class ConversationMode(OpenEnum):
    """What leads the talk."""

    LLM_DRIVEN = "llm_driven"
    FLOW_DRIVEN = "flow_driven"


@attrs.frozen(kw_only=True)
class AgentFlow(Model):
    """How an agent's talk flows.

    Attributes:
        conversation_mode: what leads it.
        flow_config: the graph, as it is written, see `Flow`; None when the language model leads.
    """

    conversation_mode: ConversationMode | str
    flow_config: JsonObject | None = None


@attrs.frozen(kw_only=True)
class FlowVersion(Model):
    """A graph that was saved; the graph itself cannot be fetched by any documented call.

    Attributes:
        id: opaque.
        version: such as ``1.2.0``.
        is_current: whether it is the one in use.
    """

    id: TextId
    version: TextId | None = None
    created_at: datetime | None = None
    is_current: bool | None = None


class Flow(Resource):
    """How an agent's talk flows; `NotFound` when there is no such agent.

    A graph (``flow_config``) is a plain dict, read and written as it is, so that nothing in it is lost:
    ``initial_node_id`` names a node; ``nodes`` have an ``id`` each, a ``type`` (``say``, ``ask``, ``decision``,
    ``action``, ``transfer`` or ``end``) and what the type needs, such as ``content``, ``next`` or ``branches`` of
    ``match`` and ``next``, which the vendor does not state in full; ``meta``, with ``name`` and ``version``, and
    ``global_functions``, with ``name`` and ``description`` each (``end_conversation``, ``transfer_call``,
    ``repeat_question``), may be left out.
    """

    _get = Operation("GET", _FLOW, AgentFlow)
    _replace = Operation("PUT", _FLOW, AgentFlow)  # not idempotent: every save makes a version
    _validate: Operation[None] = Operation("POST", f"{_FLOW}/validate", idempotent=True, allow_empty=True)
    _list_versions = Operation("GET", f"{_FLOW}/versions", FlowVersion, unwrap="versions")

    async def get(self, agent_id: str) -> AgentFlow:
        """Fetch what leads an agent's talk. Source: vendor docs, "get-agent-flow"."""
        return await self.fetch(self._get(agent_id))

    async def replace(
        self,
        agent_id: str,
        *,
        conversation_mode: ConversationMode | str,
        flow_config: Mapping[str, Any] | Unset | None = UNSET,
        extra: Extra | None = None,
    ) -> AgentFlow:
        """Say what leads an agent's talk; not repeated after a lost answer, since every call makes a version.

        ``conversation_mode`` is ``llm_driven``, for which ``flow_config`` is None or left out, or ``flow_driven``. The
        agent stays published. `ValidationFailed` has what is wrong with the graph in ``errors[""]``. Source: vendor
        docs, "update-agent-flow".
        """
        body = self.body({"conversation_mode": conversation_mode, "flow_config": flow_config}, extra)
        return await self.fetch(self._replace(agent_id, json=body))

    async def validate(self, agent_id: str, *, flow_config: Mapping[str, Any], extra: Extra | None = None) -> None:
        """Ask whether a graph could be used as ``flow_config``, and change nothing.

        `ValidationFailed`, or `BadRequest` when the vendor answers 200, when not: ``errors[""]`` has what is wrong.
        Source: vendor docs, "validate-agent-flow", which does not state the status.
        """
        await self.fetch(self._validate(agent_id, json=self.body({"flow_config": flow_config}, extra)))

    def list_versions(
        self, agent_id: str, *, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[FlowVersion]:
        """List the graphs that were saved, the newest first; the list comes whole.

        Source: vendor docs, "list-agent-flow-versions".
        """
        return self.pager(self._list_versions(agent_id, params=self.query({}, params)), cursor=cursor)
