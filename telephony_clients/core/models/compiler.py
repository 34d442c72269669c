"""Constructors of models, written and compiled once for each: an assignment a field, and no call.

A frozen attrs class sets each field through ``object.__setattr__``. These fill an assignable twin of the same layout,
and make it the model at the end.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import attrs

from telephony_clients.core.models.model import NUMBER_OR_TEXT, Model, OpenEnum

Construct = Callable[[Any], Any]
Names = Callable[["attrs.Attribute[Any]"], tuple[str, ...]]
"""Gives the wire names of a model's field, the documented one first."""
_DEEPEST = 2
"""Models that are made in one body within each other: a call for each would cost a third of making it, but a body for
each way in which models contain each other would take long to compile."""


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


def is_enum(kind: Any) -> bool:
    """Return whether a type is an open enum."""
    return isinstance(kind, type) and issubclass(kind, OpenEnum)


def is_text_id(kind: Any) -> bool:
    """Return whether a type is `TextId`."""
    return get_origin(kind) is Annotated and NUMBER_OR_TEXT in get_args(kind)


class Code:
    """The body of a constructor while it is written, and the names that it uses.

    Attributes:
        depth: within how many models it is being written.
        first: lines with which it begins.
        last: lines with which it ends, once all is made.
    """

    def __init__(self) -> None:
        self._names: dict[str, Any] = {}
        self._variables = 0
        self.depth = 0
        self.first: list[str] = []
        self.last: list[str] = []

    def name(self, value: object) -> str:
        """Return a name for a value that the body needs."""
        name = next((known for known, one in self._names.items() if one is value), f"value_{len(self._names)}")
        self._names[name] = value
        return name

    def variable(self, stem: str) -> str:
        """Return the name of a variable that is not used yet."""
        self._variables += 1
        return f"{stem}_{self._variables}"

    def compiled(self, lines: Iterable[str], made: str, what: str) -> Construct:
        """Return a function of ``source`` that returns a variable after these lines."""
        body = [*lines]  # first, since writing them adds to the others
        code = "\n    ".join(["def construct(source):", *self.first, *body, *self.last, f"return {made}"])
        names = dict(self._names)
        exec(compile(code, f"<constructor of {what}>", "exec"), names)  # noqa: S102 - made of field names, as attrs does
        construct: Construct = names["construct"]
        return construct


class Constructors(ABC):
    """Constructors that read one form of record; a subclass says how that form gives a field's value.

    Args:
        touched: whether a user has a hook of his own for a type, which only the careful pass asks.
    """

    def __init__(self, touched: Callable[[Any], bool]) -> None:
        self._touched = touched
        self._writing = threading.RLock()
        self._made: dict[Any, Construct | UnfitError] = {}
        self._fillable: dict[type[Model], type] = {}

    def of(self, kind: Any) -> Construct:
        """Return what makes a model, or a list or dict of models, of a record; written on first use.

        Raises:
            UnfitError: there can be none.
        """
        with self._writing:  # large answers are read in threads
            if kind not in self._made:
                code = Code()
                self._made[kind] = UnfitError(kind)  # found by whoever asks while it is written: it contains itself
                try:
                    lines = self._lines(kind, "source", "made", code)
                    self._made[kind] = code.compiled(lines, "made", getattr(kind, "__name__", str(kind)))
                except UnfitError as unfit:
                    self._made[kind] = unfit.with_traceback(None)
            made = self._made[kind]
        if isinstance(made, UnfitError):
            raise UnfitError(kind)
        return made

    def _lines(self, kind: Any, value: str, target: str, code: Code) -> Iterator[str]:
        """Yield the lines that make a value of a type of the one in a variable.

        Args:
            kind: the type.
            value: the variable.
            target: what is assigned.
            code: the body.
        """
        if self._touched(kind):
            raise UnfitError(kind)
        inner, origin, parts = optional(kind), get_origin(kind), get_args(kind)
        if inner is not None:
            lines = [*self._lines(inner, value, target, code)]
            as_it_comes = lines == [f"{target} = {value}"]
            yield from lines if as_it_comes else choice(f"{value} is None", [f"{target} = None"], lines)
        elif origin is list:
            yield from self._each(parts[0], value, target, code, key=None)
        elif origin is dict and parts[0] is str:
            yield from self._each(parts[1], value, target, code, key=code.variable("key"))
        elif is_model(kind) and code.depth < _DEEPEST:
            yield from self._record(kind, value, target, code)
        elif is_model(kind):
            yield f"{target} = {code.name(self.of(kind))}({value})"
        else:
            yield f"{target} = {self._leaf(kind, value, code)}"

    def _each(self, kind: Any, value: str, target: str, code: Code, *, key: str | None) -> Iterator[str]:
        """Yield the lines for a list or, with a variable for the key, a dict of a type."""
        one, item, made = code.variable("one"), code.variable("item"), code.variable("made")
        lines = [*self._lines(kind, one, item, code)]
        yield from self._guard(list if key is None else dict, value, code)
        if lines == [f"{item} = {one}"]:
            yield f"{target} = {value}"
            return
        yield f"{made} = {'[]' if key is None else '{}'}"
        yield f"for {one} in {value}:" if key is None else f"for {key}, {one} in {value}.items():"
        yield from indented([*lines, f"{made}.append({item})" if key is None else f"{made}[{key}] = {item}"])
        yield f"{target} = {made}"

    def _record(self, model: type[Model], value: str, target: str, code: Code) -> Iterator[str]:
        if model not in self._fillable:
            self._fillable[model] = _assignable(model)
        record = code.variable("record")
        yield f"{record} = {code.name(self._fillable[model])}()"
        code.depth += 1
        yield from self._fields(model, value, record, code)
        code.depth -= 1
        yield f"{record}.__class__ = {code.name(model)}"
        yield f"{target} = {record}"

    @abstractmethod
    def _leaf(self, kind: Any, value: str, code: Code) -> str:
        """Return the expression for a type that holds no other; the variable itself when it is as it should be."""

    def _guard(self, container: type, value: str, code: Code) -> Iterator[str]:  # noqa: ARG002
        """Yield the lines that see to it that a variable is a list or dict, where the form does not vouch for it."""
        yield from ()

    @abstractmethod
    def _fields(self, model: type[Model], value: str, record: str, code: Code) -> Iterator[str]:
        """Yield the lines that set the fields of the model in ``record``, ``extra`` among them."""


def member(cl: type[OpenEnum], key: str, value: str, target: str, code: Code) -> Iterator[str]:
    """Yield the lines that find the member of an enum for a key, which is the value if that is text."""
    yield "try:"
    yield f"    {target} = {code.name({one.value: one for one in cl})}[{key}]"
    yield "except KeyError:"  # costs nothing until it happens
    yield f"    {target} = {code.name(cl._missing_)}({value})"


def choice(condition: str, yes: Iterable[str], no: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a condition with two ends."""
    yield f"if {condition}:"
    yield from indented(yes)
    yield "else:"
    yield from indented(no)


def indented(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines one step further in."""
    return (f"    {line}" for line in lines)


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
