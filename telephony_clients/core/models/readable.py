"""Whether answers can be read as a type: asked before anything is sent."""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, get_args, get_type_hints, is_typeddict

import attrs
from cattrs import Converter
from cattrs.errors import StructureHandlerNotFoundError

from telephony_clients.core.models.compiler import fields_of, is_model
from telephony_clients.core.models.readers import Reader, read_bytes

HasUserHook = Callable[[Any], bool]


def check_readable(kind: Any, converter: Converter, has_user_hook: HasUserHook) -> None:
    """Build what reads a type, also what is otherwise built when it is first needed.

    Args:
        kind: the type.
        converter: the vendor's.
        has_user_hook: whether the user has a hook for a type, so that what is in it does not matter.

    Raises:
        Exception: it cannot be read, for any reason.
    """
    converter.get_structure_hook(kind)
    for part in _deferred(kind, has_user_hook, set()):
        if converter.get_structure_hook(part) == read_bytes:
            raise StructureHandlerNotFoundError("JSON has no bytes", type_=bytes)


def is_named_tuple(kind: Any) -> bool:
    """Return whether a type is a named tuple."""
    return isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")


def refuse_named_tuple(kind: Any) -> Reader:
    """Refuse a type whose fields are told by their places, since those of an object have none.

    Raises:
        StructureHandlerNotFoundError: always.
    """
    raise StructureHandlerNotFoundError(f"{kind.__name__} is a named tuple, and JSON has objects", type_=kind)


def _deferred(kind: Any, has_user_hook: HasUserHook, seen: set[Any]) -> Iterator[Any]:
    """Yield the types at any depth whose readers are not built, or that are not refused, with that of the type."""
    if isinstance(kind, type):
        if kind in seen:  # a class may contain itself
            return
        seen.add(kind)
    if kind is bytes:
        yield kind
    elif not is_model(kind):
        for part in (*get_args(kind), *_field_types(kind)):
            yield from _deferred(part, has_user_hook, seen)
    elif not has_user_hook(kind):
        for field in fields_of(kind):
            yield field.type
            yield from _deferred(field.type, has_user_hook, seen)


def _field_types(kind: Any) -> list[Any]:
    """Return the types of the fields of a class that is no model, as far as they are known."""
    if not (attrs.has(kind) or dataclasses.is_dataclass(kind) or is_typeddict(kind)):
        return []
    try:
        return [*get_type_hints(kind).values()]
    except Exception:  # noqa: BLE001 - annotations may raise anything; then a hook of the user's reads them
        return []
