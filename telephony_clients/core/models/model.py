"""The base of all records, and records as plain data: for JSON, for tables, and for pydantic."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, ClassVar, Literal

import attrs

from telephony_clients.core.errors import ConfigurationError, ModelMismatch
from telephony_clients.core.models.codec import Codec
from telephony_clients.core.models.fields import JsonObject, ModelBase
from telephony_clients.core.values import UNSET

__all__ = ["Model"]

_AS_THEY_ARE = frozenset({str, int, float, bool, type(None)})
_Write = Callable[[Any], Any]


@attrs.frozen(kw_only=True)
class Model(ModelBase):
    """The base of all records that a vendor sends.

    All datetimes are timezone-aware; `created_at` and `updated_at` tell when the vendor made and last changed a record.

    Attributes:
        extra: what the vendor sent that does not fit the model, by wire name: unknown fields, and values of optional
            fields that came in another type than the model's (the field is then None). It cannot be changed.
        __codec__: of the class: its vendor's codec, whose names and instants `to_dict` writes; None for names as the
            model has them and ISO 8601.
    """

    __codec__: ClassVar[Codec | None] = None

    def to_dict(
        self, *, mode: Literal["python", "json"] = "python", names: Literal["python", "wire"] = "python"
    ) -> dict[str, Any]:
        """Return the record as a dict, and the models in it as dicts, too; what is UNSET is left out.

        What `extra` holds stands among the fields: unknown ones by the vendor's names, and a value of another type
        than the model's in place of the None.

        Args:
            mode: ``"json"`` for values as the vendor writes them in JSON; an amount that a JSON number cannot carry
                becomes text. ``"python"`` leaves datetimes, dates, Decimals and enums as they are.
            names: the model's names (``from_``), or the first of the vendor's (``from``).

        Raises:
            ConfigurationError: with ``mode="json"``, a datetime has no time zone.
        """
        if mode not in {"python", "json"} or names not in {"python", "wire"}:
            raise ConfigurationError(
                f'The mode is "python" or "json", and names are "python" or "wire": {mode}, {names}.'
            )
        return _to_dict(self, mode, names)

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: Any) -> Any:
        return _pydantic_schema(cls, _reader_of_both_names(_codec_of(cls)))

    @classmethod
    def __get_pydantic_json_schema__(cls, _: Any, __: Any) -> JsonObject:
        return {"type": "object", "title": cls.__name__}


def _codec_of(model: type[Model]) -> Codec:
    return model.__codec__ or _default_codec()


@cache
def _default_codec() -> Codec:
    return Codec()


def _to_dict(record: Model, mode: str, names: str) -> dict[str, Any]:
    model: Any = type(record)  # mypy takes a class for unhashable where its instances define a hash
    codec = _codec_of(model)

    def write(value: Any) -> Any:
        if isinstance(value, Model):
            return _to_dict(value, mode, names)
        if isinstance(value, Mapping):
            return {name: write(one) for name, one in value.items() if one is not UNSET}
        if isinstance(value, list | tuple):
            return [write(one) for one in value]
        return value if mode == "python" or type(value) in _AS_THEY_ARE else _to_json(value, codec)

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


def _pydantic_schema(model: type[Model], reader: Codec) -> Any:
    """Return pydantic's schema of a model: it takes a record, or an object that the reader reads."""
    from pydantic_core import core_schema  # noqa: PLC0415 - only whoever has pydantic asks for this

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
