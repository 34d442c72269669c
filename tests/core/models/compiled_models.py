"""Models of every make that attrs knows, for the tests of what reads them; each with a record and what it says."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Generic, Self, TypeVar

import attrs

from telephony_clients import Model, OpenEnum
from telephony_clients.core.models.fields import Json, TextId, wire

T = TypeVar("T")
DERIVED: list[type] = []


class Colour(OpenEnum):
    RED = "red"


@attrs.frozen(kw_only=True)
class Plain(Model):
    id: str
    size: int | None = None


@attrs.frozen(kw_only=True)
class AllKinds(Model):
    id: TextId
    number: int
    ratio: float
    is_on: bool
    amount: Decimal
    at: datetime
    day: date
    colour: Colour | str
    tags: list[str]
    plain: Plain
    plains: list[Plain]
    by_name: dict[str, Plain]
    grid: list[list[int]]
    maybe: list[Plain] | None = None
    anything: Json = None
    from_: str = wire("from")


@attrs.frozen(kw_only=True)
class Paint(Model):
    colour: Colour | str
    shade: Colour | str | None = None
    layers: list[Colour | str] = attrs.Factory(list)
    by_room: dict[str, Colour | str | None] | None = None


@attrs.frozen(kw_only=True)
class Nothing(Model):
    pass


@attrs.frozen(kw_only=True)
class More(Plain):
    colour: Colour = Colour.RED
    plain: Plain = Plain(id="0")


@attrs.frozen(kw_only=True)
class Shelf(Model):
    plains: list[Plain]
    kinds: dict[str, Plain] | None = None


@attrs.frozen(kw_only=True)
class Room(Model):
    shelves: list[Shelf]
    best: Shelf | None = None


@attrs.frozen(kw_only=True)
class House(Model):
    """Models four deep, some of them in several places."""

    rooms: dict[str, Room]
    hall: Room


@attrs.frozen(kw_only=True)
class Factories(Model):
    id: str
    tags: list[str] = attrs.field(factory=list)
    seen: dict[str, int] = attrs.Factory(dict)


@attrs.frozen(kw_only=True)
class SharedDefaults(Model):
    id: str
    tags: list[int] = attrs.field(default=[1])
    seen: dict[str, int] = attrs.field(default={"a": 1})


@attrs.frozen(kw_only=True)
class OfItself(Model):
    id: str
    below: list["OfItself"] = attrs.field(factory=list)


@attrs.frozen(kw_only=True)
class There(Model):
    id: str
    back: "Back | None" = None


@attrs.frozen(kw_only=True)
class Back(Model):
    there: There


@attrs.frozen(kw_only=True, slots=False)
class WithDict(Model):
    id: str
    size: int = 0


@attrs.define(kw_only=True)
class Defined(Model):
    id: str
    size: int = 0


@attrs.define(kw_only=True, slots=False)
class DefinedWithDict(Model):
    id: str
    size: int = 0


@attrs.frozen(kw_only=True)
class WithCachedProperty(Model):
    id: str

    @cached_property
    def twice(self) -> str:
        return self.id * 2


class WithMethods(Plain):
    """Derived without attrs."""

    def label(self) -> str:
        return f"{self.id} ({self.size})"


class Mixin:
    def label(self) -> str:
        return type(self).__name__


@attrs.frozen(kw_only=True)
class Mixed(Mixin, Model):
    id: str


@attrs.frozen(kw_only=True)
class Hidden(Model):
    _id: str


@attrs.frozen(kw_only=True, cache_hash=True)
class HashOnce(Model):
    id: str


@attrs.frozen(kw_only=True, cache_hash=True, slots=False)
class HashOnceWithDict(Model):
    id: str


@attrs.frozen(kw_only=True)
class Validated(Model):
    id: str = attrs.field(validator=attrs.validators.max_len(3))


def upper(text: str) -> str:
    return text.upper()


@attrs.frozen(kw_only=True)
class Converted(Model):
    id: str = attrs.field(converter=upper)


@attrs.frozen(kw_only=True)
class PostInit(Model):
    id: str
    twice: str = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "twice", self.id * 2)


@attrs.frozen(kw_only=True)
class PreInit(Model):
    id: str

    def __attrs_pre_init__(self) -> None:
        DERIVED.append(PreInit)


@attrs.frozen(kw_only=True)
class NotInInit(Model):
    id: str
    size: int = attrs.field(init=False, default=3)


@attrs.frozen(kw_only=True)
class DefaultBySelf(Model):
    id: str
    name: str = attrs.Factory(lambda self: f"{self.id}!", takes_self=True)


@attrs.frozen(kw_only=True)
class OwnInit(Model):
    id: str

    def __init__(self, *, id: str, extra: Mapping[str, Any] | None = None) -> None:  # noqa: A002 - the field's name
        self.__attrs_init__(id=f"{id}!", **({"extra": extra} if extra else {}))  # type: ignore[attr-defined]


class InitWithoutAttrs(Plain):
    def __init__(self, **fields: Any) -> None:
        super().__init__(**{**fields, "id": f"{fields['id']}!"})


@attrs.frozen(kw_only=True)
class OwnNew(Model):
    id: str

    def __new__(cls, **fields: Any) -> Self:
        made = super().__new__(cls)
        object.__setattr__(made, "extra", {"new": True})
        return made


@attrs.frozen(kw_only=True)
class GenericModel(Model, Generic[T]):
    id: str


@attrs.frozen(kw_only=True)
class Registering(Model):
    id: str

    def __init_subclass__(cls) -> None:
        DERIVED.append(cls)


@attrs.frozen(kw_only=True)
class Registered(Registering):
    size: int = 0


@attrs.frozen(kw_only=True)
class Around(Model):
    """A model with one inside for which no constructor can be written."""

    id: str
    inner: Validated
