"""Constructors that read JSON objects, keeping and counting the fields that the vendor added.

They are the fast path of the tolerant pass: they miss on a record that needs to be read field by field.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import filterfalse
from typing import Any, NamedTuple, get_args

import attrs

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.models.compiler import (
    Code,
    ConstructorCompiler,
    UnsupportedModel,
    WireNames,
    enum_member,
    fields_of,
    if_else,
    indent,
    is_enum,
    is_model,
    is_text_id,
)
from telephony_clients.core.models.drift import record_deviation, record_function
from telephony_clients.core.models.fields import ModelBase
from telephony_clients.core.models.frozen_dict import NO_EXTRA, FrozenDict, frozen
from telephony_clients.core.models.readers import Reader, read_int, read_text_id

_MISSING = object()
Widen = Callable[[type[ModelBase], str], None]


class FastPathMiss(Exception):
    """The record must be read field by field."""


FAST_PATH_MISSES = (FastPathMiss, ModelMismatch, KeyError)
"""What a constructor raises on a fast path miss; KeyError for a missing required field."""


def miss_fast_path(*_: object) -> Any:
    """Raise `FastPathMiss`, whatever the arguments."""
    raise FastPathMiss


class Field(NamedTuple):
    """One field of a model.

    Attributes:
        attribute: its attrs attribute.
        wire: the name that the vendor documents.
    """

    attribute: "attrs.Attribute[Any]"
    wire: str

    @property
    def alias(self) -> str:
        """Its name as an argument of the model."""
        return self.attribute.alias or self.attribute.name

    @property
    def required(self) -> bool:
        """Whether it has no default."""
        return self.attribute.default is attrs.NOTHING

    def default_may_replace(self, value: Any) -> bool:
        """Whether the default may replace a value that does not fit: any if the default is None, else only null."""
        return not self.required and (self.attribute.default is None or value is None)


class Shape:
    """The fields of a model, computed once for all records.

    Args:
        model: the model.
        names: field of a model -> its wire names, the documented one first.
        widen: called with every unknown field.

    Attributes:
        fields: those that the model takes as arguments.
    """

    __slots__ = ("_aliases", "_is_known", "_model", "_name", "_widen", "fields")

    def __init__(self, model: type[ModelBase], names: WireNames, widen: Widen) -> None:
        spelled = [(field, names(field)) for field in fields_of(model) if field.init]
        self.fields = tuple(Field(field, first) for field, (first, *_) in spelled)
        self._is_known = frozenset(field.wire for field in self.fields).__contains__
        self._aliases = {other: first for _, (first, *others) in spelled for other in others}
        self._model, self._name, self._widen = model, model.__name__, widen

    def split_unknown(self, value: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the unknown fields of a record, and the fields that it has under their other names."""
        extra: dict[str, Any] = {}
        renamed: dict[str, Any] = {}
        record = record_function()
        for name in filterfalse(self._is_known, value):
            one, first = value[name], self._aliases.get(name)
            if first is None or first in value or first in renamed:
                record(("unknown_field", self._name, name, type(one).__name__, 1))
                extra[name] = one
                if first is None:
                    self._widen(self._model, name)
            else:
                renamed[first] = one
        return extra, renamed

    def set_aside(self, others: Mapping[str, Any], wire: str, value: Any) -> FrozenDict:
        """Return ``others`` with a value that its field cannot hold, and count it."""
        record_deviation("wrong_type", self._name, wire, value)
        return FrozenDict({**others, wire: value})

    def extra(self, value: dict[str, Any], aside: Mapping[str, Any]) -> FrozenDict:
        """Return the `Model.extra` of a record; a record with fields under their other names is a fast path miss."""
        extra, renamed = self.split_unknown(value)
        if renamed:
            raise FastPathMiss
        return frozen({**extra, **aside} if aside else extra)


class DictConstructorCompiler(ConstructorCompiler):
    """Compiles constructors that read JSON objects.

    Args:
        has_user_hook: whether the user has a hook for a type.
        names: field of a model -> its wire names.
        widen: called with every unknown field of a model.
        readers: builtin type -> how it is read.
    """

    def __init__(
        self, has_user_hook: Callable[[Any], bool], names: WireNames, widen: Widen, readers: Mapping[type, Reader]
    ) -> None:
        super().__init__(has_user_hook)
        self._names, self._widen, self._readers = names, widen, readers
        self._shapes: dict[type[ModelBase], Shape] = {}

    def shape(self, model: type[ModelBase]) -> Shape:
        """Return the shape of a model's records."""
        if model not in self._shapes:
            self._shapes[model] = Shape(model, self._names, self._widen)
        return self._shapes[model]

    def _lines(self, kind: Any, value: str, target: str, code: Code) -> Iterator[str]:
        if is_enum(kind) and not self._has_user_hook(kind):
            key = f"{value} if type({value}) is str else {code.name(miss_fast_path)}()"
            yield from enum_member(kind, key, value, target, code)
        else:
            yield from super()._lines(kind, value, target, code)

    def _leaf_expression(self, kind: Any, value: str, code: Code) -> str:
        if kind is Any:
            return value
        if kind is int:
            return f"{value} if type({value}) is int else {code.name(read_int)}({value}, None)"
        if kind in {str, bool}:
            return f"{value} if type({value}) is {kind.__name__} else {code.name(miss_fast_path)}()"
        if is_text_id(kind):
            return f"{value} if type({value}) is str else {code.name(read_text_id)}({value}, None)"
        if kind in self._readers:
            return f"{code.name(self._readers[kind])}({value}, None)"
        raise UnsupportedModel(kind)

    def _check_container(self, container: type, value: str, code: Code) -> Iterator[str]:
        yield f"if type({value}) is not {container.__name__}: {code.name(miss_fast_path)}()"

    def _fields(self, model: type[ModelBase], value: str, record: str, code: Code) -> Iterator[str]:
        shape = self.shape(model)
        get, known, missing = code.variable("get"), code.variable("known"), code.name(_MISSING)
        yield from self._check_container(dict, value, code)
        yield f"{get}, {known}, {record}.extra = {value}.get, {len(shape.fields)}, {code.name(NO_EXTRA)}"
        for field in shape.fields:
            own, target = code.variable("own"), f"{record}.{field.attribute.name}"
            lines = [*self._lines(field.attribute.type, own, target, code)]
            if field.required:
                yield from [f"{own} = {value}[{field.wire!r}]", *lines]
                continue
            default = f"{target} = {_default(field, code)}"
            aside = f"{code.name(shape.set_aside)}({record}.extra, {field.wire!r}, {own})"
            set_aside = [f"{known}, {record}.extra = -1, {aside}", default]
            yield f"{own} = {get}({field.wire!r}, {missing})"
            held = _field_lines(field, own, lines, set_aside, code)
            yield from if_else(f"{own} is {missing}", [f"{known} -= 1", default], held)
        yield f"if len({value}) != {known}: {record}.extra = {code.name(shape.extra)}({value}, {record}.extra)"


def _field_lines(field: Field, own: str, lines: list[str], set_aside: list[str], code: Code) -> Iterator[str]:
    """Yield the lines for a field that is present, which set its value aside where the default may replace it."""
    for_anything = field.attribute.default is None
    if for_anything and _holds_model(field.attribute.type):  # else deviations inside it would be counted twice
        yield from lines
        return
    yield "try:"
    yield from indent(lines)
    yield f"except {code.name(FAST_PATH_MISSES)}:"
    if not for_anything:
        yield f"    if {own} is not None: raise"
    yield from indent(set_aside)


def _default(field: Field, code: Code) -> str:
    factory = getattr(field.attribute.default, "factory", None)
    return code.name(field.attribute.default) if factory is None else f"{code.name(factory)}()"


def _holds_model(kind: Any) -> bool:
    return is_model(kind) or any(map(_holds_model, get_args(kind)))
