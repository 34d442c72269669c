"""What Talkover's agents can do during a call."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Required, TypedDict, Unpack

import attrs

from telephony_clients.core.checks import e164
from telephony_clients.core.client.fields import given, takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import Json, JsonObject, OpenEnum, TextId, secret_url
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import UNSET, Cursor, Extra, Params, Unset
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkover.activity import ActivityStatus

__all__ = ["Action", "ActionFields", "ActionInput", "ActionType", "Actions", "AuthorizationScheme", "ExecutionMode"]


class ActionType(OpenEnum):
    """What an action does. The OpenAPI file knows ``hangup``."""

    WEBHOOK = "webhook"
    TRANSFER = "transfer"
    HOLD = "hold"
    EXTERNAL = "external"
    HANGUP = "hangup"


class AuthorizationScheme(OpenEnum):
    """How a webhook's address asks who calls; where the credentials are given is not stated."""

    NONE = "none"
    BEARER = "bearer"
    BASIC = "basic"
    API_KEY = "api_key"
    CUSTOM = "custom"


class ExecutionMode(OpenEnum):
    """When an action is performed; ``post_call`` is for the type ``external`` alone."""

    DURING_CALL = "during_call"
    POST_CALL = "post_call"


@attrs.frozen(kw_only=True)
class ActionInput(Model):
    """Something that the agent asks the caller for, or is told. It is read and written.

    Attributes:
        name, type, description: what it is, such as a ``string`` or an ``integer``.
        required: whether the agent has to know it.
        value: text or number that is given at once; `UNSET` for none.
    """

    name: str
    type: str
    required: bool = False
    description: str = ""
    value: Json = UNSET


@attrs.frozen(kw_only=True)
class Action(Model):
    """Something an agent can do during a call.

    Attributes:
        id, name, label, description: what it is; the id is opaque.
        type: what it does.
        input_schema: what the agent has to know for it; written as ``inputs``.
        config, action_trigger: depend on the type; shapes not stated.
        url, authorization_url: for webhooks.
        current_status: whether it is used.
    """

    id: TextId
    name: str | None = None
    label: str | None = None
    description: str | None = None
    type: ActionType | str | None = None
    input_schema: list[ActionInput] | None = None
    config: JsonObject | None = None
    action_trigger: JsonObject | None = None
    url: str | None = secret_url(default=None)
    authorization_url: str | None = secret_url(default=None)
    current_status: ActivityStatus | str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class ActionFields(TypedDict, total=False):
    """What an agent shall be able to do.

    Attributes:
        node_id: your own name for it; one that is there already is replaced.
        name: up to 255 characters.
        description: tells the agent when to do it.
        type: ``webhook``, ``transfer``, ``hold`` or ``external``.
        inputs: what the agent has to know for it.
        integration: ``{"id": ...}``: an `ActionIntegration.identifier`, though a sample shows a UUID.
        url, authorization_url: for ``webhook``; what is called, and what for a token before.
        authorization_scheme: ``none``, as when left out, ``bearer``, ``basic``, ``api_key`` or ``custom``.
        custom_headers: each ``{"key": ..., "value": ...}``.
        speak_on_send: said before the call to ``url``.
        speak_on_receive: said after a good answer.
        execution_mode: ``during_call``, as when left out, or, of the type ``external``, ``post_call``.
        hold_duration: seconds, for ``hold``.
        transfer_to: E.164, for ``transfer``.
        current_status: ``active``, as when left out, or ``inactive``.
    """

    node_id: Required[str]
    name: Required[str]
    description: Required[str]
    type: Required[ActionType | str]
    inputs: Sequence[ActionInput | Mapping[str, Any]] | Unset
    integration: Mapping[str, str] | Unset
    url: str | Unset
    authorization_url: str | Unset
    authorization_scheme: AuthorizationScheme | str | Unset
    custom_headers: Sequence[Mapping[str, str]] | Unset
    speak_on_send: str | Unset
    speak_on_receive: str | Unset
    execution_mode: ExecutionMode | str | Unset
    hold_duration: int | Unset
    transfer_to: str | Unset
    current_status: ActivityStatus | str | Unset
    extra: Extra | None


class Actions(Resource):
    """An agent's actions; `NotFound` when there is no such agent, or action. A change sets the agent to draft.

    The page shows no paging, the Portuguese one does: pages are followed when the answer tells of them.
    """

    _list = Operation("GET", "/agents/{agent_id}/actions", Action)
    _create = Operation("POST", "/agents/{agent_id}/actions", Action, idempotent=True)  # node_id says which
    _delete: Operation[None] = Operation("DELETE", "/agents/{agent_id}/actions/{action_id}", allow_empty=True)

    def list(self, agent_id: str, *, cursor: Cursor | None = None, params: Params | None = None) -> Pager[Action]:
        """List an agent's actions. Source: vendor docs, "list-actions"."""
        return self.pager(self._list(agent_id, params=self.query({}, params)), cursor=cursor)

    @takes(ActionFields)
    async def create(self, agent_id: str, **fields: Unpack[ActionFields]) -> Action:
        """Give an agent an action, or replace the one of that ``node_id``.

        Source: vendor docs, "create-action"; what ``node_id`` does, the vendor's list of routes.
        """
        if (number := fields.get("transfer_to", UNSET)) is not UNSET:
            e164(number, "transfer_to")
        return await self.fetch(self._create(agent_id, json=given(fields, ActionFields)))

    async def delete(self, agent_id: str, action_id: str) -> None:
        """Delete an action for good; not repeated after a lost answer. Source: vendor docs, "delete-action"."""
        await self.fetch(self._delete(agent_id, action_id))
