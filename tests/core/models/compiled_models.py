"""Models of every make that attrs knows, for the tests of what reads them; each with a record and what it says."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Generic, Self, TypeVar

import attrs

from telephony_clients import Model, OpenEnum
from telephony_clients.core.models.model import Json, TextId, wire

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


PLAIN: dict[str, Any] = {"id": "a", "size": 1}
HALL = {"shelves": [{"plains": [PLAIN, PLAIN]}]}
ALL_KINDS: dict[str, Any] = {
    "id": 7,
    "number": 1,
    "ratio": 2,
    "is_on": True,
    "amount": 1.10,
    "at": "2026-01-02T03:04:05Z",
    "day": "2026-01-02",
    "colour": "red",
    "tags": ["x"],
    "plain": PLAIN,
    "plains": [PLAIN],
    "by_name": {"x": PLAIN},
    "grid": [[1], []],
    "maybe": [PLAIN],
    "anything": {"a": [1]},
    "from": "b",
}
ONE, TWO = Plain(id="a", size=1), Validated(id="a")
READ_AS: list[tuple[dict[str, Any], Model]] = [
    (PLAIN, ONE),
    ({"id": "a"}, Plain(id="a")),
    (
        ALL_KINDS,
        AllKinds(
            id="7",
            number=1,
            ratio=2.0,
            is_on=True,
            amount=Decimal("1.1"),
            at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
            day=date(2026, 1, 2),
            colour=Colour.RED,
            tags=["x"],
            plain=ONE,
            plains=[ONE],
            by_name={"x": ONE},
            grid=[[1], []],
            maybe=[ONE],
            anything={"a": [1]},
            from_="b",
        ),
    ),
    ({}, Nothing()),
    ({"colour": "RED"}, Paint(colour=Colour.RED)),
    (
        {"colour": "mauve", "shade": "red", "layers": ["red", "beige"], "by_room": {"x": "red", "y": None}},
        Paint(
            colour=Colour("mauve"),
            shade=Colour.RED,
            layers=[Colour.RED, Colour("beige")],
            by_room={"x": Colour.RED, "y": None},
        ),
    ),
    (
        {
            "rooms": {"x": {"shelves": [{"plains": [PLAIN]}], "best": {"plains": [], "kinds": {"y": PLAIN}}}},
            "hall": HALL,
        },
        House(
            rooms={"x": Room(shelves=[Shelf(plains=[ONE])], best=Shelf(plains=[], kinds={"y": ONE}))},
            hall=Room(shelves=[Shelf(plains=[ONE, ONE])]),
        ),
    ),
    ({"id": "a"}, More(id="a")),
    ({**PLAIN, "plain": PLAIN}, More(id="a", size=1, plain=ONE)),
    ({"id": "a"}, Factories(id="a")),
    ({"id": "a", "tags": ["x"], "seen": {"x": 1}}, Factories(id="a", tags=["x"], seen={"x": 1})),
    ({"id": "a"}, SharedDefaults(id="a")),
    (PLAIN, WithDict(id="a", size=1)),
    ({"id": "a"}, WithDict(id="a")),
    (PLAIN, Defined(id="a", size=1)),
    (PLAIN, DefinedWithDict(id="a", size=1)),
    ({"id": "a"}, WithCachedProperty(id="a")),
    (PLAIN, WithMethods(id="a", size=1)),
    ({"id": "a"}, Mixed(id="a")),
    ({"_id": "a"}, Hidden(id="a")),
]
"""Record -> what it is read as, by a constructor."""
READ_CAREFULLY_AS: list[tuple[dict[str, Any], Model]] = [
    ({"id": "a", "below": [{"id": "b"}]}, OfItself(id="a", below=[OfItself(id="b")])),
    ({"id": "a", "back": {"there": {"id": "b"}}}, There(id="a", back=Back(there=There(id="b")))),
    ({"there": {"id": "b"}}, Back(there=There(id="b"))),
    ({"id": "a"}, HashOnce(id="a")),
    ({"id": "a"}, HashOnceWithDict(id="a")),
    ({"id": "a"}, TWO),
    ({"id": "a"}, Converted(id="a")),
    ({"id": "a"}, PostInit(id="a")),
    ({"id": "a"}, PreInit(id="a")),
    ({"id": "a"}, NotInInit(id="a")),
    ({"id": "a", "size": 4}, NotInInit(id="a", extra={"size": 4})),
    ({"id": "a"}, DefaultBySelf(id="a")),
    ({"id": "a"}, OwnInit(id="a")),
    (PLAIN, InitWithoutAttrs(id="a", size=1)),
    ({"id": "a"}, OwnNew(id="a")),
    ({"id": "a"}, GenericModel(id="a")),
    (PLAIN, Registered(id="a", size=1)),
    ({"id": "a", "inner": {"id": "a"}}, Around(id="a", inner=TWO)),
]
"""The same for models whose making does more than setting the fields, or that contain themselves."""
