"""Records: frozen, hashable, copied whole; as plain data for JSON, pydantic, FastAPI and pandas."""

import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest

from telephony_clients import ConfigurationError, Model, OpenEnum
from telephony_clients.core.models.codec import Codec
from telephony_clients.core.models.fields import wire
from telephony_clients.core.values import UNSET, Unset
from telephony_clients.talkover import Call
from telephony_clients.talkroute import CallRecord
from tests.core.models.copies import WAYS

WHEN = datetime(2026, 3, 1, 10, tzinfo=UTC)
CALL: dict[str, Any] = {
    "id": "1",
    "from": "+12025550199",
    "direction": "inbound",
    "status": "brand-new",
    "agent": {"id": "a", "mood": "good"},
    "created_at": "2026-03-01T10:00:00+00:00",
    "brand_new": [1, {"a": None}],
}


class Kind(OpenEnum):
    GOOD = "good"


@attrs.frozen(kw_only=True)
class Part(Model):
    kind: Kind
    cost: Decimal = Decimal("1.50")


@attrs.frozen(kw_only=True)
class Whole(Model):
    from_: str | None = wire("from", default=None)
    day: date | None = None
    at: datetime | None = None
    part: Part | None = None
    parts: list[Part] | None = None
    named: dict[str, Part] | None = None
    left: str | Unset | None = UNSET


class Status(OpenEnum):
    DONE = "done"


@attrs.frozen(kw_only=True)
class Record(Model):
    id: str
    status: Status | None = None
    from_: str | None = wire("from", default=None)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "call", [Record(id="1"), Record(id="1", status=Status("paused"), from_="+1", extra={"new": [1, {"a": None}]})]
)
def test_a_model_survives_copy_and_pickle_whole(way: Any, call: Record) -> None:
    twin = way(call)
    assert twin == call
    assert twin.extra == call.extra


def test_a_model_is_frozen_slotted_and_evolves() -> None:
    call = Record(id="1", extra={"new": 1})
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        call.id = "2"  # type: ignore[misc]
    with pytest.raises(TypeError):
        vars(call)
    assert attrs.evolve(call, id="2") == Record(id="2", extra={"new": 1})


def test_models_with_unknown_fields_can_be_hashed_and_compared_by_all_they_hold() -> None:
    assert hash(Record(id="1", extra={"new": [1]})) == hash(Record(id="1"))
    assert Record(id="1", extra={"new": 1}) != Record(id="1")
    assert len({Record(id="1", extra={"a": 1}), Record(id="1", extra={"a": 1})}) == 1


def test_a_models_repr_leaves_extra_out() -> None:
    assert repr(Record(id="1", extra={"new": "private"})) == "Record(id='1', status=None, from_=None)"


def test_python_values_stay_and_models_inside_become_dicts() -> None:
    part = Part(kind=Kind.GOOD)
    whole = Whole(from_="x", day=date(2026, 3, 1), at=WHEN, part=part, parts=[part], named={"a": part})
    plain = {"kind": Kind.GOOD, "cost": Decimal("1.50")}
    assert whole.to_dict() == {
        "from_": "x",
        "day": date(2026, 3, 1),
        "at": WHEN,
        "part": plain,
        "parts": [plain],
        "named": {"a": plain},
    }


def test_json_values_are_those_that_the_vendor_writes() -> None:
    whole = Whole(day=date(2026, 3, 1), at=WHEN, part=Part(kind=Kind("new"), cost=Decimal("10.0")))
    made = whole.to_dict(mode="json", names="wire")
    assert made == {
        "from": None,
        "day": "2026-03-01",
        "at": "2026-03-01T10:00:00+00:00",
        "part": {"kind": "new", "cost": 10},
        "parts": None,
        "named": None,
    }
    assert type(made["part"]["kind"]) is str


@pytest.mark.parametrize("cost", ["123456789012345678.91", "NaN"])
def test_an_amount_that_no_json_number_carries_becomes_text(cost: str) -> None:
    assert Part(kind=Kind.GOOD, cost=Decimal(cost)).to_dict(mode="json")["cost"] == cost


def test_a_naive_datetime_is_refused_as_in_a_request() -> None:
    with pytest.raises(ConfigurationError, match="time zone"):
        Whole(at=datetime(2026, 3, 1)).to_dict(mode="json")  # noqa: DTZ001 - the very case


@pytest.mark.parametrize("wrong", [{"mode": "text"}, {"names": "camel"}])
def test_a_misspelled_argument_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match='"python" or "wire"'):
        Whole().to_dict(**wrong)


def test_unknown_fields_are_kept_at_every_depth() -> None:
    made = Codec().structure(CALL, Call).to_dict(mode="json")
    assert made["brand_new"] == [1, {"a": None}]
    assert made["agent"]["mood"] == "good"
    assert "extra" not in made


def test_a_value_of_another_type_stands_where_its_field_is_none() -> None:
    call = Codec().structure({**CALL, "from": ["+1"], "agent": "ag-1"}, Call)
    assert (call.to_dict()["from_"], call.to_dict()["agent"]) == (["+1"], "ag-1")
    assert call.to_dict(names="wire")["from"] == ["+1"]


def test_what_was_kept_never_hides_what_a_field_holds() -> None:
    assert Whole(from_="x", extra={"from": "y", "from_": "z"}).to_dict()["from_"] == "x"


def test_the_vendors_own_names_and_instants_are_written() -> None:
    record = CallRecord(id="7", call_date=WHEN, external_number="+12025550199")
    made = record.to_dict(mode="json", names="wire")
    assert made["callDate"] == "2026-03-01T10:00:00+00:00"
    assert made["externalNumber"] == "+12025550199"


def test_what_is_written_by_the_vendors_names_is_read_back_equal() -> None:
    call = Codec().structure({**CALL, "agent": "ag-1"}, Call)
    written = call.to_dict(mode="json", names="wire")
    assert Codec().structure(json.loads(json.dumps(written)), Call) == call


def test_a_pydantic_type_adapter_writes_and_reads_records() -> None:
    pydantic = pytest.importorskip("pydantic")
    adapter = pydantic.TypeAdapter(list[Call])
    call = Codec().structure(CALL, Call)
    assert json.loads(adapter.dump_json([call])) == [call.to_dict(mode="json")]
    assert adapter.validate_python([call])[0] is call
    assert adapter.validate_json(adapter.dump_json([call])) == [call]
    assert adapter.validate_python([CALL]) == [call]
    assert adapter.json_schema()["items"] == {"type": "object", "title": "Call"}
    with pytest.raises(pydantic.ValidationError, match="lacks a required field"):
        adapter.validate_python([{"id": "1"}])


def test_a_fastapi_endpoint_returns_a_record() -> None:
    fastapi = pytest.importorskip("fastapi")
    client = pytest.importorskip("fastapi.testclient")
    call = Codec().structure(CALL, Call)
    app = fastapi.FastAPI()

    async def get_call() -> Call:
        return call

    app.get("/call")(get_call)
    with client.TestClient(app) as browser:
        answer = browser.get("/call")
        assert (answer.status_code, answer.json()) == (200, call.to_dict(mode="json"))
        assert browser.get("/openapi.json").status_code == 200


def test_records_become_a_table_in_pandas_and_in_parquet() -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    calls = [Codec().structure({**CALL, "id": str(one), "brand_new": one}, Call) for one in range(2)]
    table = pandas.DataFrame(call.to_dict() for call in calls)
    file = io.BytesIO()
    table.to_parquet(file)
    file.seek(0)
    again = pandas.read_parquet(file)
    assert list(again["id"]) == ["0", "1"]
    assert list(again["status"]) == ["brand-new"] * 2
    assert list(again["brand_new"]) == [0, 1]
    assert again["created_at"][0] == WHEN
