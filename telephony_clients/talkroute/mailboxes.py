"""Talkroute's mailboxes."""

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import TextId
from telephony_clients.core.values import Cursor, Params
from telephony_clients.core.wire.request import Operation, Source
from telephony_clients.talkroute.record import Record

__all__ = ["Mailbox", "Mailboxes"]

_MAILBOX = "/v2/mailboxes/{id}"


@attrs.frozen(kw_only=True)
class Mailbox(Record):
    """Where voicemail goes. The fields are inferred.

    Attributes:
        id: opaque; `VoiceMessage.mailbox_id`.
        name, number: which it is.
    """

    id: TextId
    name: str | None = None
    number: TextId | None = None


class Mailboxes(Resource):
    """Where voicemail goes. The reference is said to have a chapter on them; nobody has shown it."""

    _list = Operation("GET", "/v2/mailboxes", Mailbox, paged=True, source=Source.INFERRED)
    _get = Operation("GET", _MAILBOX, Mailbox, source=Source.INFERRED)

    def list(
        self, *, page_size: int | None = None, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[Mailbox]:
        """List mailboxes. Source: inferred."""
        return self.pager(self._list(params=self.query({}, params)), page_size=page_size, cursor=cursor)

    async def get(self, mailbox_id: str | int) -> Mailbox:
        """Fetch one mailbox. Source: inferred."""
        return await self.fetch(self._get(mailbox_id))
