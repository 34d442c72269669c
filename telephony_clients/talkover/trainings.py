"""What Talkover's agents were taught."""

from datetime import datetime
from typing import Required, TypedDict, Unpack

import attrs

from telephony_clients.core.client.fields import given, takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import TextId, wire
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Cursor, Extra, Params, Unset
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkover.activity import ActivityStatus

__all__ = ["Training", "TrainingFields", "Trainings"]


@attrs.frozen(kw_only=True)
class Training(Model):
    """Something an agent was taught.

    Attributes:
        id, subject: what it is about; the id is opaque.
        instructions: the text; the OpenAPI file calls it ``instruction``, which is read too.
        current_status: whether it is used.
    """

    id: TextId
    subject: str | None = None
    instructions: str | None = wire("instructions", "instruction", default=None)
    current_status: ActivityStatus | str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class TrainingFields(TypedDict, total=False):
    """What an agent is taught.

    Attributes:
        subject: up to 255 characters.
        instructions: the text.
        node_id: your own name for it; one that is there already is replaced.
        current_status: ``active``, as when left out, or ``inactive``.
    """

    subject: Required[str]
    instructions: Required[str]
    node_id: str | Unset
    current_status: ActivityStatus | str | Unset
    extra: Extra | None


class Trainings(Resource):
    """An agent's trainings; `NotFound` when there is no such agent, or training. A change sets the agent to draft.

    The page shows no paging, older texts do: pages are followed when the answer tells of them.
    """

    _list = Operation("GET", "/agents/{agent_id}/trainings", Training)
    _create = Operation("POST", "/agents/{agent_id}/trainings", Training)
    _delete: Operation[None] = Operation("DELETE", "/agents/{agent_id}/trainings/{training_id}", allow_empty=True)

    def list(self, agent_id: str, *, cursor: Cursor | None = None, params: Params | None = None) -> Pager[Training]:
        """List an agent's trainings. Source: vendor docs, "list-trainings"."""
        return self.pager(self._list(agent_id, params=self.query({}, params)), cursor=cursor)

    @takes(TrainingFields)
    async def create(self, agent_id: str, **fields: Unpack[TrainingFields]) -> Training:
        """Teach an agent something, or replace what has the same ``node_id``.

        Without a ``node_id`` it is not repeated after a lost answer. Source: vendor docs, "create-training"; what
        ``node_id`` does, the vendor's list of routes.
        """
        body = given(fields, TrainingFields)
        return await self.fetch(self._create(agent_id, json=body, idempotent="node_id" in body))

    async def delete(self, agent_id: str, training_id: str) -> None:
        """Delete a training for good; not repeated after a lost answer. Source: vendor docs, "delete-training"."""
        await self.fetch(self._delete(agent_id, training_id))
