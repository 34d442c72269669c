"""Compiles a constructor for each model, once: one assignment for each field, and no calls.

A frozen attrs class sets each field through ``object.__setattr__``. These constructors fill an instance of a mutable
subclass with the same layout, and change its class to the model at the end.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import attrs

from telephony_clients.core.models.fields import NUMBER_OR_TEXT, ModelBase, OpenEnum

Constructor = Callable[[Any], Any]
WireNames = Callable[["attrs.Attribute[Any]"], tuple[str, ...]]
"""Returns the wire names of a model's field, the documented one first."""
_MAX_INLINE_DEPTH = 2
"""How deep nested models are built inline: a call for each would cost a third of building it, but inlining all of them
would take long to compile."""


class UnsupportedModel(Exception):
    """No constructor can be compiled for a class, because its construction does more than set fields."""


def fields_of(model: type[ModelBase]) -> "list[attrs.Attribute[Any]]":
    """Return a model's fields with their types resolved, without `Model.extra`."""
    attrs.resolve_types(model)
    return [field.evolve(type=as_read(field.type)) for field in attrs.fields(model) if field.name != "extra"]


def as_read(kind: Any) -> Any:
    """Return a type with the enum alone for each open enum or text, ``E | str``: it takes any text."""
    origin, parts = get_origin(kind), tuple(map(as_read, get_args(kind)))
    if origin in {list, dict}:
        return origin[parts]
    if origin not in {Union, UnionType}:
        return kind
    return Union[tuple(part for part in parts if part is not str or not any(map(is_enum, parts)))]  # noqa: UP007


def optional(kind: Any) -> Any:
    """Return ``T`` for ``T | None``, None for any other type."""
    parts = get_args(kind)
    if get_origin(kind) not in {Union, UnionType} or len(parts) != 2 or NoneType not in parts:  # noqa: PLR2004
        return None
    return parts[0] if parts[1] is NoneType else parts[1]


def is_model(kind: Any) -> bool:
    """Return whether a type is a model."""
    return isinstance(kind, type) and issubclass(kind, ModelBase)


def is_enum(kind: Any) -> bool:
    """Return whether a type is an open enum."""
    return isinstance(kind, type) and issubclass(kind, OpenEnum)


def is_text_id(kind: Any) -> bool:
    """Return whether a type is `TextId`."""
    return get_origin(kind) is Annotated and NUMBER_OR_TEXT in get_args(kind)


class Code:
    """The body of a constructor while it is generated, and the names that it uses.

    Attributes:
        depth: how many models enclose the current position.
        first: lines to put at the beginning.
        last: lines to put at the end, when everything is built.
    """

    def __init__(self) -> None:
        self._names: dict[str, Any] = {}
        self._variables = 0
        self.depth = 0
        self.first: list[str] = []
        self.last: list[str] = []

    def name(self, value: object) -> str:
        """Return the name under which the body can use a value."""
        name = next((known for known, one in self._names.items() if one is value), f"value_{len(self._names)}")
        self._names[name] = value
        return name

    def variable(self, stem: str) -> str:
        """Return a new variable name."""
        self._variables += 1
        return f"{stem}_{self._variables}"

    def compile_function(self, lines: Iterable[str], made: str, what: str) -> Constructor:
        """Return a function of ``source`` that runs these lines and returns the variable ``made``."""
        body = [*lines]  # first, since generating them adds to the others
        code = "\n    ".join(["def construct(source):", *self.first, *body, *self.last, f"return {made}"])
        names = dict(self._names)
        exec(compile(code, f"<constructor of {what}>", "exec"), names)  # noqa: S102 - made of field names, as attrs does
        construct: Constructor = names["construct"]
        return construct


class ConstructorCompiler(ABC):
    """Compiles constructors that read one form of record; a subclass knows how that form holds a field's value.

    Args:
        has_user_hook: whether the user has a hook for a type; only the converter calls it.
    """

    def __init__(self, has_user_hook: Callable[[Any], bool]) -> None:
        self._has_user_hook = has_user_hook
        self._lock = threading.RLock()
        self._constructors: dict[Any, Constructor | UnsupportedModel] = {}
        self._mutable_classes: dict[type[ModelBase], type] = {}

    def constructor_for(self, kind: Any) -> Constructor:
        """Return the constructor of a model, or of a list or dict of models; compiled on first use.

        Raises:
            UnsupportedModel: none can be compiled.
        """
        with self._lock:  # large answers are read in threads
            if kind not in self._constructors:
                code = Code()
                # a model that contains itself finds this while it is compiled
                self._constructors[kind] = UnsupportedModel(kind)
                try:
                    lines = self._lines(kind, "source", "made", code)
                    self._constructors[kind] = code.compile_function(
                        lines, "made", getattr(kind, "__name__", str(kind))
                    )
                except UnsupportedModel as unsupported:
                    self._constructors[kind] = unsupported.with_traceback(None)
            made = self._constructors[kind]
        if isinstance(made, UnsupportedModel):
            raise UnsupportedModel(kind)
        return made

    def _lines(self, kind: Any, value: str, target: str, code: Code) -> Iterator[str]:
        """Yield the lines that convert the value in a variable to a type.

        Args:
            kind: the type.
            value: the variable.
            target: what the result is assigned to.
            code: the body.
        """
        if self._has_user_hook(kind):
            raise UnsupportedModel(kind)
        inner, origin, parts = optional(kind), get_origin(kind), get_args(kind)
        if inner is not None:
            lines = [*self._lines(inner, value, target, code)]
            unchanged = lines == [f"{target} = {value}"]
            yield from lines if unchanged else if_else(f"{value} is None", [f"{target} = None"], lines)
        elif origin is list:
            yield from self._each(parts[0], value, target, code, key=None)
        elif origin is dict and parts[0] is str:
            yield from self._each(parts[1], value, target, code, key=code.variable("key"))
        elif is_model(kind) and code.depth < _MAX_INLINE_DEPTH:
            yield from self._record(kind, value, target, code)
        elif is_model(kind):
            yield f"{target} = {code.name(self.constructor_for(kind))}({value})"
        else:
            yield f"{target} = {self._leaf_expression(kind, value, code)}"

    def _each(self, kind: Any, value: str, target: str, code: Code, *, key: str | None) -> Iterator[str]:
        """Yield the lines for a list or, with a variable for the key, a dict of a type."""
        one, item, made = code.variable("one"), code.variable("item"), code.variable("made")
        lines = [*self._lines(kind, one, item, code)]
        yield from self._check_container(list if key is None else dict, value, code)
        if lines == [f"{item} = {one}"]:
            yield f"{target} = {value}"
            return
        yield f"{made} = {'[]' if key is None else '{}'}"
        yield f"for {one} in {value}:" if key is None else f"for {key}, {one} in {value}.items():"
        yield from indent([*lines, f"{made}.append({item})" if key is None else f"{made}[{key}] = {item}"])
        yield f"{target} = {made}"

    def _record(self, model: type[ModelBase], value: str, target: str, code: Code) -> Iterator[str]:
        if model not in self._mutable_classes:
            self._mutable_classes[model] = _mutable_class(model)
        record = target if target.isidentifier() else code.variable("record")
        yield f"{record} = {code.name(self._mutable_classes[model])}()"
        code.depth += 1
        yield from self._fields(model, value, record, code)
        code.depth -= 1
        yield f"{record}.__class__ = {code.name(model)}"
        if record != target:
            yield f"{target} = {record}"

    @abstractmethod
    def _leaf_expression(self, kind: Any, value: str, code: Code) -> str:
        """Return the expression for a type that holds no other type, the variable itself if it needs no change."""

    def _check_container(self, container: type, value: str, code: Code) -> Iterator[str]:  # noqa: ARG002
        """Yield the lines that check for a list or dict, unless the form of record guarantees it."""
        yield from ()

    @abstractmethod
    def _fields(self, model: type[ModelBase], value: str, record: str, code: Code) -> Iterator[str]:
        """Yield the lines that set the fields of the model in ``record``, including ``extra``."""


def enum_member(cl: type[OpenEnum], key: str, value: str, target: str, code: Code) -> Iterator[str]:
    """Yield the lines that look up the enum member for a key, the value itself if that is text."""
    yield "try:"
    yield f"    {target} = {code.name({one.value: one for one in cl})}[{key}]"
    yield "except KeyError:"  # costs nothing until it happens
    yield f"    {target} = {code.name(cl._missing_)}({value})"


def if_else(condition: str, yes: Iterable[str], no: Iterable[str]) -> Iterator[str]:
    """Yield the lines of an if statement with an else branch."""
    yield f"if {condition}:"
    yield from indent(yes)
    yield "else:"
    yield from indent(no)


def indent(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines indented by one more level."""
    return (f"    {line}" for line in lines)


def _mutable_class(model: type[ModelBase]) -> type:
    """Return a subclass of the same layout with assignable fields, whose instances start empty."""
    if _has_custom_construction(model):
        raise UnsupportedModel(model)
    inherited = ("__init__", "__setattr__", "__delattr__", "__repr__")  # repr: for reports that show locals
    own: dict[str, Any] = {name: getattr(object, name) for name in inherited}
    return type(model.__name__, (model,), {**own, "__slots__": ()})


def _has_custom_construction(model: type[ModelBase]) -> bool:
    """Return whether constructing a model, or subclassing it, does more than set fields as attrs does."""
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
        if field.name != "extra"  # constructors give it as its converter would
    )
