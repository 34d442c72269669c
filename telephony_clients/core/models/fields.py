"""What models are made of: wire names, open enums, ids as text or number, and the room for what does not fit."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache
from typing import Annotated, Any, Self, TypeAlias, TypeVar

import attrs

from telephony_clients.core.models.drift import Deviation, current_recorder
from telephony_clients.core.models.frozen_dict import NO_EXTRA, frozen
from telephony_clients.core.redaction import shown_link

__all__ = ["OpenEnum"]

Json: TypeAlias = Any
"""Any JSON value."""
JsonObject: TypeAlias = dict[str, Any]
"""A JSON object with any fields."""

E = TypeVar("E", bound="OpenEnum")
WIRE = "wire"
NUMBER_OR_TEXT = "number-or-text"

TextId: TypeAlias = Annotated[str, NUMBER_OR_TEXT]
"""An id or a phone number that some answers give as a number; it is always read as text."""


@attrs.frozen(kw_only=True)
class ModelBase:
    """What the codec knows of a model: it is an attrs class with a place for what does not fit its fields."""

    extra: Mapping[str, Any] = attrs.field(default=NO_EXTRA, converter=frozen, hash=False, repr=False)


def wire(*names: str, default: Any = attrs.NOTHING) -> Any:
    """Return a field whose wire names do not follow from its Python name.

    Args:
        names: the documented one first; all are read.
        default: as in `attrs.field`.
    """
    return attrs.field(default=default, metadata={WIRE: names})


def secret_url(*names: str, default: Any = attrs.NOTHING) -> Any:
    """Return a field for an address that may be signed or hold a token: its repr shows no value of the query.

    Args:
        names: as in `wire`; without them the wire name follows from the Python name.
        default: as in `attrs.field`.
    """
    return attrs.field(default=default, repr=shown_link, metadata={WIRE: names} if names else {})


class OpenEnum(StrEnum):
    """An enum that accepts values that the vendor adds later: such a value is a member without a name.

    A member compares equal to its text. Letter case is ignored for known values. A field is typed ``CallStatus | str``:
    it holds a member, and type checkers ask for a branch that takes the values that come later.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member: Self
        member, unknown = _member(cls, value)
        if unknown is not None and (recorder := current_recorder.value) is not None:
            recorder.record(unknown)
        return member

    @property
    def is_known(self) -> bool:
        """Whether the enum declares this value."""
        return type(self).__members__.get(self._name_) is self


@lru_cache(maxsize=256)  # a vendor that adds a value sends it on every page
def _member(cl: type[E], value: str) -> tuple[E, Deviation | None]:
    """Return the member for a value that is not declared as such, and the deviation to record if it is unknown."""
    member = _by_folded(cl).get(value.casefold())
    if member is not None:
        return member, None
    unknown = str.__new__(cl, value)
    unknown._name_ = unknown._value_ = value
    return unknown, ("unknown_value", cl.__name__, "", type(value).__name__, 1)


@cache
def _by_folded(cl: type[E]) -> dict[str, E]:
    return {member.value.casefold(): member for member in reversed(cl)}  # the first of those that differ only in case
