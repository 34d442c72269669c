"""Records become columns: each field of the model, nested ones too, and what the vendor sent besides."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import attrs
import pytest

from telephony_clients.core.client.dataset import Dataset
from telephony_clients.core.models.codec import Codec
from telephony_clients.core.models.fields import Json, OpenEnum, TextId
from telephony_clients.core.models.model import Model
from telephony_clients.pull.reading import Batch

pa = pytest.importorskip("pyarrow")
arrow = pytest.importorskip("telephony_clients.pull.arrow")


class Colour(OpenEnum):
    RED = "red"


@attrs.frozen(kw_only=True)
class Tag(Model):
    name: str | None = None
    weight: Decimal | None = None


@attrs.frozen(kw_only=True)
class Row(Model):
    id: TextId
    colour: Colour | str | None = None
    at: datetime | None = None
    day: date | None = None
    price: Decimal | None = None
    ratio: float | None = None
    count: int = 0
    is_new: bool | None = None
    tag: Tag | None = None
    tags: list[Tag] | None = None
    names: list[str] | None = None
    anything: Json = None
    by_name: dict[str, int] | None = None


DATASET = Dataset(record=Row, lists=(lambda client: client.rows.list(),) * 2, parents=("owner",))
FULL = {
    "id": 7,
    "colour": "blue",
    "at": "2026-01-02T03:04:05.000006+02:00",
    "day": "2026-01-02",
    "price": "12.30",
    "ratio": 0.5,
    "count": 3,
    "is_new": True,
    "tag": {"name": "x", "weight": 1.5, "odd": [1]},
    "tags": [{"name": "a"}, {"name": None}],
    "names": ["n"],
    "anything": {"deep": [None]},
    "by_name": {"a": 1},
    "new_field": {"z": 1},
}


def table(*payloads: dict[str, object], owners: tuple[str, ...] = ("o",)) -> list[dict[str, object]]:
    records = [Codec().structure(one, Row) for one in payloads]
    batches = [Batch(records, (owner,)) for owner in owners]
    made: list[dict[str, object]] = arrow.table_of(DATASET).batch(batches).to_pylist()
    return made


def test_every_field_has_a_column_of_its_type() -> None:
    assert {field.name: str(field.type) for field in arrow.table_of(DATASET).schema} == {
        "owner": "string",
        "id": "string",
        "colour": "string",
        "at": "timestamp[us, tz=UTC]",
        "day": "date32[day]",
        "price": "decimal128(38, 18)",
        "ratio": "double",
        "count": "int64",
        "is_new": "bool",
        "tag": "struct<name: string, weight: decimal128(38, 18), extra: string>",
        "tags": "list<item: struct<name: string, weight: decimal128(38, 18), extra: string>>",
        "names": "list<item: string>",
        "anything": "string",
        "by_name": "string",
        "extra": "string",
    }


def test_values_keep_what_they_are() -> None:
    (row,) = table(FULL)

    assert row == {
        "owner": "o",
        "id": "7",
        "colour": "blue",
        "at": datetime(2026, 1, 2, 1, 4, 5, 6, tzinfo=UTC),
        "day": date(2026, 1, 2),
        "price": Decimal("12.3"),
        "ratio": 0.5,
        "count": 3,
        "is_new": True,
        "tag": {"name": "x", "weight": Decimal("1.5"), "extra": '{"odd":[1]}'},
        "tags": [{"name": "a", "weight": None, "extra": None}, {"name": None, "weight": None, "extra": None}],
        "names": ["n"],
        "anything": '{"deep":[null]}',
        "by_name": '{"a":1}',
        "extra": '{"new_field":{"z":1}}',
    }


def test_what_is_absent_is_null_and_an_empty_list_is_empty() -> None:
    nothing, empty = table({"id": "a"}, {"id": "b", "tags": [], "names": []})

    assert {name: value for name, value in nothing.items() if value is not None} == {
        "owner": "o",
        "id": "a",
        "count": 0,
    }
    assert (empty["tags"], empty["names"]) == ([], [])


def test_a_value_of_another_type_is_kept_beside_its_column() -> None:
    (row,) = table({"id": "a", "ratio": "many"})

    assert row["ratio"] is None
    assert json.loads(str(row["extra"])) == {"ratio": "many"}


def test_rows_of_several_batches_keep_their_parents() -> None:
    assert [row["owner"] for row in table({"id": "a"}, {"id": "b"}, owners=("x", "y"))] == ["x", "x", "y", "y"]


def test_no_rows_make_no_rows() -> None:
    assert arrow.table_of(DATASET).batch([]).num_rows == 0
