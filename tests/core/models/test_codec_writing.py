"""Writing: models, inputs and queries as the wire wants them, without what is UNSET; what has no form is refused."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.models.codec import Codec, as_written, camel_or_snake
from telephony_clients.core.models.fields import OpenEnum, wire
from telephony_clients.core.models.instants import Instants, with_offset
from telephony_clients.core.models.jsontext import dumps
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import UNSET, Unset
from telephony_clients.core.wire.request import Operation
from tests.core.models.drifting import CODEC


class Status(OpenEnum):
    DONE = "done"


class Mode(StrEnum):
    FAST = "fast"


class Old(str, Enum):  # noqa: UP042 - as users still write it
    SLOW = "slow"


class Level(IntEnum):
    HIGH = 3


class Flag(Enum):
    ON = True


@attrs.frozen(kw_only=True)
class Item:
    product_id: str
    price: Decimal | Unset = UNSET
    note: str | Unset | None = UNSET
    from_: str | Unset = wire("from", "fromNumber", default=UNSET)


@attrs.frozen(kw_only=True)
class Order:
    items: list[Item]
    properties: Mapping[str, Any] | Unset = UNSET
    always: Mapping[str, Any] = attrs.field(factory=dict)
    tags: Sequence[str] | Unset = UNSET
    at: datetime | None = None


@attrs.frozen(kw_only=True)
class Line(Model):
    id: str
    display_name: str | None = None


NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "plain", "mixed"),
    [
        ("id", ("id",), ("id",)),
        ("created_at", ("created_at",), ("createdAt", "created_at")),
        ("from_", ("from",), ("from",)),
        ("is_on_hold", ("is_on_hold",), ("isOnHold", "is_on_hold")),
        ("sha_256", ("sha_256",), ("sha256", "sha_256")),
    ],
)
def test_a_python_name_has_its_wire_names(name: str, plain: tuple[str, ...], mixed: tuple[str, ...]) -> None:
    assert as_written(name) == plain
    assert camel_or_snake(name) == mixed


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (None, None),
        (1.5, 1.5),
        (True, True),
        (date(2026, 3, 4), "2026-03-04"),
        (NOON, "2026-03-04T12:00:00+00:00"),
        (Decimal("19.90"), 19.9),
        (Decimal("20.00"), 20),
        (Status("paused"), "paused"),
        (Mode.FAST, "fast"),
        (Old.SLOW, "slow"),
        (Level.HIGH, 3),
        (Flag.ON, True),
        ([NOON.date(), (Mode.FAST,)], ["2026-03-04", ["fast"]]),
        ({"a": UNSET, "b": None, "c": {"d": UNSET}}, {"b": None, "c": {}}),
        (OrderedDict(a=Mode.FAST, b=UNSET), {"a": "fast"}),
        (MappingProxyType({"a": Decimal(1), "b": UNSET}), {"a": 1}),
    ],
)
def test_any_value_has_its_plain_form(value: Any, plain: Any) -> None:
    got = CODEC.to_builtins(value)
    assert got == plain
    assert type(got) is type(plain)
    dumps(got)


def test_an_input_is_written_under_its_wire_names_without_what_is_unset() -> None:
    assert CODEC.to_builtins(Item(product_id="1")) == {"productId": "1"}
    assert CODEC.to_builtins(Item(product_id="1", price=Decimal("2.50"), note=None, from_="+1")) == {
        "productId": "1",
        "price": 2.5,
        "note": None,
        "from": "+1",
    }


def test_unset_is_left_out_at_every_depth() -> None:
    order = Order(items=[Item(product_id="1")], properties={"a": UNSET, "b": [{"c": UNSET}]}, always={"d": UNSET})
    assert CODEC.to_builtins({"order": order}) == {
        "order": {"items": [{"productId": "1"}], "properties": {"b": [{}]}, "always": {}, "at": None}
    }


def test_inputs_and_mappings_mix() -> None:
    order = Order(items=[], properties={"when": NOON, "item": Item(product_id="1")}, tags=("a", "b"), at=NOON)
    plain = CODEC.to_builtins(order)
    assert plain["properties"] == {"when": "2026-03-04T12:00:00+00:00", "item": {"productId": "1"}}
    assert list(plain["tags"]) == ["a", "b"]
    dumps(plain)


def test_a_record_that_was_read_is_written_without_its_extra() -> None:
    line = CODEC.structure({"id": "1", "displayName": "x", "new": 1}, Line)
    assert CODEC.to_builtins(line) == {"id": "1", "displayName": "x"}


def test_each_vendor_writes_instants_its_own_way() -> None:
    codec = Codec(instants=Instants(write=lambda moment: moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")))
    moment = NOON.astimezone(timezone(timedelta(hours=2)))
    assert codec.to_builtins({"at": moment, "day": NOON.date()}) == {"at": "20260304120000", "day": "2026-03-04"}
    assert codec.params({"at": moment}) == (("at", "20260304120000"),)
    assert with_offset(moment) == "2026-03-04T14:00:00+02:00"


@pytest.mark.parametrize("write", [CODEC.to_builtins, lambda value: CODEC.params({"at": value})])
def test_an_instant_without_a_time_zone_is_refused(write: Any) -> None:
    with pytest.raises(ConfigurationError, match="has no time zone: give an aware datetime"):
        write(datetime(2026, 3, 4))  # noqa: DTZ001 - the case


def test_an_instant_without_a_time_zone_is_refused_at_any_depth() -> None:
    with pytest.raises(ConfigurationError, match="no time zone"):
        CODEC.to_builtins(Order(items=[], properties={"a": [{"b": datetime(2026, 3, 4)}]}))  # noqa: DTZ001 - the case


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), Decimal("sNaN"), float("nan"), float("-inf")])
def test_nan_and_infinity_are_never_sent(value: Any) -> None:
    with pytest.raises(ConfigurationError):
        dumps(CODEC.to_builtins({"amount": value}))
    with pytest.raises(ConfigurationError):
        CODEC.params({"amount": value})


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (None, []),
        (UNSET, []),
        ("", [""]),
        ("a b", ["a b"]),
        (True, ["true"]),
        (False, ["false"]),
        (0, ["0"]),
        (1.5, ["1.5"]),
        (Decimal("0.10"), ["0.10"]),
        (Decimal("1E+3"), ["1000"]),
        (Decimal("1E-9"), ["0.000000001"]),
        (NOON, ["2026-03-04T12:00:00+00:00"]),
        (date(2026, 3, 4), ["2026-03-04"]),
        (Status.DONE, ["done"]),
        (Old.SLOW, ["slow"]),
        (Level.HIGH, ["3"]),
        (Flag.ON, ["true"]),
        (["a", Mode.FAST, 3], ["a", "fast", "3"]),
        (("a", None, UNSET, False), ["a", "false"]),
        ([], []),
    ],
)
def test_a_query_value_has_its_texts(value: Any, texts: list[str]) -> None:
    assert CODEC.params({"before": 1, "q": value, "after": 2}) == (
        ("before", "1"),
        *(("q", text) for text in texts),
        ("after", "2"),
    )


@pytest.mark.parametrize("value", [object(), {"a": 1}, [["a"]], {"a"}, b"ab", bytearray(b"ab"), [b"ab"], 1j])
def test_a_query_value_without_a_text_is_refused_by_its_name_and_type(value: Any) -> None:
    with pytest.raises(ConfigurationError, match="The parameter q cannot be this "):
        CODEC.params({"q": value})


@given(st.text(st.characters(exclude_categories=()), max_size=10))
def test_any_text_reaches_the_query_whole_or_is_refused(text: str) -> None:
    try:
        params = CODEC.params({"q": text})
    except ConfigurationError as error:
        assert "surrogate" in str(error)  # noqa: PT017 - either is right
        return
    target = Operation("GET", "/x")(params=params).target
    assert parse_qsl(target.partition("?")[2], keep_blank_values=True, strict_parsing=True) == [("q", text)]
