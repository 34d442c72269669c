"""The user behind a Talkover token, with the user's own tokens and credits."""

from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from telephony_clients.core.client.resource import Part, Resource
from telephony_clients.core.models.fields import TextId
from telephony_clients.core.models.model import Model
from telephony_clients.core.wire.request import Operation

if TYPE_CHECKING:
    from telephony_clients.talkover.api_tokens import ApiTokens
    from telephony_clients.talkover.credits import Credits

__all__ = ["Account", "User"]


@attrs.frozen(kw_only=True)
class User(Model):
    """The user of a token.

    Attributes:
        id: opaque.
        name, email: who it is.
        current_environment_id: the environment that the user works in; opaque.
    """

    id: TextId
    name: str | None = None
    email: str | None = None
    current_environment_id: TextId | None = None
    created_at: datetime | None = None


class Account(Resource):
    """The account API, which needs another token than the rest of Talkover.

    It takes a user session token, or a personal access token made by `ApiTokens.create` (like ``1|abc123``), not an
    environment token (``talq_...``): ``Talkover(api_key=user_token).account``. One page of the vendor's counts reading
    account settings among an environment token's powers; the pages of this API do not.

    Attributes:
        api_tokens: the user's personal access tokens.
        credits: what can be spent, and buying more.
    """

    api_tokens = Part["ApiTokens"]("telephony_clients.talkover.api_tokens:ApiTokens")
    credits = Part["Credits"]("telephony_clients.talkover.credits:Credits")

    _get_user = Operation("GET", "/../user", User)

    async def get_user(self) -> User:
        """Fetch the user of the token; the path, ``/api/user``, lies beside the base URL's ``/api/v1``.

        Source: vendor docs, "get-current-user".
        """
        return await self.fetch(self._get_user())
