"""JSON values <-> attrs models, through cattrs with strict hooks.

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
from typing import Any, TypeVar, cast, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.errors import StructureHandlerNotFoundError
from cattrs.gen import make_dict_unstructure_fn, override

from telephony_clients.core.checks import encodable, mapping
from telephony_clients.core.errors import ConfigurationError, ModelMismatch
from telephony_clients.core.models.amounts import holds_amounts, keep_for_amounts
from telephony_clients.core.models.bad_records import BadRecord, structure_each
from telephony_clients.core.models.drift import pending_deviations
from telephony_clients.core.models.failures import as_mismatch
from telephony_clients.core.models.fields import WIRE
from telephony_clients.core.models.instants import ISO_8601, Instants
from telephony_clients.core.models.lenient import HookedConverter, StructureHooks
from telephony_clients.core.models.one_pass import Envelope, OnePassDecoder
from telephony_clients.core.values import UNSET, Params, Unset

T = TypeVar("T")
_OMITTED: tuple[object, ...] = (None, UNSET)


def as_written(name: str) -> tuple[str, ...]:
    """Return the wire name of a Python name: the same, without a trailing underscore."""
    return (name.removesuffix("_"),)


def camel_or_snake(name: str) -> tuple[str, ...]:
    """Return the wire names of a Python name for a vendor that mixes camelCase and snake_case."""
    snake = name.removesuffix("_")
    head, *rest = snake.split("_")
    camel = head + "".join(word.capitalize() for word in rest)
    return (camel, snake) if camel != snake else (snake,)


class Codec:
    """How one vendor's JSON becomes models and back.

    Args:
        spell: Python name -> wire names, the documented one first.
        instants: how points in time are written and read, such as `EPOCH_MILLISECONDS`.

    Attributes:
        instants, spell: as given.
        one_pass: the one-pass decoder. What it accepts, `structure` reads to equal objects; what it refuses is left to
            `structure`.
    """

    __slots__ = ("_converter", "_readable", "_structure_hooks", "instants", "one_pass", "spell")

    def __init__(
        self,
        *,
        spell: Callable[[str], tuple[str, ...]] = as_written,
        instants: Instants = ISO_8601,
    ) -> None:
        self.spell = spell
        self.instants = instants
        self._readable: set[Any] = set()
        self._converter = self._with_unstructure_hooks(HookedConverter())
        self.one_pass = OnePassDecoder(self.wire_names, self._has_user_hook, instants)
        self._structure_hooks = StructureHooks(self._converter, self.wire_names, self.one_pass.widen, instants)
        self._converter.changed = self._invalidate

    @property
    def converter(self) -> Converter:
        """The converter with the hooks of all models; see `VendorClient.converter`."""
        return self._converter

    def prepare(self, into: Any, envelope: Envelope | None, unwrap: str | None) -> None:
        """Build what reads answers of one kind now, and not when the first one comes."""
        self.check(into)
        if envelope is not None:
            self.one_pass.prepare(into, envelope, unwrap)
        self._structure_hooks.prepare(into)

    def check(self, into: Any) -> None:
        """Check that answers can be read as a type, before anything is sent.

        Raises:
            ConfigurationError: they cannot.
        """
        try:
            if into not in self._readable:
                self._structure_hooks.check(into)
                self._readable.add(into)
        except Exception as error:  # noqa: BLE001 - annotations may raise anything, but hold no values
            reason = (
                str(error) if isinstance(error, StructureHandlerNotFoundError) else f"{type(error).__name__}: {error}"
            )
            raise ConfigurationError(f"No answer can be read as {into!r}: {reason}") from None

    def structure(self, data: Any, into: type[T]) -> T:
        """Return JSON values as ``into``.

        Args:
            data: from `jsontext.loads`, whose ``exact`` numbers lose no digit of an amount.
            into: a model, or a list, dict or union of models and builtin types.

        Raises:
            ModelMismatch: a required part is missing or of another type, or a hook raised; the error tells where.
        """
        try:
            return self._converter.structure(self._with_amounts(data, into), into)
        except Exception as error:  # noqa: BLE001 - a hook's may be any
            problem = as_mismatch(error)
        problem.data = data
        raise problem

    def structure_good(self, data: Any, into: type[T]) -> tuple[T, Sequence[BadRecord]]:
        """Return JSON values as a list, and apart from it those that do not fit.

        Args:
            data: as for `structure`.
            into: a list of a model.

        Raises:
            ModelMismatch: the data is not a list.
        """
        if type(data) is not list:
            return self.structure(data, into), ()
        pending = pending_deviations()
        before = len(pending)
        try:
            return self._converter.structure(self._with_amounts(data, into), into), ()
        except ModelMismatch as problem:
            problem.__traceback__ = problem.__context__ = None  # their frames hold the records
            del pending[before:]
        good, bad = structure_each(data, get_args(into)[0], self.structure)
        return cast("T", good), bad

    def to_builtins(self, value: Any) -> Any:
        """Return a value as JSON values: models and mappings become dicts without what is UNSET.

        Raises:
            ConfigurationError: a datetime has no time zone, the name of a value is no text, or the value holds itself.
        """
        try:
            return self._converter.unstructure(value)
        except RecursionError:
            raise ConfigurationError(f"The {type(value).__name__} holds itself, or is nested too deep.") from None

    def params(self, params: Params, more: Params | None = None) -> tuple[tuple[str, str], ...]:
        """Return a query as pairs of texts: None and UNSET are omitted, a list repeats its name.

        Args:
            params: names and values.
            more: others, which go before those of the same name.

        Raises:
            ConfigurationError: it is no mapping, a datetime has no time zone, or a value cannot be sent.
        """
        pairs = []
        known = mapping(params, "params")
        for name, value in ({**known, **mapping(more, "params")} if more else known).items():
            if value is None:
                continue
            many = [value] if isinstance(value, str | bytes | bytearray) or not isinstance(value, Sequence) else value
            pairs += [(name, self._text(name, one)) for one in many if one not in _OMITTED]
        return tuple(pairs)

    def wire_names(self, field: "attrs.Attribute[Any]") -> tuple[str, ...]:
        """Return the wire names of a model's field, the documented one first."""
        return field.metadata.get(WIRE) or self.spell(field.name)

    def _with_amounts(self, data: Any, into: Any) -> Any:
        """Return JSON values whose numbers keep their text where amounts are read from them."""
        return keep_for_amounts(data, into, self.wire_names) if holds_amounts(into) else data

    def _has_user_hook(self, kind: Any) -> bool:
        return self._structure_hooks.has_user_hook(kind)

    def _invalidate(self) -> None:
        self._readable.clear()
        self.one_pass.invalidate()
        self._structure_hooks.invalidate()

    def _text(self, name: str, value: Any) -> str:
        if isinstance(value, Decimal) and value.is_finite():
            return f"{value:f}"
        builtin = self.to_builtins(value)
        if isinstance(builtin, bool):
            return "true" if builtin else "false"
        if not isinstance(builtin, str | int | float) or (isinstance(builtin, float) and not math.isfinite(builtin)):
            raise ConfigurationError(f"The parameter {name} cannot be this {type(value).__name__}.")
        return encodable(str(builtin), f"The parameter {name}")

    def _with_unstructure_hooks(self, converter: HookedConverter) -> HookedConverter:
        converter.register_unstructure_hook(datetime, self._datetime_to_json)
        converter.register_unstructure_hook(date, date.isoformat)
        converter.register_unstructure_hook(Decimal, _write_decimal)
        converter.register_unstructure_hook_func(_is_class(Enum), _write_enum)
        converter.register_unstructure_hook(str, _write_enum)  # cattrs treats a StrEnum as a str
        converter.register_unstructure_hook(Unset, lambda unset: unset)
        converter.register_unstructure_hook_factory(attrs.has, self._unstructure_hook)
        converter.register_unstructure_hook_factory(_is_mapping, lambda _: self._write_mapping)
        converter.register_unstructure_hook_func(_is_class(Mapping), self._write_mapping)
        return converter

    def _unstructure_hook(self, cl: type) -> Callable[[Any], dict[str, Any]]:
        attrs.resolve_types(cl)
        renames: dict[str, Any] = {field.name: override(rename=self.wire_names(field)[0]) for field in attrs.fields(cl)}
        if "extra" in renames:
            renames["extra"] = override(omit=True)
        write: Callable[[Any], dict[str, Any]] = make_dict_unstructure_fn(cl, self._converter, **renames)
        return lambda value: {name: one for name, one in write(value).items() if one is not UNSET}

    def _write_mapping(self, value: Mapping[str, Any]) -> dict[str, Any]:
        write = self._converter.unstructure
        return {_key(name): write(one) for name, one in value.items() if one is not UNSET}

    def _datetime_to_json(self, moment: datetime) -> str | int | float:
        if moment.tzinfo is None:
            raise ConfigurationError(f"{moment!r} has no time zone: give an aware datetime, such as datetime.now(UTC).")
        return self.instants.write(moment)


def _key(name: object) -> str:
    """Return a name in a JSON object. Python's own writer turns others into texts, and may so write one twice."""
    if not isinstance(name, str):
        raise ConfigurationError(f"The name of a value in a JSON object must be text, not {type(name).__name__}.")
    return name


def _write_enum(value: object) -> object:
    return value.value if isinstance(value, Enum) else value


def _write_decimal(value: Decimal) -> int | float:
    """Return an amount as a JSON number, if that needs no rounding."""
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
