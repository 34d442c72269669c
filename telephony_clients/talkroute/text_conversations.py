"""Talkroute's text conversations."""

import os
from datetime import datetime
from typing import Unpack

import attrs

from telephony_clients.core.checks import instant
from telephony_clients.core.client.fields import takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import TextId, wire
from telephony_clients.core.values import UNSET, Cursor, Params
from telephony_clients.core.wire.request import Operation, Source
from telephony_clients.talkroute.bodies import written
from telephony_clients.talkroute.phone_numbers import conversation_id
from telephony_clients.talkroute.record import Record, WriteOptions
from telephony_clients.talkroute.text_images import image
from telephony_clients.talkroute.text_messages import TextMessage

__all__ = ["TextConversation", "TextConversations"]

_CONVERSATION = "/v2/text-conversations/{id}"


@attrs.frozen(kw_only=True)
class TextConversation(Record):
    """What one of the account's numbers and one contact wrote to each other.

    Attributes:
        id: ``<our 11 digits>-<their 11 digits, or a short code>``; on the wire ``conversation_id``.
        talkroute_number, contact_number: the two sides.
        last_message_at: timezone-aware.
        messages_count: how many messages there are.
        last_message: the newest.
    """

    id: TextId = wire("conversation_id", "conversationId", "id")
    talkroute_number: TextId | None = None
    contact_number: TextId | None = None
    last_message_at: datetime | None = None
    messages_count: int | None = None
    last_message: TextMessage | None = None


class TextConversations(Resource):
    """Text conversations. Writing needs the bulk texting plan, says the guide; `PaymentRequired` without it."""

    _list = Operation("GET", "/v2/text-conversations", TextConversation, paged=True, source=Source.OBSERVED)
    _get = Operation("GET", _CONVERSATION, TextConversation, source=Source.INFERRED)
    _list_messages = Operation("GET", f"{_CONVERSATION}/messages", TextMessage, paged=True, source=Source.OBSERVED)
    _reply = Operation("POST", _CONVERSATION, TextMessage, source=Source.OBSERVED)
    _mark_read: Operation[None] = Operation(
        "PATCH", _CONVERSATION, idempotent=True, allow_empty=True, source=Source.INFERRED
    )
    _delete: Operation[None] = Operation("DELETE", _CONVERSATION, allow_empty=True, source=Source.INFERRED)

    def list(
        self,
        *,
        since: datetime | None = None,
        before: datetime | None = None,
        unread: bool | None = None,
        talkroute_number: str | None = None,
        sender_number: str | None = None,
        page_size: int | None = None,
        cursor: Cursor | None = None,
        params: Params | None = None,
    ) -> Pager[TextConversation]:
        """List conversations with messages ``since`` or ``before`` a timezone-aware datetime, or ``unread`` ones only.

        ``talkroute_number`` and ``sender_number`` keep to one side's number, E.164. Source: observed.
        """
        times = {"since": instant(since, "since"), "before": instant(before, "before")}
        sides = {"talkrouteNumber": talkroute_number, "senderNumber": sender_number}
        query = self.query({**times, "unread": unread, **sides}, params)
        return self.pager(self._list(params=query), page_size=page_size, cursor=cursor)

    async def get(self, conversation_id: str) -> TextConversation:
        """Fetch one conversation. Source: inferred."""
        return await self.fetch(self._get(conversation_id))

    def list_messages(
        self,
        conversation_id: str,
        *,
        page_size: int | None = None,
        cursor: Cursor | None = None,
        params: Params | None = None,
    ) -> Pager[TextMessage]:
        """List a conversation's messages. Source: observed."""
        request = self._list_messages(conversation_id, params=self.query({}, params))
        return self.pager(request, page_size=page_size, cursor=cursor)

    @takes(WriteOptions)
    async def reply(
        self,
        conversation_id: str,
        *,
        body: str,
        attachment: os.PathLike[str] | None = None,
        **how: Unpack[WriteOptions],
    ) -> TextMessage:
        """Send a text, ``body``, with an image from a path as ``attachment``; never sent twice. Source: observed."""
        message = written(how, body=body, attachment=await image(attachment) or UNSET)
        return await self.fetch(self._reply(conversation_id, json=message))

    @takes(WriteOptions)
    async def start(
        self,
        *,
        from_: str,
        to: str,
        body: str,
        attachment: os.PathLike[str] | None = None,
        **how: Unpack[WriteOptions],
    ) -> TextMessage:
        """Send a text to somebody there may be no conversation with yet: the pair of numbers is its id.

        ``from_`` is a number of the account, ``to`` a number or short code, both of North America; ``body`` and
        ``attachment`` are as in `reply`, whose route this is. Source: observed; whether it arrived was not recorded.
        """
        return await self.reply(conversation_id(from_, to), body=body, attachment=attachment, **how)

    @takes(WriteOptions)
    async def mark_read(self, conversation_id: str, **how: Unpack[WriteOptions]) -> None:
        """Mark a conversation as read. Source: inferred."""
        await self.fetch(self._mark_read(conversation_id, json=written(how, read=True)))

    async def delete(self, conversation_id: str) -> None:
        """Delete a conversation. Source: inferred."""
        await self.fetch(self._delete(conversation_id))
