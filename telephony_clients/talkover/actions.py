"""What Talkover's agents can do during a call."""

from datetime import datetime

import attrs

from telephony_clients.core.models.model import Json, JsonObject, Model, TextId

__all__ = ["Action"]


@attrs.frozen(kw_only=True)
class Action(Model):
    """Something an agent can do during a call.

    Attributes:
        id, name, label, description: what it is; the id is opaque.
        type: ``webhook``, ``transfer``, ``hold`` or ``external``.
        input_schema: what the agent asks for, each with name, type, required and description.
        config, action_trigger: depend on the type; shapes not stated.
        url, authorization_url: for webhooks.
        current_status: ``active`` or ``inactive``.
        created_at, updated_at: of the action; timezone-aware.
    """

    id: TextId
    name: str | None = None
    label: str | None = None
    description: str | None = None
    type: str | None = None
    input_schema: list[JsonObject] | None = None
    config: Json = None
    action_trigger: Json = None
    url: str | None = None
    authorization_url: str | None = None
    current_status: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
