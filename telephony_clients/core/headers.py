"""Headers that callers and adapters add to requests: checked before anything is sent, and merged."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.secret import MaskedText

NO_HEADERS: Mapping[str, str] = MappingProxyType({})
_FRAMING = frozenset({"content-length", "host", "transfer-encoding"})
_OWN = _FRAMING | {"accept", "authorization", "content-type", "user-agent"}


def checked_headers(headers: Mapping[str, str | None], *, removable: bool = False) -> dict[str, str | None]:
    """Return a caller's headers as a dict of their own, whose values show nowhere: one may be a credential.

    Args:
        headers: name -> value.
        removable: whether a value may be None.

    Raises:
        ConfigurationError: one cannot be sent, is given twice, or is the client's own.
    """
    if not isinstance(headers, Mapping):
        raise ConfigurationError(f"headers must be a mapping of names to texts, not {type(headers).__name__}.")
    for name, value in headers.items():
        _check_name(name)
        if name.lower() in _OWN:
            raise ConfigurationError(f"The header {name} is the client's own and cannot be set.")
        if not (value is None and removable):
            _check_value(name, value)
    if len({name.lower() for name in headers}) != len(headers):
        raise ConfigurationError("A header is given twice: letter case makes no difference to its name.")
    return {name: value if value is None else MaskedText(value) for name, value in headers.items()}


def merged_headers(headers: Mapping[str, str], changes: Mapping[str, str | None]) -> dict[str, str]:
    """Return headers with changes: one of the same name in any letter case is replaced, or taken away by None.

    Raises:
        ConfigurationError: one of the changes cannot be sent, is given twice, or is the client's own.
    """
    merged = {name.lower(): (name, value) for name, value in headers.items()}
    for name, value in checked_headers(changes, removable=True).items():
        if value is None:
            merged.pop(name.lower(), None)
        else:
            merged[name.lower()] = name, value
    return dict(merged.values())


def check_final_headers(headers: Mapping[str, str], credential: Iterable[str]) -> None:
    """Check what is going to be sent besides the client's own headers, also those that the adapter has added.

    Args:
        headers: the headers.
        credential: the names of those that carry the key.

    Raises:
        ConfigurationError: one cannot be sent, frames the request, or would replace the key.
    """
    keys = {name.lower() for name in credential}
    for name, value in headers.items():
        _check_name(name)
        _check_value(name, value)
        if name.lower() in keys:
            raise ConfigurationError(f"The header {name} carries the key of this client: give a key as api_key.")
        if name.lower() in _FRAMING:
            raise ConfigurationError(f"The header {name} is the client's own and cannot be set.")


def _check_name(name: Any) -> None:
    if not (isinstance(name, str) and name.isascii() and name.replace("-", "").replace("_", "").isalnum()):
        raise ConfigurationError("What was given is not a header name: that has letters, digits, '-' and '_' only.")


def _check_value(name: str, value: Any) -> None:
    if not (isinstance(value, str) and value.isprintable()):
        raise ConfigurationError(f"The value of the header {name} cannot be sent; check for line ends.")
