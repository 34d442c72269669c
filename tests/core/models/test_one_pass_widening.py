"""What a vendor adds is seen once by the tolerant pass, and read quickly from then on: kept and counted the same."""

import json
from typing import Any

import attrs
import pytest

from telephony_clients import Model, OpenEnum
from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.models.codec import Codec, camel_or_snake
from telephony_clients.core.models.drift import discard_pending
from telephony_clients.core.models.one_pass import _MAX_WIDENED, Envelope
from tests.core.models.drifting import Row, counted

pytest.importorskip("msgspec", reason="without the extra `fast` there is one pass only")

ENVELOPE = Envelope(data="data")
ODD: list[Any] = [None, True, 0, -1, 2**70, 1.5, 1e300, "", "é\u2028", [], [1, [None]], {}, {"a": {"b": []}}]


class Mood(OpenEnum):
    CALM = "calm"


@attrs.frozen(kw_only=True)
class Guest(Model):
    first_name: str
    mood: Mood = Mood.CALM


@attrs.frozen(kw_only=True)
class Room(Model):
    id: str
    guest: Guest | None = None
    guests: list[Guest] = attrs.field(factory=list)
    by_day: dict[str, Guest] = attrs.field(factory=dict)


ROOMS: Any = list[Room]
ZOE: dict[str, Any] = {"firstName": "Zoë"}


@pytest.fixture
def codec() -> Codec:
    return Codec(spell=camel_or_snake)


def one_pass(codec: Codec, data: Any, into: Any = ROOMS) -> Any:
    """Read in one pass; None when that is left to the tolerant pass."""
    made = codec.one_pass.decode(json.dumps({"data": data}).encode(), into, ENVELOPE, None)
    return None if made is None else made["data"]


def both(codec: Codec, data: Any, into: Any = ROOMS) -> tuple[Any, list[Row]]:
    """Read as an answer is read: in one pass, else by the tolerant one; return it and what was counted."""

    def act() -> Any:
        made = one_pass(codec, data, into)
        if made is None:
            discard_pending()
            made = codec.structure(data, into)
        return made

    return counted(act)


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_an_unknown_field_costs_the_one_pass_decoder_once(codec: Codec, value: Any) -> None:
    data = [{"id": str(number), "new": value} for number in range(3)]

    assert one_pass(codec, data) is None
    first = both(codec, data)
    again = counted(lambda: one_pass(codec, data))

    assert again == first
    assert repr(again) == repr(first)
    assert first == (
        [Room(id=str(number), extra={"new": value}) for number in range(3)],
        [("unknown_field", "Room", "new", type(value).__name__, 3)],
    )
    assert [room.extra for room in again[0]] == [{"new": value}] * 3


@pytest.mark.parametrize(
    "name", ['"', "a\\b", "\n", "\x00", "\x7f", "\ud800", "\u2028", "", " ", "'", "{}", "ünï", "😀", "x" * 5000]
)
def test_whatever_an_unknown_field_is_called_later_records_are_read(codec: Codec, name: str) -> None:
    data = [{"id": "1", name: 1}]
    for _ in range(2):
        assert both(codec, data) == ([Room(id="1", extra={name: 1})], [("unknown_field", "Room", name, "int", 1)])
    assert one_pass(codec, [{"id": "2"}]) == [Room(id="2")]


def test_records_without_the_field_are_as_before(codec: Codec) -> None:
    both(codec, [{"id": "1", "new": 1}])

    (with_it, without), rows = counted(lambda: one_pass(codec, [{"id": "1", "new": 2}, {"id": "2"}]))

    assert (with_it.extra, rows) == ({"new": 2}, [("unknown_field", "Room", "new", "int", 1)])
    assert without.extra == {}
    assert without.extra is Room(id="2").extra


NESTED: dict[str, Any] = {
    "one": {"guest": {**ZOE, "age": 7}},
    "each of a list": {"guests": [{**ZOE, "age": 7}, ZOE, {**ZOE, "age": 8}]},
    "each of a map": {"by_day": {"mon": {**ZOE, "age": 7}, "tue": ZOE}},
    "both levels": {"guest": {**ZOE, "age": 7, "hat": None}, "view": "sea", "floor": 2},
}


@pytest.mark.parametrize("where", NESTED)
def test_unknown_fields_of_models_within_models(codec: Codec, where: str) -> None:
    data = [{"id": "1", **NESTED[where]}, {"id": "2"}]
    data[0] = {("byDay" if name == "by_day" else name): value for name, value in data[0].items()}

    first = both(codec, data)
    again = counted(lambda: one_pass(codec, data))

    assert again == first
    assert repr(again) == repr(first)
    assert first[1]


def test_one_model_is_widened_wherever_it_stands(codec: Codec) -> None:
    both(codec, [{**ZOE, "age": 7}], list[Guest])

    assert one_pass(codec, [{"id": "1", "guest": {**ZOE, "age": 8}}])[0].guest.extra == {"age": 8}
    assert one_pass(codec, {**ZOE, "age": 9}, Guest).extra == {"age": 9}


@pytest.mark.parametrize("name", ["extra", "from", "a b", "a-b", "", "é", "__class__", "unknown_0", "None", "source"])
def test_a_field_may_have_any_name(codec: Codec, name: str) -> None:
    data = [{"id": "1", name: 5}]

    first = both(codec, data)

    assert counted(lambda: one_pass(codec, data)) == first
    assert first[0][0].extra == {name: 5}


def test_what_is_no_unknown_field_stays_what_it_was(codec: Codec) -> None:
    """An unknown value in a widened model is counted, another type of a known field left to the tolerant pass."""
    both(codec, [{**ZOE, "age": 7}], list[Guest])
    odd = [{**ZOE, "age": 7, "mood": "odd"}]
    first = both(codec, odd, list[Guest])

    made, rows = counted(lambda: one_pass(codec, odd, list[Guest]))
    assert (made[0].mood.value, made[0].extra) == ("odd", {"age": 7})
    assert rows == [("unknown_field", "Guest", "age", "int", 1), ("unknown_value", "Mood", "", "str", 1)]
    assert first == (made, rows)
    assert one_pass(codec, [{"firstName": 5, "age": 7}], list[Guest]) is None


def test_more_names_than_the_cap_are_kept_by_the_tolerant_pass(codec: Codec) -> None:
    for number in range(_MAX_WIDENED):
        both(codec, [{"id": "1", f"f{number}": number}])
    everything = [{"id": "1", **{f"f{number}": number for number in range(_MAX_WIDENED)}}]
    beyond = [{"id": "1", "beyond": 1, "f1": 1}]

    assert one_pass(codec, everything)[0].extra == {f"f{number}": number for number in range(_MAX_WIDENED)}
    for _ in range(2):
        made, rows = both(codec, beyond)
        assert made == [Room(id="1", extra={"beyond": 1, "f1": 1})]
        assert made[0].extra == {"beyond": 1, "f1": 1}
        assert [row[:3] for row in rows] == [("unknown_field", "Room", "beyond"), ("unknown_field", "Room", "f1")]
        assert one_pass(codec, beyond) is None
    assert one_pass(codec, [{"id": "1", "f1": 1}]) is not None
    assert len(codec.one_pass._unknown_fields[Room]) == _MAX_WIDENED


def test_the_cap_is_on_all_models_together(codec: Codec) -> None:
    both(codec, [{"id": "1", **{f"f{number}": 1 for number in range(_MAX_WIDENED)}}])
    both(codec, [{**ZOE, "age": 7}], list[Guest])

    assert one_pass(codec, [{**ZOE, "age": 7}], list[Guest]) is None
    assert Guest not in {model for model, names in codec.one_pass._unknown_fields.items() if names}


@pytest.mark.parametrize("record", [{"first_name": "Zoë"}, {"firstName": "Zoë", "first_name": "Zoé"}])
def test_another_spelling_of_a_known_field_does_not_widen(codec: Codec, record: dict[str, Any]) -> None:
    for _ in range(2):
        made, _ = both(codec, [record], list[Guest])
        assert made[0].first_name == "Zoë"
        assert one_pass(codec, [record], list[Guest]) is None
    assert codec.one_pass._unknown_fields == {}


@pytest.mark.parametrize("widened", [False, True])
def test_strictness_raises_on_either_pass(codec: Codec, *, widened: bool) -> None:
    data = [{"id": "1", "guest": {**ZOE, "age": 7}}]
    if widened:
        both(codec, data)
        assert one_pass(codec, data) is not None

    assert counted(lambda: one_pass(codec, data), strict=True) == (None, [])
    with pytest.raises(ModelMismatch, match=r"unknown_field of Guest.age \(int\)"):
        counted(lambda: codec.structure(data, ROOMS), strict=True)


def test_a_hook_that_is_registered_later_finds_the_widened_model(codec: Codec) -> None:
    data = [{**ZOE, "age": 7}]
    both(codec, data, list[Guest])
    codec.converter.register_structure_hook(int, lambda value, _: value)

    assert counted(lambda: one_pass(codec, data, list[Guest]))[0] == [Guest(first_name="Zoë", extra={"age": 7})]
