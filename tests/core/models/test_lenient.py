"""Reading, the lenient part: what the vendor adds or changes is kept and counted; in strict mode it is an error."""

import pickle
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.models.fields import OpenEnum, TextId, wire
from telephony_clients.core.models.frozen_dict import NO_EXTRA
from telephony_clients.core.models.model import Model
from tests.core.models.drifting import CODEC, read


class Status(OpenEnum):
    DONE = "done"
    IN_PROGRESS = "in-progress"


@attrs.frozen(kw_only=True)
class Agent(Model):
    id: TextId
    display_name: str | None = None
    level: int = 1


@attrs.frozen(kw_only=True)
class Call(Model):
    id: TextId
    status: Status | None = None
    agent: Agent | None = None
    duration: int | None = None
    tags: list[str] | None = None
    answered_at: str | None = None
    from_: str | None = wire("from", "fromNumber", "caller", default=None)


def test_a_record_as_modelled_counts_nothing_and_shares_the_empty_extra() -> None:
    call, drift = read(Call, {"id": "1", "status": "done", "agent": {"id": 2}, "tags": []})
    assert call == Call(id="1", status=Status.DONE, agent=Agent(id="2"), tags=[])
    assert call.extra is NO_EXTRA
    assert drift == []


def test_an_unknown_field_is_kept_under_its_wire_name_and_counted() -> None:
    call, drift = read(Call, {"id": "1", "newField": {"a": [1]}})
    assert call.extra == {"newField": {"a": [1]}}
    assert drift == [("unknown_field", "Call", "newField", "dict", 1)]


def test_an_unknown_field_that_replaces_an_absent_one_is_kept_although_the_length_is_the_same() -> None:
    whole = {"id": "1", "display_name": "x", "level": 2}
    swapped = {"id": "1", "display_name": "x", "grade": 2}
    assert len(whole) == len(swapped)
    (first, second), drift = read(list[Agent], [whole, swapped])
    assert first.extra is NO_EXTRA
    assert second == Agent(id="1", display_name="x", level=1, extra={"grade": 2})
    assert drift == [("unknown_field", "Agent", "grade", "int", 1)]


def test_a_wire_field_called_extra_is_an_unknown_field_like_any_other() -> None:
    call, _ = read(Call, {"id": "1", "extra": {"a": 1}})
    assert call.extra == {"extra": {"a": 1}}


def test_unknown_fields_of_a_nested_record_stay_with_it() -> None:
    call, drift = read(Call, {"id": "1", "agent": {"id": "2", "new": 1}})
    assert call.extra is NO_EXTRA
    assert call.agent.extra == {"new": 1}
    assert drift == [("unknown_field", "Agent", "new", "int", 1)]


@pytest.mark.parametrize(
    ("into", "value", "wanted"),
    [
        (Status | str, "DONE", Status.DONE),
        (Status | str | None, None, None),
        (list[Status | str], ["paused"], [Status("paused")]),
        (dict[str, Status | str | None], {"x": "done", "y": None}, {"x": Status.DONE, "y": None}),
    ],
)
def test_an_open_enum_or_text_is_read_as_the_enum(into: Any, value: Any, wanted: Any) -> None:
    assert repr(read(into, value)[0]) == repr(wanted)


@pytest.mark.parametrize("value", ["paused", "IN_PROGRESS"])
def test_an_unknown_enum_value_is_kept_and_counted(value: str) -> None:
    call, drift = read(Call, {"id": "1", "status": value})
    assert call.status == value
    assert call.status.is_known is False
    assert call.extra is NO_EXTRA
    assert drift == [("unknown_value", "Status", "", "str", 1)]


@pytest.mark.parametrize("value", ["done", "Done", "In-Progress"])
def test_a_known_enum_value_in_another_case_is_no_drift(value: str) -> None:
    call, drift = read(Call, {"id": "1", "status": value})
    assert call.status in Status
    assert drift == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", 3),
        ("agent", "Ann"),
        ("agent", {"id": None}),
        ("duration", "12"),
        ("duration", 12.5),
        ("duration", True),
        ("tags", "a,b"),
        ("tags", ["a", None]),
        ("answered_at", 1767225600),
        ("from", 12025550123),
    ],
)
def test_a_wrong_type_in_an_optional_field_leaves_none_and_keeps_the_raw_value(field: str, value: Any) -> None:
    call, drift = read(Call, {"id": "1", field: value})
    assert getattr(call, "from_" if field == "from" else field) is None
    wire_name = "answeredAt" if field == "answered_at" else field
    assert call.extra == {wire_name: value}
    assert drift == [("wrong_type", "Call", wire_name, type(value).__name__, 1)]


def test_a_wrong_type_in_one_field_leaves_the_other_fields_intact() -> None:
    call, drift = read(Call, {"id": "1", "duration": "12", "tags": ["a"], "new": 0, "status": "done"})
    assert call == Call(id="1", tags=["a"], status=Status.DONE, extra={"new": 0, "duration": "12"})
    assert [row[:3] for row in drift] == [("unknown_field", "Call", "new"), ("wrong_type", "Call", "duration")]


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"id": None}, "$.id"),
        ({"id": "1", "agent": None, "tags": [1]}, None),
        ({"id": ["1"], "duration": "12"}, "$.id"),
    ],
)
def test_a_wrong_type_in_a_required_field_is_a_mismatch(data: dict[str, Any], path: str | None) -> None:
    if path is None:
        assert read(Call, data)[0].extra == {"tags": [1]}
        return
    with pytest.raises(ModelMismatch) as caught:
        read(Call, data)
    assert caught.value.path == path


def test_a_default_alone_does_not_make_a_field_optional() -> None:
    with pytest.raises(ModelMismatch) as caught:
        read(Agent, {"id": "1", "level": "2"})
    assert caught.value.path == "$.level"


def test_a_null_is_replaced_by_the_default_kept_and_counted() -> None:
    agent, drift = read(Agent, {"id": "1", "level": None})
    assert (agent.level, agent.extra) == (Agent(id="1").level, {"level": None})
    assert drift == [("wrong_type", "Agent", "level", "NoneType", 1)]


def test_a_record_that_is_read_twice_is_counted_once() -> None:
    _, drift = read(Call, {"id": "1", "agent": {"id": "2", "brand_new": 1}, "tags": [1]})
    assert sorted(drift) == [
        ("unknown_field", "Agent", "brand_new", "int", 1),
        ("wrong_type", "Call", "tags", "list", 1),
    ]


@pytest.mark.parametrize("name", ["answeredAt", "answered_at"])
def test_both_spellings_of_a_name_are_read(name: str) -> None:
    call, drift = read(Call, {"id": "1", name: "now"})
    assert (call.answered_at, call.extra, drift) == ("now", {}, [])


@pytest.mark.parametrize("name", ["from", "fromNumber", "caller"])
def test_every_wire_name_of_a_field_is_read(name: str) -> None:
    assert read(Call, {"id": "1", name: "+1"}) == (Call(id="1", from_="+1"), [])


@pytest.mark.parametrize("name", ["from_", "from_number"])
def test_a_wire_name_replaces_what_would_follow_from_the_python_name(name: str) -> None:
    call, drift = read(Call, {"id": "1", name: "+1"})
    assert (call.from_, call.extra) == (None, {name: "+1"})
    assert drift[0][:3] == ("unknown_field", "Call", name)


@pytest.mark.parametrize(
    "data",
    [
        {"id": "1", "answeredAt": "a", "answered_at": "b"},
        {"id": "1", "answered_at": "b", "answeredAt": "a"},
    ],
)
def test_when_both_spellings_come_the_documented_one_counts_and_the_other_is_kept(data: dict[str, str]) -> None:
    call, drift = read(Call, data)
    assert (call.answered_at, call.extra) == ("a", {"answered_at": "b"})
    assert drift == [("unknown_field", "Call", "answered_at", "str", 1)]


def test_when_two_other_names_come_the_first_one_counts() -> None:
    call, _ = read(Call, {"id": "1", "caller": "b", "fromNumber": "a"})
    assert {call.from_, *call.extra.values()} == {"a", "b"}


def test_each_deviation_is_counted_as_often_as_it_occurs() -> None:
    _, drift = read(list[Agent], [{"id": str(n), "new": n} for n in range(5)] + [{"id": "x", "display_name": 1}])
    assert drift == [
        ("unknown_field", "Agent", "new", "int", 5),
        ("wrong_type", "Agent", "displayName", "int", 1),
    ]


@pytest.mark.parametrize(
    ("data", "words", "path"),
    [
        ({"id": "1", "new": "x"}, r"unknown_field of Call\.new \(str\)", "$[0]"),
        ({"id": "1", "agent": {"id": "2", "new": 1}}, r"unknown_field of Agent\.new \(int\)", "$[0].agent"),
        ({"id": "1", "status": "paused"}, "unknown_value of Status", "$[0].status"),
        ({"id": "1", "duration": "12"}, "Expected a whole number, got str", "$[0].duration"),
        ({"id": "1", "agent": {"id": "2", "display_name": 1}}, "Expected text, got int", "$[0].agent.displayName"),
    ],
)
def test_in_strict_mode_every_deviation_is_an_error_that_says_which_and_where(
    data: dict[str, Any], words: str, path: str
) -> None:
    with pytest.raises(ModelMismatch, match=words) as caught:
        read(list[Call], [data], strict=True)
    assert caught.value.path == path


def test_in_strict_mode_what_fits_is_read() -> None:
    assert read(Call, {"id": 1, "status": "DONE"}, strict=True) == (Call(id="1", status=Status.DONE), [])


def test_without_anyone_watching_nothing_is_counted_and_all_is_kept() -> None:
    assert CODEC.structure({"id": "1", "new": 1, "duration": "x"}, Call).extra == {"new": 1, "duration": "x"}


@given(
    st.dictionaries(
        st.sampled_from(["status", "agent", "duration", "tags", "answeredAt", "from", "new", "other"]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.lists(st.text(max_size=2), max_size=2),
    )
)
def test_no_value_of_any_record_is_ever_lost(data: dict[str, Any]) -> None:
    call, _ = read(Call, {"id": "1", **data})
    kept = {**CODEC.to_builtins(call), **call.extra}
    for name, value in data.items():
        assert kept[name] == value or (name == "status" and kept[name].casefold() == value.casefold())
    assert pickle.loads(pickle.dumps(call)) == call
