"""Constructors for records of plain JSON values, which keep and count what the vendor added to them.

From a record that cannot be made a model without it being said where it fails, they depart.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import filterfalse
from typing import Any, NamedTuple, get_args

import attrs

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.models.compiler import (
    Code,
    Constructors,
    Names,
    UnfitError,
    choice,
    fields_of,
    indented,
    is_enum,
    is_model,
    is_text_id,
    member,
)
from telephony_clients.core.models.drift import note, teller
from telephony_clients.core.models.model import NO_EXTRA, Model
from telephony_clients.core.models.readers import READERS, read_text_id

_MISSING = object()
Widen = Callable[[type[Model], str], None]


class DepartsError(Exception):
    """A record is not as its model says, in a way that no constructor decides."""


DEPARTURES = (DepartsError, ModelMismatch, KeyError)
"""What a constructor raises then; the last, where a required field is missing."""


def depart(*_: object) -> Any:
    """Raise `DepartsError`, whatever is given."""
    raise DepartsError


class Field(NamedTuple):
    """One field of a model.

    Attributes:
        attribute: what attrs knows of it.
        wire: the name that the vendor documents.
    """

    attribute: "attrs.Attribute[Any]"
    wire: str

    @property
    def alias(self) -> str:
        """What the model's constructor calls it."""
        return self.attribute.alias or self.attribute.name

    @property
    def required(self) -> bool:
        """Whether it has no default."""
        return self.attribute.default is attrs.NOTHING

    def can_do_without(self, value: Any) -> bool:
        """Whether the default may stand in: where it is None for anything, else only for null, which says nothing."""
        return not self.required and (self.attribute.default is None or value is None)


class Shape:
    """What a model's records hold, worked out once however many of them depart from it.

    Args:
        model: the model.
        names: field of a model -> its wire names, the documented one first.
        widen: told of every field that the model does not know.

    Attributes:
        fields: those that its constructor takes.
    """

    __slots__ = ("_aliases", "_is_known", "_model", "_name", "_widen", "fields")

    def __init__(self, model: type[Model], names: Names, widen: Widen) -> None:
        spelled = [(field, names(field)) for field in fields_of(model) if field.init]
        self.fields = tuple(Field(field, first) for field, (first, *_) in spelled)
        self._is_known = frozenset(field.wire for field in self.fields).__contains__
        self._aliases = {other: first for _, (first, *others) in spelled for other in others}
        self._model, self._name, self._widen = model, model.__name__, widen

    def beyond(self, value: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what a record holds besides fields under their first names: what is unknown, and fields by others."""
        extra: dict[str, Any] = {}
        renamed: dict[str, Any] = {}
        tell = teller()
        for name in filterfalse(self._is_known, value):
            one, first = value[name], self._aliases.get(name)
            if first is None or first in value or first in renamed:
                tell(("unknown_field", self._name, name, type(one).__name__, 1))
                extra[name] = one
                if first is None:
                    self._widen(self._model, name)
            else:
                renamed[first] = one
        return extra, renamed

    def aside(self, others: Mapping[str, Any], wire: str, value: Any) -> dict[str, Any]:
        """Set aside what a field cannot hold, beside others."""
        note("wrong_type", self._name, wire, value)
        return {wire: value} if others is NO_EXTRA else {**others, wire: value}

    def extra(self, value: dict[str, Any], aside: Mapping[str, Any]) -> dict[str, Any]:
        """Return the `Model.extra` of a record, or depart from one that has fields under other names."""
        extra, renamed = self.beyond(value)
        if renamed:
            raise DepartsError
        return extra if aside is NO_EXTRA else {**extra, **aside}


class FromObjects(Constructors):
    """Constructors that read an object of plain JSON values.

    Args:
        touched: whether a type is read by a hook of the user's.
        names: field of a model -> its wire names.
        widen: told of every field that a model does not know.
    """

    def __init__(self, touched: Callable[[Any], bool], names: Names, widen: Widen) -> None:
        super().__init__(touched)
        self._names, self._widen = names, widen
        self._shapes: dict[type[Model], Shape] = {}

    def shape(self, model: type[Model]) -> Shape:
        """Return the shape of a model's records."""
        if model not in self._shapes:
            self._shapes[model] = Shape(model, self._names, self._widen)
        return self._shapes[model]

    def _lines(self, kind: Any, value: str, target: str, code: Code) -> Iterator[str]:
        if is_enum(kind) and not self._touched(kind):
            key = f"{value} if type({value}) is str else {code.name(depart)}()"
            yield from member(kind, key, value, target, code)
        else:
            yield from super()._lines(kind, value, target, code)

    def _leaf(self, kind: Any, value: str, code: Code) -> str:
        if kind is Any:
            return value
        if kind in {str, int, bool}:
            return f"{value} if type({value}) is {kind.__name__} else {code.name(depart)}()"
        if is_text_id(kind):
            return f"{value} if type({value}) is str else {code.name(read_text_id)}({value}, None)"
        if kind in READERS:
            return f"{code.name(READERS[kind])}({value}, None)"
        raise UnfitError(kind)

    def _guard(self, container: type, value: str, code: Code) -> Iterator[str]:
        yield f"if type({value}) is not {container.__name__}: {code.name(depart)}()"

    def _fields(self, model: type[Model], value: str, record: str, code: Code) -> Iterator[str]:
        shape = self.shape(model)
        get, known, missing = code.variable("get"), code.variable("known"), code.name(_MISSING)
        yield from self._guard(dict, value, code)
        yield f"{get}, {known}, {record}.extra = {value}.get, {len(shape.fields)}, {code.name(NO_EXTRA)}"
        for field in shape.fields:
            own, target = code.variable("own"), f"{record}.{field.attribute.name}"
            lines = [*self._lines(field.attribute.type, own, target, code)]
            if field.required:
                yield from [f"{own} = {value}[{field.wire!r}]", *lines]
                continue
            default = f"{target} = {_default(field, code)}"
            aside = f"{code.name(shape.aside)}({record}.extra, {field.wire!r}, {own})"
            set_aside = [f"{known}, {record}.extra = -1, {aside}", default]
            yield f"{own} = {get}({field.wire!r}, {missing})"
            held = _held(field, own, lines, set_aside, code)
            yield from choice(f"{own} is {missing}", [f"{known} -= 1", default], held)
        yield f"if len({value}) != {known}: {record}.extra = {code.name(shape.extra)}({value}, {record}.extra)"


def _held(field: Field, own: str, lines: list[str], set_aside: list[str], code: Code) -> Iterator[str]:
    """Yield the lines for a field that came, which set aside what the default may stand in for."""
    for_anything = field.attribute.default is None
    if for_anything and _holds_model(field.attribute.type):  # what fails in there was counted, and would be again
        yield from lines
        return
    yield "try:"
    yield from indented(lines)
    yield f"except {code.name(DEPARTURES)}:"
    if not for_anything:
        yield f"    if {own} is not None: raise"
    yield from indented(set_aside)


def _default(field: Field, code: Code) -> str:
    factory = getattr(field.attribute.default, "factory", None)
    return code.name(field.attribute.default) if factory is None else f"{code.name(factory)}()"


def _holds_model(kind: Any) -> bool:
    return is_model(kind) or any(map(_holds_model, get_args(kind)))
