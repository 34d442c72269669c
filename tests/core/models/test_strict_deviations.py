"""However many records deviate from a model, its fields are computed once; every deviation is kept and counted."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import attrs
import pytest

from telephony_clients import Model, OpenEnum
from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.models import compiler, strict
from telephony_clients.core.models.codec import Codec, camel_or_snake
from telephony_clients.core.models.drift import discard_pending
from telephony_clients.core.models.one_pass import Envelope
from tests.core.models.drifting import Row, counted

ENVELOPE = Envelope(data="data")


class Status(OpenEnum):
    DONE = "done"
    OPEN = "open"


@attrs.frozen(kw_only=True)
class Agent(Model):
    id: str
    display_name: str | None = None


@attrs.frozen(kw_only=True)
class Call(Model):
    id: str
    status: Status = Status.DONE
    statuses: list[Status] | None = None
    agent: Agent | None = None
    duration: int = 0
    tag: str | None = None


@attrs.frozen(kw_only=True)
class Leg(Model):
    call: Call


@attrs.frozen(kw_only=True)
class Journey(Model):
    """Models four levels deep, which is more than are built inline."""

    legs: list[Leg]
    count: int


CALLS: Any = list[Call]
AGENT: dict[str, Any] = {"id": "7"}
DEVIATIONS: dict[str, Callable[[int], dict[str, Any]]] = {
    "a new field": lambda _: {"new": 1},
    "several": lambda _: {"new": 1, "newer": "x", "newest": []},
    "another each": lambda number: {f"new_{number}": 1},
    "in some": lambda number: {} if number % 3 else {"new": 1},
    "in the record inside": lambda _: {"agent": {**AGENT, "new": 1}},
    "an unknown value": lambda _: {"status": "parked"},
    "another value each": lambda number: {"status": f"parked {number}"},
    "a null": lambda _: {"duration": None},
    "another type": lambda _: {"tag": 5},
    "another type inside": lambda _: {"agent": {**AGENT, "displayName": 5}},
    "text for the record inside": lambda _: {"agent": "Ann"},
    "another spelling inside": lambda _: {"agent": {**AGENT, "display_name": "Ann"}},
}


@pytest.fixture
def codec() -> Codec:
    return Codec(spell=camel_or_snake)


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the fields of each model were computed."""
    asked: Counter[str] = Counter()
    fields_of = compiler.fields_of

    def counting(model: type[Model]) -> Any:
        asked[model.__name__] += 1
        return fields_of(model)

    monkeypatch.setattr(strict, "fields_of", counting)
    return asked


def tolerant(codec: Codec, data: Any, into: Any = CALLS) -> tuple[Any, list[Row]]:
    return counted(lambda: codec.structure(data, into))


def answer(codec: Codec, data: Any, into: Any = CALLS) -> tuple[Any, list[Row]]:
    """Read as an answer is read: in one pass where possible, else by the tolerant pass."""

    def act() -> Any:
        made = codec.one_pass.decode(json.dumps({"data": data}).encode(), into, ENVELOPE, None)
        if made is not None:
            return made["data"]
        discard_pending()
        return codec.structure(data, into)

    return counted(act)


@pytest.mark.parametrize("deviation", DEVIATIONS)
def test_the_fields_of_a_model_are_computed_once_however_many_records_deviate(
    codec: Codec, computed: Counter[str], monkeypatch: pytest.MonkeyPatch, deviation: str
) -> None:
    written: Counter[str] = Counter()
    compile_function = compiler.Code.compile_function

    def counting(code: compiler.Code, lines: Iterable[str], made: str, what: str) -> compiler.Constructor:
        written[what] += 1
        return compile_function(code, lines, made, what)

    monkeypatch.setattr(compiler.Code, "compile_function", counting)
    change = DEVIATIONS[deviation]
    for page in range(3):
        tolerant(codec, [{"id": str(number), **change(20 * page + number)} for number in range(20)])
    assert computed["Call"] == computed["Agent"] == 1
    assert written <= Counter(["Call", "Agent"])


@pytest.mark.parametrize("deviation", DEVIATIONS)
def test_both_passes_keep_and_count_the_same(codec: Codec, deviation: str) -> None:
    data = [{"id": str(number), **DEVIATIONS[deviation](number)} for number in range(5)]
    wanted = tolerant(Codec(spell=camel_or_snake), data)
    for _ in range(3):
        got = answer(codec, data)
        assert got == wanted
        assert [one.extra for one in got[0]] == [one.extra for one in wanted[0]]
        assert [type(one.extra) for one in got[0]] == [type(one.extra) for one in wanted[0]]


def test_extra_holds_unknown_fields_before_values_set_aside(codec: Codec) -> None:
    record = {"tag": 5, "id": "1", "b": 1, "duration": None, "a": 2}
    (call,), rows = tolerant(codec, [record])
    assert list(call.extra.items()) == [("b", 1), ("a", 2), ("duration", None), ("tag", 5)]
    assert [row[:3] for row in rows] == [
        ("unknown_field", "Call", "a"),
        ("unknown_field", "Call", "b"),
        ("wrong_type", "Call", "duration"),
        ("wrong_type", "Call", "tag"),
    ]


def test_deviations_before_a_record_failed_are_counted_once(codec: Codec) -> None:
    """The nested record cannot be read, which shows only after other fields were read."""
    bad = {"id": "1", "status": "parked", "duration": None, "agent": {"new": 1}, "new": 1}
    for data in ([bad], [{"id": "0", "new": 1}, bad, {"id": "2", "new": 1}]):
        made, rows = tolerant(codec, data)
        assert [one.agent for one in made] == [None] * len(data)
        assert sorted(row[:3] + row[4:] for row in rows) == [
            ("unknown_field", "Agent", "new", 1),
            ("unknown_field", "Call", "new", len(data)),
            ("unknown_value", "Status", "", 1),
            ("wrong_type", "Call", "agent", 1),
            ("wrong_type", "Call", "duration", 1),
        ]


def test_nested_deviations_are_kept_and_counted_when_the_outermost_record_deviates_too(codec: Codec) -> None:
    leg = {"call": {"id": "1", "new": 1, "agent": {**AGENT, "new": 2}}, "new": 3}
    data = {"legs": [leg, leg], "count": 1, "leg_s": 0}
    for _ in range(3):
        made, rows = answer(codec, data, Journey)
        assert (made.extra, made.legs[1].extra, made.legs[1].call.extra) == ({"leg_s": 0}, {"new": 3}, {"new": 1})
        assert made.legs[1].call.agent.extra == {"new": 2}
        assert [row[1:] for row in rows] == [
            ("Agent", "new", "int", 2),
            ("Call", "new", "int", 2),
            ("Leg", "new", "int", 2),
            ("Journey", "leg_s", "int", 1),
        ]


def test_deviations_before_a_failed_list_item_are_counted(codec: Codec) -> None:
    (call,), rows = tolerant(codec, [{"id": "1", "statuses": ["parked", 5]}])
    assert (call.statuses, call.extra) == (None, {"statuses": ["parked", 5]})
    assert [row[:3] for row in rows] == [("unknown_value", "Status", ""), ("wrong_type", "Call", "statuses")]


@pytest.mark.parametrize("deviation", [name for name in DEVIATIONS if name != "another spelling inside"])
def test_strict_mode_refuses_each_deviation_and_says_where(codec: Codec, deviation: str) -> None:
    data = [{"id": "1", **DEVIATIONS[deviation](0)}]
    answer(codec, data)
    assert counted(
        lambda: codec.one_pass.decode(json.dumps({"data": data}).encode(), CALLS, ENVELOPE, None), strict=True
    ) == (None, [])
    with pytest.raises(ModelMismatch) as caught:
        counted(lambda: codec.structure(data, CALLS), strict=True)
    assert caught.value.path.startswith("$[0]")


def test_an_enum_with_a_new_value_is_read_in_one_pass_by_every_model_that_has_it(codec: Codec) -> None:
    pytest.importorskip("msgspec")
    data = [{"id": "1", "status": "parked", "statuses": ["done", "parked", "DONE"]}, {"id": "2"}]
    first = answer(codec, data)
    decoders = codec.one_pass.prepare(CALLS, ENVELOPE, None)
    assert answer(codec, data) == first
    assert codec.one_pass.prepare(CALLS, ENVELOPE, None) is decoders
    (one, two), rows = first
    assert (one.status.is_known, one.statuses[2], two.status) == (False, Status.DONE, Status.DONE)
    assert two.status is Status.DONE
    assert rows == [("unknown_value", "Status", "", "str", 2)]
