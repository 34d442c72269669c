"""Plain JSON values <-> attrs models, through cattrs with strict hooks.

Text stays text and numbers stay numbers: ``None`` never becomes ``"None"`` and ``"12"`` never becomes 12. A field that
the model does not know is kept in `Model.extra`. So is a value of another type than the model's, where the field may be
None, and a null, where it has a default; elsewhere it is a `ModelMismatch`. All of it is counted
(`telephony_clients.core.models.drift`).
"""

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar, get_origin

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from telephony_clients.core.checks import encodable
from telephony_clients.core.errors import ConfigurationError, ModelMismatch
from telephony_clients.core.models.lenient import HookedConverter, Structuring
from telephony_clients.core.models.model import WIRE, Model
from telephony_clients.core.models.one_pass import Envelope, Quick
from telephony_clients.core.values import UNSET, Params, Unset

T = TypeVar("T")
_LEFT_OUT: tuple[object, ...] = (None, UNSET)
M = TypeVar("M", bound=Model)


def as_written(name: str) -> tuple[str, ...]:
    """Return the wire name of a Python name: the same, without the underscore that keeps it off a keyword."""
    return (name.removesuffix("_"),)


def camel_or_snake(name: str) -> tuple[str, ...]:
    """Return the wire names of a Python name for a vendor that mixes camelCase and snake_case."""
    plain = name.removesuffix("_")
    head, *rest = plain.split("_")
    camel = head + "".join(word.capitalize() for word in rest)
    return (camel, plain) if camel != plain else (plain,)


def with_offset(moment: datetime) -> str:
    """Return an instant as ISO 8601 with its offset."""
    return moment.isoformat()


class Codec:
    """How one vendor's JSON becomes models and back.

    Args:
        spell: Python name -> wire names, the documented one first.
        write_datetime: how an aware instant is written in queries and bodies.

    Attributes:
        quick: the quick pass; what it reads `structure` reads to equal objects, and where it refuses that one decides.
    """

    __slots__ = ("_converter", "_spell", "_structuring", "_write_datetime", "quick")

    def __init__(
        self,
        *,
        spell: Callable[[str], tuple[str, ...]] = as_written,
        write_datetime: Callable[[datetime], str] = with_offset,
    ) -> None:
        self._spell = spell
        self._write_datetime = write_datetime
        self._converter = self._equipped(HookedConverter(detailed_validation=False))
        self.quick = Quick(self._names, self._touched)
        self._structuring = Structuring(self._converter, self._names, self.quick.widen)
        self._converter.changed = self._forget

    @property
    def converter(self) -> Converter:
        """The converter with the hooks of all models; see `VendorClient.converter`."""
        return self._converter

    def prepare(self, into: Any, envelope: Envelope | None, pick: str | None) -> None:
        """Build what reads answers of one kind, which else is built when the first one comes."""
        if envelope is not None:
            self.quick.prepare(into, envelope, pick)
        self._structuring.prepare(into)

    def structure(self, data: Any, into: type[T]) -> T:
        """Return plain JSON values as ``into``.

        Args:
            data: what `jsontext.loads` gave.
            into: a model, or a list, dict or union of models and plain types.

        Raises:
            ModelMismatch: a required part is missing or of another type; it says where.
        """
        try:
            return self._converter.structure(data, into)
        except ModelMismatch as problem:
            problem.data = data
            raise

    def plain(self, value: Any) -> Any:
        """Return a value as JSON values: models and mappings as dicts without what is UNSET.

        Raises:
            ConfigurationError: an instant has no time zone.
        """
        return self._converter.unstructure(value)

    def params(self, params: Params) -> tuple[tuple[str, str], ...]:
        """Return a query as pairs of texts: None and UNSET are left out, a list repeats its name.

        Raises:
            ConfigurationError: an instant has no time zone, or a value is of a type that has no text.
        """
        pairs = []
        for name, value in params.items():
            if value is None:
                continue
            many = [value] if isinstance(value, str | bytes | bytearray) or not isinstance(value, Sequence) else value
            pairs += [(name, self._text(name, one)) for one in many if one not in _LEFT_OUT]
        return tuple(pairs)

    def _touched(self, kind: Any) -> bool:
        return self._structuring.touched(kind)

    def _forget(self) -> None:
        self.quick.forget()
        self._structuring.forget()

    def _text(self, name: str, value: Any) -> str:
        if isinstance(value, Decimal) and value.is_finite():
            return f"{value:f}"
        plain = self.plain(value)
        if isinstance(plain, bool):
            return "true" if plain else "false"
        if not isinstance(plain, str | int | float) or (isinstance(plain, float) and not math.isfinite(plain)):
            raise ConfigurationError(f"The parameter {name} cannot be this {type(value).__name__}.")
        return encodable(str(plain), f"The parameter {name}")

    def _equipped(self, converter: HookedConverter) -> HookedConverter:
        converter.register_unstructure_hook(datetime, self._write_instant)
        converter.register_unstructure_hook(date, date.isoformat)
        converter.register_unstructure_hook(Decimal, _write_decimal)
        converter.register_unstructure_hook_func(_is_class(Enum), _write_enum)
        converter.register_unstructure_hook(str, _write_enum)  # cattrs takes an enum of texts for a text
        converter.register_unstructure_hook(Unset, lambda unset: unset)
        converter.register_unstructure_hook_factory(attrs.has, self._writing_hook)
        converter.register_unstructure_hook_factory(_is_mapping, lambda _: self._write_mapping)
        converter.register_unstructure_hook_func(_is_class(Mapping), self._write_mapping)
        return converter

    def _names(self, field: "attrs.Attribute[Any]") -> tuple[str, ...]:
        return field.metadata.get(WIRE) or self._spell(field.name)

    def _writing_hook(self, cl: type) -> Callable[[Any], dict[str, Any]]:
        attrs.resolve_types(cl)
        renames: dict[str, Any] = {field.name: override(rename=self._names(field)[0]) for field in attrs.fields(cl)}
        if "extra" in renames:
            renames["extra"] = override(omit=True)
        write: Callable[[Any], dict[str, Any]] = make_dict_unstructure_fn(cl, self._converter, **renames)
        return lambda value: {name: one for name, one in write(value).items() if one is not UNSET}

    def _write_mapping(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self.plain(one) for name, one in value.items() if one is not UNSET}

    def _write_instant(self, moment: datetime) -> str:
        if moment.tzinfo is None:
            raise ConfigurationError(f"{moment!r} has no time zone: give an aware datetime, such as datetime.now(UTC).")
        return self._write_datetime(moment)


def _write_enum(value: object) -> object:
    return value.value if isinstance(value, Enum) else value


def _write_decimal(value: Decimal) -> int | float:
    """Write an amount as a JSON number, if that can be done without rounding it."""
    if not value.is_finite():
        raise ConfigurationError(f"{value} is not an amount.")
    number = int(value) if value == value.to_integral_value() else float(value)
    if Decimal(str(number)) != value:
        raise ConfigurationError(f"{value} has more digits than a JSON number carries.")
    return number


def _is_class(base: type) -> Callable[[Any], bool]:
    return lambda cl: isinstance(cl, type) and issubclass(cl, base)


def _is_mapping(cl: Any) -> bool:
    return isinstance(get_origin(cl), type) and issubclass(get_origin(cl), Mapping)
