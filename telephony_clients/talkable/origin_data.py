"""How an origin is told, whether alone or in a batch."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from telephony_clients.core.client.fields import given
from telephony_clients.core.values import UNSET
from telephony_clients.talkable.origin_fields import AffiliateMemberFields


def origin_data(fields: Mapping[str, Any], kind: type[Any], *, now: datetime | None = None) -> dict[str, Any]:
    """Return an origin as it is sent; what has a number always says when it happened.

    Args:
        fields: what was given.
        kind: the TypedDict that says what there is.
        now: the time that counts as now, for records that are told together.

    Raises:
        ConfigurationError: see `given`.
    """
    when = fields.get("created_at")
    if when in (None, UNSET):
        when = UNSET if kind is AffiliateMemberFields else now or datetime.now(UTC)
    return given({**fields, "created_at": when}, kind)
