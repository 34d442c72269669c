"""Numbers that keep their own text until an amount is read from it, so that no digit is lost or added."""

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any, get_args, get_origin

from telephony_clients.core.models.compiler import WireNames, fields_of, is_model, optional


class WrittenNumber(float):
    """A number that Python would write otherwise than the vendor did, such as 1.00.

    Attributes:
        text: as the vendor wrote it.
    """

    __slots__ = ("text",)
    text: str


def parse_number(text: str) -> float:
    """Return a JSON number that is no whole one, with its text if the number alone does not tell it."""
    number = float(text)
    if repr(number) == text:
        return number
    written = WrittenNumber(number)
    written.text = text
    return written


def holds_amounts(kind: Any) -> bool:
    """Return whether a type is a Decimal, or holds one at any depth."""
    return _known(kind)


@lru_cache(maxsize=256)
def _known(kind: Any) -> bool:
    return _holds_amounts(kind, set())


def _holds_amounts(kind: Any, seen: set[Any]) -> bool:
    if is_model(kind) and kind not in seen:  # a model may contain itself
        seen.add(kind)
        return any(_holds_amounts(field.type, seen) for field in fields_of(kind))
    return kind is Decimal or any(_holds_amounts(part, seen) for part in get_args(kind))


def keep_for_amounts(value: Any, kind: Any, names: WireNames) -> Any:
    """Return JSON values in which numbers keep their text where a Decimal is read, and are plain elsewhere.

    Args:
        value: the values.
        kind: the type that they are read as.
        names: field of a model -> its wire names.
    """
    kind = optional(kind) or kind
    if type(value) is WrittenNumber:
        return value if kind is Decimal else float(value)
    if type(value) is list:
        item = get_args(kind)[0] if get_origin(kind) is list else Any
        return [keep_for_amounts(one, item, names) for one in value]
    if type(value) is dict:
        of = _types_of(kind, names)
        return {name: keep_for_amounts(one, of(name), names) for name, one in value.items()}
    return value


def _types_of(kind: Any, names: WireNames) -> Callable[[str], Any]:
    """Return the function from a name in an object to the type of its value."""
    if is_model(kind):
        types = {name: field.type for field in fields_of(kind) for name in names(field)}
        return lambda name: types.get(name, Any)
    item = get_args(kind)[1] if get_origin(kind) is dict else Any
    return lambda _: item
