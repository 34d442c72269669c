"""Constructors for records of plain JSON values that are just as their models say; they depart from any other."""

from collections.abc import Callable, Iterator
from typing import Any

import attrs

from telephony_clients.core.models.compiler import Code, Constructors, Names, UnfitError, choice, fields_of, is_text_id
from telephony_clients.core.models.model import NO_EXTRA, Model, OpenEnum
from telephony_clients.core.models.readers import READERS, read_text_id

_MISSING = object()


class DepartsError(Exception):
    """A record is not just as its model says."""


def depart(*_: object) -> Any:
    """Raise `DepartsError`, whatever is given."""
    raise DepartsError


class FromObjects(Constructors):
    """Constructors that read an object of plain JSON values, and depart from whatever is not just so.

    Args:
        touched: whether a type is read by a hook of the user's.
        names: field of a model -> its wire names.
    """

    def __init__(self, touched: Callable[[Any], bool], names: Names) -> None:
        super().__init__(touched)
        self._names = names

    def _leaf(self, kind: Any, value: str, code: Code) -> str:
        if kind is Any:
            return value
        if kind in {str, int, bool}:
            return f"{value} if type({value}) is {kind.__name__} else {code.name(depart)}()"
        if is_text_id(kind):
            return f"{value} if type({value}) is str else {code.name(read_text_id)}({value}, None)"
        if kind in READERS:
            return f"{code.name(READERS[kind])}({value}, None)"
        if isinstance(kind, type) and issubclass(kind, OpenEnum):
            members = code.name({member.value: member for member in kind})
            return f"{members}[{value}] if type({value}) is str else {code.name(depart)}()"  # KeyError: to be counted
        raise UnfitError(kind)

    def _guard(self, container: type, value: str, code: Code) -> Iterator[str]:
        yield f"if type({value}) is not {container.__name__}: {code.name(depart)}()"

    def _fields(self, model: type[Model], value: str, record: str, code: Code) -> Iterator[str]:
        fields = fields_of(model)
        get, known, missing = code.variable("get"), code.variable("known"), code.name(_MISSING)
        yield from self._guard(dict, value, code)
        yield f"{get}, {known} = {value}.get, {len(fields)}"
        for field in fields:
            wire, own = self._names(field)[0], code.variable("own")
            lines = [*self._lines(field.type, own, f"{record}.{field.name}", code)]
            if field.default is attrs.NOTHING:
                yield from [f"{own} = {value}[{wire!r}]", *lines]
                continue
            factory = getattr(field.default, "factory", None)
            default = code.name(field.default) if factory is None else f"{code.name(factory)}()"
            absent = [f"{known} -= 1", f"{record}.{field.name} = {default}"]
            yield f"{own} = {get}({wire!r}, {missing})"
            yield from choice(f"{own} is {missing}", absent, lines)
        yield f"if len({value}) != {known}: {code.name(depart)}()"
        yield f"{record}.extra = {code.name(NO_EXTRA)}"
