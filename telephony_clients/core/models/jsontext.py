"""JSON text <-> values: strict, with a repair of trailing commas for vendors whose own examples are not valid JSON."""

import json
import re
from typing import Any, NoReturn

from telephony_clients.core.errors import ConfigurationError, DecodeError
from telephony_clients.core.models.amounts import parse_number
from telephony_clients.core.models.drift import record_deviation
from telephony_clients.core.secret import HIDDEN_LOCALS

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
    text = _decode(body)
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
    with HIDDEN_LOCALS:
        try:
            return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
        except RecursionError:
            raise ConfigurationError("The body holds itself, or is nested too deep.") from None
        except (TypeError, ValueError) as error:
            raise ConfigurationError(f"The body cannot be written as JSON: {error}") from None


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = DecodeError(f"The body is not UTF-8 (byte {error.start}).")
    raise problem  # here, so that what holds the body is not its context: some pickle that, too


def _parse(text: str, *, exact: bool) -> Any:
    try:
        if len(text) > _AT_ONCE:
            return _PiecewiseDecoder(**(_EXACT if exact else _STRICT)).decode(text)
        return (_EXACT_DECODER if exact else _DECODER).decode(text)
    except json.JSONDecodeError as error:
        problem = DecodeError(f"The body is not JSON: {error.msg.removesuffix(' at')} at character {error.pos}.")
    except RecursionError:
        problem = DecodeError("The body is nested too deep.")
    except ValueError as error:
        problem = DecodeError(f"The body holds a number that cannot be read: {error}.")
    raise problem  # as in `_decode`


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


class _PiecewiseDecoder(json.JSONDecoder):
    """Decodes one element of an array after the other, so that other threads can run in between.

    The decoder in C keeps the interpreter for as long as it runs, which is 20 ms for each megabyte, and the event loop
    with it. So objects and arrays are walked here, until it comes to what is in an array.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._scan: Any = self.scan_once  # type: ignore[has-type]
        self._names: dict[str, str] = {}
        self.scan_once = self._outside_arrays

    def _outside_arrays(self, text: str, at: int) -> tuple[Any, int]:
        if text[at : at + 1] == "{":
            walk: Any = self.parse_object  # type: ignore[attr-defined]
            return walk((text, at + 1), True, self._outside_arrays, None, _object_of, self._names)  # type: ignore[no-any-return]
        return self._in_array(text, at)

    def _in_array(self, text: str, at: int) -> tuple[Any, int]:
        if text[at : at + 1] == "[":
            return self.parse_array((text, at + 1), self._in_array)  # type: ignore[attr-defined,no-any-return]
        if text[at : at + 1] == "{" and text.find("}", at, at + _AT_ONCE) < 0:
            return self._outside_arrays(text, at)
        return self._scan(text, at)  # type: ignore[no-any-return]


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object that may have a million names, made bit by bit for the same reason."""
    made: dict[str, Any] = {}
    for at in range(0, len(pairs), _PAIRS_AT_ONCE):
        made.update(pairs[at : at + _PAIRS_AT_ONCE])
    return made


_AT_ONCE = 2**18
"""Characters that are decoded at once, in some milliseconds."""
_PAIRS_AT_ONCE = 2**13
_STRICT: dict[str, Any] = {"parse_constant": _refuse_constant}
_EXACT = {**_STRICT, "parse_float": parse_number}
_DECODER = json.JSONDecoder(**_STRICT)
_EXACT_DECODER = json.JSONDecoder(**_EXACT)
