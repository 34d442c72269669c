"""Requests to give Talkover's phone numbers back."""

from datetime import datetime

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import OpenEnum, TextId
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Cursor, Params
from telephony_clients.core.wire.request import Operation

__all__ = ["ReleaseRequest", "ReleaseRequests", "ReleaseStatus"]


class ReleaseStatus(OpenEnum):
    """What became of a request."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


@attrs.frozen(kw_only=True)
class ReleaseRequest(Model):
    """A request to give a number back.

    Attributes:
        id, phone_number_id: of the request and of the number; opaque.
        phone_number: in E.164.
        reason: in the asker's words.
        status: what became of it.
        requested_at, resolved_at: timezone-aware; the second is None until it is resolved.
        rejection_reason: in the vendor's words, when it was rejected.
    """

    id: TextId
    phone_number_id: TextId | None = None
    phone_number: TextId | None = None
    reason: str | None = None
    status: ReleaseStatus | str | None = None
    requested_at: datetime | None = None
    resolved_at: datetime | None = None
    rejection_reason: str | None = None


class ReleaseRequests(Resource):
    """Requests to give numbers back, open and past; `PhoneNumbers.request_release` makes one."""

    _list = Operation("GET", "/phone-numbers/release-requests", ReleaseRequest)
    _cancel: Operation[None] = Operation(
        "DELETE", "/phone-numbers/release-requests/{release_request_id}", allow_empty=True
    )

    def list(self, *, cursor: Cursor | None = None, params: Params | None = None) -> Pager[ReleaseRequest]:
        """List the requests; the list comes whole. Source: vendor docs, "list-release-requests"."""
        return self.pager(self._list(params=self.query({}, params)), cursor=cursor)

    async def cancel(self, release_request_id: str) -> None:
        """Take a pending request back; not repeated after a lost answer. It stays listed as ``cancelled``.

        `NotFound` when there is no such request; `Conflict` with the code ``RELEASE_ALREADY_RESOLVED`` when it is not
        pending any more. Source: vendor docs, "cancel-release-request".
        """
        await self.fetch(self._cancel(release_request_id))
