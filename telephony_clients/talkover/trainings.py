"""What Talkover's agents were taught."""

from datetime import datetime

import attrs

from telephony_clients.core.models.model import Model, TextId

__all__ = ["Training"]


@attrs.frozen(kw_only=True)
class Training(Model):
    """Something an agent was taught.

    Attributes:
        id, subject: what it is about; the id is opaque.
        instructions: the text.
        current_status: whether it is ``active`` or ``inactive``.
        created_at, updated_at: of the training; timezone-aware.
    """

    id: TextId
    subject: str | None = None
    instructions: str | None = None
    current_status: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
