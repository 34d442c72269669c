"""Records as plain data: for JSON, for tables, and for pydantic."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, TypeAlias

import attrs

from telephony_clients.core.errors import ConfigurationError, ModelMismatch
from telephony_clients.core.models.codec import Codec
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import UNSET

DEFAULT_CODEC = Codec()
"""Names as the model spells them, instants as ISO 8601."""
_AS_THEY_ARE = frozenset({str, int, float, bool, type(None)})
_Write = Callable[[Any], Any]
Mode: TypeAlias = Literal["python", "json"]
Names: TypeAlias = Literal["python", "wire"]


def to_dict(record: Model, codec: Codec, *, mode: Mode, names: Names) -> dict[str, Any]:
    """Return a record as a dict; see `Model.to_dict`.

    Args:
        record: the record.
        codec: its vendor's.
        mode: ``"python"`` or ``"json"``.
        names: ``"python"`` or ``"wire"``.
    """
    if mode not in {"python", "json"} or names not in {"python", "wire"}:
        raise ConfigurationError(f'The mode is "python" or "json", and names are "python" or "wire": {mode}, {names}.')

    def write(value: Any) -> Any:
        if isinstance(value, Model):
            return value.to_dict(mode=mode, names=names)
        if isinstance(value, Mapping):
            return {name: write(one) for name, one in value.items() if one is not UNSET}
        if isinstance(value, list | tuple):
            return [write(one) for one in value]
        return value if mode == "python" or type(value) in _AS_THEY_ARE else _to_json(value, codec)

    model: Any = type(record)  # mypy takes a class for unhashable where its instances define a hash
    spelled = _names(model, codec)
    made: dict[str, Any] = {}
    for own, wire in spelled:
        value = getattr(record, own)
        if value is not UNSET:
            made[own if names == "python" else wire] = write(value)
    if record.extra:
        _add_extra(made, record.extra, {} if names == "wire" else {wire: own for own, wire in spelled}, write)
    return made


def _add_extra(made: dict[str, Any], extra: Mapping[str, Any], own: Mapping[str, str], write: _Write) -> None:
    """Put what did not fit the model among the fields, but never for a field that holds something."""
    for wire, value in extra.items():
        name = own.get(wire, wire)
        if made.get(name) is None:
            made[name] = write(value)


@lru_cache(maxsize=1024)
def _names(model: type[Any], codec: Codec) -> tuple[tuple[str, str], ...]:
    """Return the names of a model's fields, the model's own and the vendor's."""
    fields = (field for field in attrs.fields(model) if field.name != "extra")
    return tuple((field.name, codec.wire_names(field)[0]) for field in fields)


def _to_json(value: Any, codec: Codec) -> Any:
    try:
        return codec.to_builtins(value)
    except ConfigurationError:
        if isinstance(value, Decimal):
            return str(value)
        raise


def pydantic_schema(model: type[Model], codec: Codec) -> Any:
    """Return pydantic's schema of a model: it takes a record, or an object by the vendor's names or the model's.

    Args:
        model: the model.
        codec: its vendor's.
    """
    from pydantic_core import core_schema  # noqa: PLC0415 - only whoever has pydantic asks for this

    reader = _reader_of_both_names(codec)

    def read(value: Any) -> Any:
        if isinstance(value, model):
            return value
        try:
            return reader.structure(value, model)
        except ModelMismatch as problem:
            raise ValueError(str(problem)) from None

    write = core_schema.plain_serializer_function_ser_schema(lambda record: record.to_dict(mode="json"))
    return core_schema.no_info_plain_validator_function(read, serialization=write)


@lru_cache(maxsize=64)
def _reader_of_both_names(codec: Codec) -> Codec:
    """Return a codec that reads what `Model.to_dict` makes, by the vendor's names and by the model's."""
    return _BothNames(spell=codec.spell, instants=codec.instants)


class _BothNames(Codec):
    __slots__ = ()

    def wire_names(self, field: "attrs.Attribute[Any]") -> tuple[str, ...]:
        names = super().wire_names(field)
        return names if field.name in names else (*names, field.name)
