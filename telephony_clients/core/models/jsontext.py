"""JSON text <-> values: strict, with a repair of trailing commas for vendors whose own examples are not valid JSON."""

import json
import re
from typing import Any, NoReturn

from telephony_clients.core.errors import ConfigurationError, DecodeError
from telephony_clients.core.models.amounts import parse_number
from telephony_clients.core.models.drift import record_deviation

_STRING_OR_TRAILING_COMMA = re.compile(r'("(?:[^"\\]++|\\.)*+(?:"|\\?\Z))|,(?=\s*[}\]])', re.DOTALL)
"""Matches whole strings, an unterminated last one too, without backtracking: linear in any body."""


def loads(body: bytes, *, tolerant: bool = False, exact: bool = False) -> Any:
    """Return the value of a JSON body.

    Args:
        body: UTF-8, with or without a byte order mark.
        tolerant: if it is not valid, try again without commas before closing brackets, and count that.
        exact: let numbers keep their text, for `Codec.structure` to read amounts from.

    Raises:
        DecodeError: it is not UTF-8, not JSON, nested too deep, or holds NaN, Infinity or an absurdly long number.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DecodeError(f"The body is not UTF-8 (byte {error.start}).") from None
    try:
        return _parse(text, exact=exact)
    except DecodeError:
        if not tolerant:
            raise
        repaired = _STRING_OR_TRAILING_COMMA.sub(lambda match: match[1] or "", text)
        if repaired == text:
            raise
        value = _parse(repaired, exact=exact)
        record_deviation("tolerated_json", "body", "", text)
        return value


def dumps(value: Any) -> bytes:
    """Return ``value`` as compact JSON.

    Raises:
        ConfigurationError: a part of it cannot be written as JSON; nothing was sent.
    """
    try:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise ConfigurationError(f"The body cannot be written as JSON: {error}") from None


def _parse(text: str, *, exact: bool) -> Any:
    try:
        return (_EXACT_DECODER if exact else _DECODER).decode(text)
    except json.JSONDecodeError as error:
        raise DecodeError(f"The body is not JSON: {error.msg.removesuffix(' at')} at character {error.pos}.") from None
    except RecursionError:
        raise DecodeError("The body is nested too deep.") from None
    except ValueError as error:
        raise DecodeError(f"The body holds a number that cannot be read: {error}.") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
_EXACT_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=parse_number)
