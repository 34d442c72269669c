"""What Talkroute is sent: flat objects in its spelling."""

from collections.abc import Mapping
from typing import Any

from telephony_clients.core.client.fields import given
from telephony_clients.core.models.codec import camel_or_snake
from telephony_clients.core.values import UNSET
from telephony_clients.talkroute.record import Record, WriteOptions


def written(fields: Mapping[str, Any], kind: type[Any] = WriteOptions, **known: Any) -> dict[str, Any]:
    """Return a body.

    Args:
        fields: what a caller gave, keys of the TypedDict.
        kind: the TypedDict.
        known: fields of the method's own.

    Raises:
        ConfigurationError: a field is missing, or there is none of that name.
    """
    extra, wrap = fields.get("extra") or {}, fields.get("wrap", False)
    named = {**known, **given({name: one for name, one in fields.items() if name not in {"extra", "wrap"}}, kind)}
    body = {camel_or_snake(name)[0]: _plain(one) for name, one in named.items() if one is not UNSET}
    return {"data": {**body, **extra}} if wrap else {**body, **extra}


def _plain(value: Any) -> Any:
    """Return records without what they do not say, and anything else as it is."""
    if isinstance(value, Record):
        return _said(value.to_dict(mode="json", names="wire"))
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _said(held: Any) -> Any:
    if isinstance(held, dict):
        return {name: _said(one) for name, one in held.items() if one is not None}
    return [_said(one) for one in held] if isinstance(held, list) else held
