"""Reading, the strict part: each type takes what it is and nothing else; a mismatch says exactly where."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.models.codec import Codec
from telephony_clients.core.models.fields import Json, JsonObject, OpenEnum, TextId
from telephony_clients.core.models.jsontext import loads
from telephony_clients.core.models.model import Model

CODEC = Codec()
NAN, INF = float("nan"), float("inf")


class Status(OpenEnum):
    DONE = "done"


@attrs.frozen(kw_only=True)
class Agent(Model):
    id: int
    tags: list[str]


@attrs.frozen(kw_only=True)
class Call(Model):
    id: str
    agent: Agent
    by_day: dict[str, list[Agent]]


TYPES: list[Any] = [str, TextId, int, float, bool, Decimal, datetime, date, Status, list[int], dict[str, int], Agent]
TAKEN: list[tuple[Any, Any, Any]] = [
    (str, "12", "12"),
    (str, "", ""),
    (str, "None", "None"),
    (TextId, "a1", "a1"),
    (TextId, 12, "12"),
    (TextId, 12025550199, "12025550199"),
    (int, 12, 12),
    (int, -(10**18), -(10**18)),
    (int, 61.0, 61),
    (int, -0.0, 0),
    (int, 2.0**53 - 1, 2**53 - 1),
    (float, 1.5, 1.5),
    (float, 1, 1.0),
    (bool, True, True),
    (bool, False, False),
    (Decimal, "19.90", Decimal("19.90")),
    (Decimal, 19, Decimal(19)),
    (Decimal, 0.1, Decimal("0.1")),
    (Decimal, "-1e-3", Decimal("-0.001")),
    (Status, "DONE", Status.DONE),
    (list[int], [], []),
    (dict[str, int], {"a": 1}, {"a": 1}),
    (Json, {"a": [None, 1.5, "x"]}, {"a": [None, 1.5, "x"]}),
    (JsonObject, {"a": None}, {"a": None}),
    (Agent, {"id": 1, "tags": []}, Agent(id=1, tags=[])),
    (list[Agent], [{"id": 1, "tags": ["x"]}], [Agent(id=1, tags=["x"])]),
]
REFUSED: list[tuple[Any, list[Any]]] = [
    (str, [None, 12, 1.5, True, ["a"], {}]),
    (TextId, [None, True, 12.0, ["a"]]),
    (int, [None, "12", "12.0", 12.5, 2.0**53, -(2.0**53), 1e300, INF, NAN, True, False, ""]),
    (float, [None, "1.5", True, "nan", INF, -INF, NAN, 10**400]),
    (bool, [None, 0, 1, "true", "false", ""]),
    (Decimal, [None, True, "", "12,50", "abc", "NaN", "Infinity", "-inf", "sNaN", NAN, INF, ["1"]]),
    (datetime, [None, "", "soon", 1767225600, "2026-13-01T00:00:00Z", "0000-00-00 00:00:00", ["2026-01-01"]]),
    (date, [None, "", "tomorrow", 20260101, "2026-02-30", "2026-01-01T00:00:00Z"]),
    (Status, [None, 1, True, ["done"]]),
    (list[int], [None, {}, "12", 12]),
    (dict[str, int], [None, [], "{}"]),
    (Agent, [None, [], "x", 1, True]),
]


def test_each_type_has_its_refusals() -> None:
    assert [cl for cl, _ in REFUSED] == TYPES


@pytest.mark.parametrize(("into", "value", "wanted"), TAKEN)
def test_a_type_takes_what_it_is(into: Any, value: Any, wanted: Any) -> None:
    got = CODEC.structure(value, into)
    assert got == wanted
    assert type(got) is type(wanted)


@pytest.mark.parametrize(("into", "value"), [(into, value) for into, values in REFUSED for value in values])
def test_a_type_refuses_what_it_is_not_at_the_top_and_inside_a_model(into: Any, value: Any) -> None:
    with pytest.raises(ModelMismatch, match=r" at \$ ") as caught:
        CODEC.structure(value, into)
    assert (caught.value.path, caught.value.data is value) == ("$", True)

    model = attrs.make_class("Held", {"held": attrs.field(type=into)}, bases=(Model,), kw_only=True, frozen=True)
    with pytest.raises(ModelMismatch) as caught:
        CODEC.structure({"held": value}, model)
    assert caught.value.path == "$.held"


@pytest.mark.parametrize(("into", "value"), [(into, value) for into, values in REFUSED for value in values])
def test_a_mismatch_shows_the_type_of_what_came_and_not_its_value(into: Any, value: Any) -> None:
    with pytest.raises(ModelMismatch) as caught:
        CODEC.structure(value, into)
    kind = "null" if value is None else type(value).__name__
    assert caught.value.message.endswith(f", got {kind}")


@given(
    into=st.sampled_from([str, int, float, bool]),
    value=st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers(), max_size=1),
)
def test_plain_values_come_out_as_they_went_in_or_not_at_all(into: Any, value: Any) -> None:
    try:
        got = CODEC.structure(value, into)
    except ModelMismatch:
        assert type(value) is not into or value != value or value in (INF, -INF)  # noqa: PLR0124 - NaN
    else:
        assert got == into(value)
        assert type(got) is into
        assert type(value) is into or ({type(value), into} == {int, float} and value == got)


MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-04T05:06:07Z", MOMENT),
        ("2026-03-04T05:06:07.000Z", MOMENT),
        ("2026-03-04T05:06:07.000000Z", MOMENT),
        ("2026-03-04T05:06:07.123Z", MOMENT.replace(microsecond=123000)),
        ("2026-03-04T05:06:07.123456Z", MOMENT.replace(microsecond=123456)),
        ("2026-03-04T05:06:07.123456789Z", MOMENT.replace(microsecond=123457)),
        ("2026-03-04T05:06:07.123456+00:00", MOMENT.replace(microsecond=123456)),
        ("2026-03-03T22:06:07-07:00", MOMENT),
        ("2026-03-03T22:06:07.000-07:00", MOMENT),
        ("2026-03-03T22:06:07-0700", MOMENT),
        ("2026-03-04T10:51:07+05:45", MOMENT),
        ("2026-03-04T05:06:07", MOMENT),
        ("2026-03-04 05:06:07", MOMENT),
        ("2026-03-04 05:06:07.5", MOMENT.replace(microsecond=500000)),
        ("2026-03-04", datetime(2026, 3, 4, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_in_every_precision_that_vendors_use_and_is_always_aware(
    text: str, moment: datetime
) -> None:
    got = CODEC.structure(text, datetime)
    assert got == moment
    assert got.tzinfo is not None


def test_an_instant_keeps_the_offset_it_came_with() -> None:
    assert CODEC.structure("2026-03-03T22:06:07-07:00", datetime).utcoffset() == timedelta(hours=-7)


@given(st.datetimes(timezones=st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))))
def test_an_instant_that_is_written_reads_back_the_same(moment: datetime) -> None:
    assert CODEC.structure(CODEC.to_builtins(moment), datetime) == moment


def test_a_day_is_a_date_and_no_instant() -> None:
    got = CODEC.structure("2026-03-04", date)
    assert (got, type(got)) == (date(2026, 3, 4), date)


@given(st.text(max_size=30) | st.from_regex(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.{0,9}", fullmatch=True))
def test_any_text_is_an_aware_instant_a_day_an_amount_or_a_mismatch(text: str) -> None:
    for into in (datetime, date, Decimal):
        try:
            got = CODEC.structure(text, into)
        except ModelMismatch:
            continue
        assert isinstance(got, into)
        assert not isinstance(got, datetime) or got.tzinfo is not None


CALL = {"id": "c1", "agent": {"id": 1, "tags": ["a"]}, "by_day": {"mon": [{"id": 1, "tags": []}]}}


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"id": 12}, "$[1].id", "Expected text, got int"),
        ({"id": None}, "$[1].id", "Expected text, got null"),
        ({"agent": []}, "$[1].agent", r"Expected an object \(Agent\), got list"),
        ({"agent": {"id": 1, "tags": [None]}}, "$[1].agent.tags[0]", "Expected text, got null"),
        ({"agent": {"id": 1}}, "$[1].agent.tags", "Agent lacks a required field"),
        ({"by_day": {"mon": [], "tue": {}}}, "$[1].by_day.tue", "Expected a list, got dict"),
        ({"by_day": {"mon": [CALL["agent"], {"id": "x", "tags": []}]}}, "$[1].by_day.mon[1].id", "a whole number"),
    ],
)
def test_a_mismatch_says_exactly_where(change: dict[str, Any], path: str, words: str) -> None:
    data = [CALL, {**CALL, **change}, CALL]
    with pytest.raises(ModelMismatch, match=words) as caught:
        CODEC.structure(data, list[Call])
    assert caught.value.path == path
    assert caught.value.data is data


@pytest.mark.parametrize("missing", ["id", "agent", "by_day"])
def test_a_missing_required_field_is_named(missing: str) -> None:
    data = {name: value for name, value in CALL.items() if name != missing}
    with pytest.raises(ModelMismatch, match=rf"Call lacks a required field at \$\.{missing}"):
        CODEC.structure(data, Call)


def test_a_body_with_a_number_too_large_for_a_float_is_a_mismatch_and_no_overflow() -> None:
    for body in (b"1e999", b"1" + b"0" * 400):
        with pytest.raises(ModelMismatch):
            CODEC.structure(loads(body), float)


def test_a_codec_reads_a_model_the_same_every_time() -> None:
    assert CODEC.structure(CALL, Call) == CODEC.structure(CALL, Call)


def test_reading_does_not_change_its_input() -> None:
    data = {"id": 1, "tags": ["a"], "new": 1}
    CODEC.structure(data, Agent)
    assert data == {"id": 1, "tags": ["a"], "new": 1}
