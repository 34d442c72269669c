"""Records as Arrow columns, by a schema that is made from their model."""

import json
import types
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
import pyarrow as pa

from telephony_clients.core.client.dataset import Dataset
from telephony_clients.core.models.model import Model
from telephony_clients.pull.reading import Batch

_EXTRA = "extra"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLAIN: dict[Any, pa.DataType] = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    Decimal: pa.decimal128(38, 18),
    datetime: pa.timestamp("us", tz="UTC"),
    date: pa.date32(),
}
Build = Callable[[Sequence[Any]], pa.Array]


@attrs.frozen
class Column:
    """A column.

    Attributes:
        type: its Arrow type.
        build: makes an array of values.
    """

    type: pa.DataType
    build: Build


@attrs.frozen
class Table:
    """The columns of a dataset.

    Attributes:
        schema: their names and types: those of `Dataset.columns`, the fields of the model by the model's names, and
            ``extra``, which holds as JSON what the vendor sent besides.
    """

    schema: pa.Schema
    _columns: Mapping[str, Column]

    def batch(self, batches: Sequence[Batch]) -> pa.RecordBatch:
        """Return rows as one Arrow record batch.

        Raises:
            pa.ArrowInvalid: a number is too large for its column.
        """
        records = [record for batch in batches for record in batch.records]
        above = [
            pa.array([batch.parents[at] for batch in batches for _ in batch.records], pa.string())
            for at in range(len(self.schema) - len(self._columns))
        ]
        return pa.RecordBatch.from_arrays([*above, *_arrays(self._columns, records)], schema=self.schema)


@lru_cache(maxsize=64)
def table_of(dataset: Dataset) -> Table:
    """Return the columns of a dataset."""
    fields = _fields_of(dataset.record)
    above = [pa.field(name, pa.string()) for name in dataset.columns]
    schema = pa.schema([*above, *(pa.field(name, column.type) for name, column in fields.items())])
    return Table(schema, fields)


def _fields_of(model: type[Model]) -> dict[str, Column]:
    hints = get_type_hints(model)
    names = [field.name for field in attrs.fields(model) if field.name != _EXTRA]
    return {**{name: _column(hints[name]) for name in names}, _EXTRA: Column(pa.string(), _extra)}


def _arrays(columns: Mapping[str, Column], records: Sequence[Any]) -> list[pa.Array]:
    return [column.build([*map(attrgetter(name), records)]) for name, column in columns.items()]


def _column(hint: Any) -> Column:
    """Return the column for a field of that type; what has no shape becomes JSON."""
    kinds = {one for one in _members(hint) if one is not type(None)}
    if kinds and all(isinstance(one, type) and issubclass(one, str) for one in kinds):
        return Column(pa.string(), lambda values: pa.array(values, pa.string()))
    if len(kinds) == 1:
        (kind,) = kinds
        if kind is datetime:
            return Column(_PLAIN[kind], _instants)
        if kind in _PLAIN:
            return _plain(_PLAIN[kind])
        if get_origin(kind) is list:
            return _list(_column(get_args(kind)[0]))
        if isinstance(kind, type) and issubclass(kind, Model):
            return _struct(_fields_of(kind))
    return Column(pa.string(), _json)


def _members(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in {Union, types.UnionType} else (hint,)


def _plain(kind: pa.DataType) -> Column:
    return Column(kind, lambda values: pa.array(values, kind))


def _instants(values: Sequence[datetime | None]) -> pa.Array:
    """Return timezone-aware times; as lengths of time since 1970 they are read six times as fast as in themselves."""
    since = [None if value is None else value - _EPOCH for value in values]
    return pa.array(since, pa.duration("us")).view(_PLAIN[datetime])


def _list(inner: Column) -> Column:
    kind = pa.list_(inner.type)

    def build(values: Sequence[Any]) -> pa.Array:
        offsets: list[int | None] = []
        flat: list[Any] = []
        for value in values:
            offsets.append(None if value is None else len(flat))
            flat.extend(value or ())
        return pa.ListArray.from_arrays(pa.array([*offsets, len(flat)], pa.int32()), inner.build(flat), type=kind)

    return Column(kind, build)


def _struct(fields: dict[str, Column]) -> Column:
    kind = pa.struct([pa.field(name, column.type) for name, column in fields.items()])
    nothing = types.SimpleNamespace(**dict.fromkeys(fields))

    def build(values: Sequence[Any]) -> pa.Array:
        absent = [value is None for value in values]
        if not any(absent):
            return pa.StructArray.from_arrays(_arrays(fields, values), fields=list(kind))
        arrays = _arrays(fields, [nothing if value is None else value for value in values])
        return pa.StructArray.from_arrays(arrays, fields=list(kind), mask=pa.array(absent, pa.bool_()))

    return Column(kind, build)


def _extra(values: Sequence[Any]) -> pa.Array:
    if not any(values):
        return pa.nulls(len(values), pa.string())
    return pa.array([_text(value) if value else None for value in values], pa.string())


def _json(values: Sequence[Any]) -> pa.Array:
    return pa.array([None if value is None else _text(value) for value in values], pa.string())


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain_value)


def _plain_value(value: Any) -> Any:
    if isinstance(value, Model):
        return value.to_dict(mode="json")
    return dict(value) if hasattr(value, "keys") else str(value)
