"""Classes of every kind that ``into`` may be, and some that it may not."""

import dataclasses
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple, TypedDict

import attrs
import pytest

from telephony_clients import Model, OpenEnum

msgspec = pytest.importorskip("msgspec")
pydantic = pytest.importorskip("pydantic")
NAME = "Ada-of-somebody"


def refuse_61(_: object, __: object, value: int) -> None:
    if value == 61:
        raise ValueError(f"{NAME} called for {value}")


@attrs.frozen
class Plain:
    name: str
    duration: int = attrs.field(validator=refuse_61)
    at: datetime | None = None


@attrs.frozen(kw_only=True)
class Own(Model):
    name: str
    duration: int = attrs.field(validator=refuse_61)
    at: datetime | None = None


@dataclasses.dataclass
class Data:
    name: str
    duration: int
    at: datetime | None = None


class Typed(TypedDict):
    name: str
    duration: int


class Pydantic(pydantic.BaseModel):  # type: ignore[misc, name-defined]
    name: str
    duration: int = pydantic.Field(lt=61)
    at: datetime | None = None


class StrictPydantic(Pydantic):
    model_config = pydantic.ConfigDict(strict=True)


@pydantic.dataclasses.dataclass
class PydanticData:
    name: str
    duration: int
    at: datetime | None = None


class Struct(msgspec.Struct):  # type: ignore[misc, name-defined]
    name: str
    duration: int
    at: datetime | None = None


class Pair(NamedTuple):
    name: str
    duration: int


@attrs.frozen
class Unresolvable:
    name: "Nowhere"  # type: ignore[name-defined]  # noqa: F821


@attrs.frozen(kw_only=True)
class UnresolvableModel(Model):
    name: "Nowhere"  # type: ignore[name-defined]  # noqa: F821


class UnresolvablePydantic(pydantic.BaseModel):  # type: ignore[misc, name-defined]
    name: "Nowhere"  # type: ignore[name-defined]  # noqa: F821


class UnresolvableStruct(msgspec.Struct):  # type: ignore[misc, name-defined]
    name: "Nowhere"  # type: ignore[name-defined]  # noqa: F821


@attrs.frozen(kw_only=True)
class HoldsUnresolvable(Model):
    inner: list[UnresolvableModel | None] | None = None


@dataclasses.dataclass
class HoldsPair:
    pairs: list[Pair]


@attrs.frozen
class HoldsModel:
    inner: dict[str, UnresolvableModel]


@attrs.frozen(kw_only=True)
class HoldsObject(Model):
    inner: object = None


class Colour(Enum):
    RED = "red"


class Shade(OpenEnum):
    DARK = "dark"


class Other:
    pass


CLASSES: list[Any] = [Plain, Own, Data, Typed, Pydantic, StrictPydantic, PydanticData, Struct]
GOOD = {"name": NAME, "duration": 60}
UNREADABLE: list[Any] = [
    *(Pair, object, bytes, complex, Other, Unresolvable, UnresolvableModel, UnresolvablePydantic, UnresolvableStruct),
    *(HoldsUnresolvable, HoldsPair, HoldsModel, HoldsObject, Iterator[int], Plain | Data, int | str),
    *("Plain", 5, [Plain], print, list[object], list[Pair], dict[str, Other], Other | None, list[bytes], type(None)),
]
