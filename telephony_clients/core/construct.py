"""Constructors of models, written and compiled once for each: an assignment a field, and no call.

A frozen attrs class sets each field through ``object.__setattr__``. These fill an assignable twin of the same layout,
and make it the model at the end.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import attrs

from telephony_clients.core.model import NO_EXTRA, NUMBER_OR_TEXT, Model

Construct = Callable[[Any], Any]


class UnfitError(Exception):
    """No constructor can be written for a class: making it does more than setting its fields."""


def fields_of(model: type[Model]) -> "list[attrs.Attribute[Any]]":
    """Return a model's fields with their types resolved, without `Model.extra`."""
    attrs.resolve_types(model)
    return [field for field in attrs.fields(model) if field.name != "extra"]


def optional(kind: Any) -> Any:
    """Return the type besides None, when the type is one or None; else None."""
    parts = get_args(kind)
    if get_origin(kind) not in {Union, UnionType} or len(parts) != 2 or NoneType not in parts:  # noqa: PLR2004
        return None
    return parts[0] if parts[1] is NoneType else parts[1]


def is_model(kind: Any) -> bool:
    """Return whether a type is a model."""
    return isinstance(kind, type) and issubclass(kind, Model)


def is_text_id(kind: Any) -> bool:
    """Return whether a type is `TextId`."""
    return get_origin(kind) is Annotated and NUMBER_OR_TEXT in get_args(kind)


class Constructors(ABC):
    """Constructors that read one form of record; a subclass says how that form gives a field's value.

    Args:
        touched: whether a user has a hook of his own for a type, which only the careful pass asks.
    """

    def __init__(self, touched: Callable[[Any], bool]) -> None:
        self._touched = touched
        self._writing = threading.RLock()
        self._made: dict[Any, Construct | UnfitError | None] = {}

    def of(self, kind: Any) -> Construct:
        """Return what makes a model, or a list or dict of models, of a record; written on first use.

        Raises:
            UnfitError: there can be none.
        """
        with self._writing:  # large answers are read in threads
            if kind not in self._made:
                self._made[kind] = None  # found by whoever asks while it is written, because it contains itself
                try:
                    self._made[kind] = self._written(kind)
                except UnfitError as unfit:
                    self._made[kind] = unfit.with_traceback(None)
            made = self._made[kind]
        if made is None or isinstance(made, UnfitError):
            raise UnfitError(kind)
        return made

    def _written(self, kind: Any) -> Construct:
        if self._touched(kind):
            raise UnfitError(kind)
        names: dict[str, Any] = {}
        if not is_model(kind):
            return compiled([f"return {self._value(kind, 'source', names)}"], names, str(kind))
        names |= {"twin": _assignable(kind), "model": kind, "none": NO_EXTRA}
        body = ["record = twin()", *self._opening(kind, names)]
        for field in fields_of(kind):
            body += self._assignment(field, names)
        body += [*self._closing(kind, names), "record.__class__ = model", "return record"]
        return compiled(body, names, kind.__name__)

    def _value(self, kind: Any, value: str, names: dict[str, Any]) -> str:
        """Return the expression that makes a value of a type of the one in a variable.

        Args:
            kind: the type.
            value: the variable.
            names: what the expression may name; this adds to it.
        """
        if self._touched(kind):
            raise UnfitError(kind)
        inner, origin, parts = optional(kind), get_origin(kind), get_args(kind)
        if inner is not None:
            made = self._value(inner, value, names)
            return value if made == value else f"None if {value} is None else {made}"
        each = f"{value}_"
        if origin is list:
            made = self._value(parts[0], each, names)
            return self._guarded("list", value, value if made == each else f"[{made} for {each} in {value}]")
        if origin is dict and parts[0] is str:
            made = self._value(parts[1], each, names)
            every = value if made == each else f"{{key: {made} for key, {each} in {value}.items()}}"
            return self._guarded("dict", value, every)
        if is_model(kind):
            return f"{bound(self.of(kind), names)}({value})"
        return self._leaf(kind, value, names)

    @abstractmethod
    def _leaf(self, kind: Any, value: str, names: dict[str, Any]) -> str:
        """Return the expression for a type that holds no other; the variable itself when it is as it should be."""

    @abstractmethod
    def _guarded(self, container: str, value: str, made: str) -> str:
        """Return the expression for a list or dict, where the form does not vouch for the variable being one."""

    def _opening(self, model: type[Model], names: dict[str, Any]) -> Iterator[str]:  # noqa: ARG002
        """Yield the lines before the first field."""
        yield from ()

    @abstractmethod
    def _assignment(self, field: "attrs.Attribute[Any]", names: dict[str, Any]) -> Iterator[str]:
        """Yield the lines that set a field of ``record`` from ``source``."""

    def _closing(self, model: type[Model], names: dict[str, Any]) -> Iterator[str]:  # noqa: ARG002
        """Yield the lines after the last field, which set ``record.extra``."""
        yield "record.extra = none"


def bound(value: object, names: dict[str, Any]) -> str:
    """Return a name for a value, added to the names."""
    name = f"value_{len(names)}"
    names[name] = value
    return name


def compiled(body: list[str], names: dict[str, Any], what: str) -> Construct:
    """Return a function of ``source`` with these lines as its body and these names as its globals."""
    code = "\n    ".join(["def construct(source):", *body])
    exec(compile(code, f"<constructor of {what}>", "exec"), names)  # noqa: S102 - made of field names, as attrs does
    made: Construct = names["construct"]
    return made


def _assignable(model: type[Model]) -> type:
    """Return a class of the same layout whose fields can be assigned; without arguments it makes an empty record."""
    if _does_more(model):
        raise UnfitError(model)
    plain = ("__init__", "__setattr__", "__delattr__", "__repr__")  # the last, for reports that show a frame's locals
    own: dict[str, Any] = {name: getattr(object, name) for name in plain}
    return type(model.__name__, (model,), {**own, "__slots__": ()})


def _does_more(model: type[Model]) -> bool:
    """Return whether making a model, or deriving from its bases, does more than what attrs does to set the fields."""
    if any(hasattr(model, f"__attrs_{name}__") for name in ("pre_init", "init", "post_init")):
        return True
    if model.__new__ is not object.__new__ or any("__init_subclass__" in vars(base) for base in model.__mro__[:-1]):
        return True
    maker = next(base for base in model.__mro__ if "__init__" in vars(base))
    if "__attrs_attrs__" not in vars(maker):
        return True
    if "_attrs_cached_hash" in getattr(getattr(model.__hash__, "__code__", None), "co_names", ()):
        return True
    return any(
        field.validator or field.converter or not field.init or getattr(field.default, "takes_self", False)
        for field in attrs.fields(model)
    )
