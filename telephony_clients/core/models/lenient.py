"""JSON values -> models, through a cattrs converter with strict hooks: the tolerant pass.

Its fast path is a constructor compiled for the model. A record that misses it is read field by field, which tells where
it fails, and lets a default replace a nested model that fails.
"""

import dataclasses
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial
from operator import is_
from typing import Any, get_args, get_origin, is_typeddict

import attrs
from cattrs import Converter
from cattrs.errors import StructureHandlerNotFoundError

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.models.compiler import (
    Constructor,
    UnsupportedModel,
    WireNames,
    as_read,
    is_model,
    is_text_id,
    optional,
)
from telephony_clients.core.models.drift import is_strict, pending_deviations
from telephony_clients.core.models.failures import ReadingFailed, located
from telephony_clients.core.models.fields import ModelBase, OpenEnum
from telephony_clients.core.models.foreign import is_pydantic, is_struct, pydantic_reader, struct_reader
from telephony_clients.core.models.instants import Instants
from telephony_clients.core.models.readable import check_readable, is_named_tuple, refuse_named_tuple
from telephony_clients.core.models.readers import (
    READERS,
    Reader,
    mismatch,
    read_any,
    read_bytes,
    read_enum,
    read_text_id,
)
from telephony_clients.core.models.strict import FAST_PATH_MISSES, DictConstructorCompiler, Field, Widen, miss_fast_path
from telephony_clients.core.secret import MaskedText

_BY_CLASS = frozenset({str, MaskedText, int, float, bool})
"""For these, cattrs has hooks by class, and tries predicates last."""


class HookedConverter(Converter):
    """A cattrs converter that reports when a structure hook is registered.

    Attributes:
        changed: called before each registration.
    """

    changed: Callable[[], None] = staticmethod(lambda: None)

    def register_structure_hook(self, *args: Any, **kwargs: Any) -> Any:
        """Register a hook for a class, as cattrs does."""
        self.changed()
        return super().register_structure_hook(*args, **kwargs)

    def register_structure_hook_func(self, *args: Any, **kwargs: Any) -> None:
        """Register a hook for the types that a predicate selects, as cattrs does."""
        self.changed()
        super().register_structure_hook_func(*args, **kwargs)

    def register_structure_hook_factory(self, *args: Any, **kwargs: Any) -> Any:
        """Register a factory of hooks for the types that a predicate selects, as cattrs does."""
        self.changed()
        return super().register_structure_hook_factory(*args, **kwargs)


class StructureHooks:
    """The hooks that read one vendor's models, registered on a converter.

    Args:
        converter: gets the hooks.
        names: field of a model -> its wire names, the documented one first.
        widen: called with every unknown field of a model.
        instants: how points in time are read.
    """

    def __init__(self, converter: HookedConverter, names: WireNames, widen: Widen, instants: Instants) -> None:
        self._converter, self._names, self._widen = converter, names, widen
        self._readers = {**READERS, datetime: instants.read}
        self._own_hooks = {id(read): read for read in (*self._readers.values(), read_enum, read_text_id, read_any)}
        self.invalidate()
        for cl, read in self._readers.items():
            if cl in _BY_CLASS:
                converter.register_structure_hook(cl, read)
            else:  # so that a predicate of the user comes first
                converter.register_structure_hook_func(partial(is_, cl), read)
        converter.register_structure_hook(OpenEnum, read_enum)
        converter.register_structure_hook_func(is_text_id, read_text_id)
        converter.register_structure_hook_func(lambda kind: kind is Any, read_any)
        self._register_classes_without_base(converter)
        for concerns, made in (
            (_is_a(list), self._list_hook),
            (_is_a(dict), self._dict_hook),
            (lambda kind: optional(kind) is not None, self._optional_hook),
            (lambda kind: as_read(kind) != kind, self._enum_hook),
            (is_model, self._model_hook),
        ):
            converter.register_structure_hook_factory(concerns, self._as_own(made))

    def _register_classes_without_base(self, converter: HookedConverter) -> None:
        """Register the hooks of classes that are not derived from `Model`."""
        for concerns, made in (
            (_has_fields, partial(_read_objects, converter.gen_structure_attrs_fromdict)),
            (is_typeddict, partial(_read_objects, converter.gen_structure_typeddict)),
            (is_pydantic, pydantic_reader),
            (is_struct, struct_reader),
            (is_named_tuple, refuse_named_tuple),
        ):
            converter.register_structure_hook_factory(concerns, made)
        converter.register_structure_hook(bytes, read_bytes)

    def invalidate(self) -> None:
        """Discard the compiled constructors, because a hook was registered."""
        self._compiler = DictConstructorCompiler(self.has_user_hook, self._names, self._widen, self._readers)

    def prepare(self, kind: Any) -> None:
        """Compile the constructors of a type now."""
        self._converter.get_structure_hook(kind)
        with suppress(UnsupportedModel):
            self._compiler.constructor_for(kind)

    def check(self, kind: Any) -> None:
        """Check that a type can be read.

        Raises:
            Exception: it cannot, for any reason.
        """
        check_readable(kind, self._converter, self.has_user_hook)

    def has_user_hook(self, kind: Any) -> bool:
        """Return whether a type is read by a hook that was not registered here."""
        try:
            return id(self._converter.get_structure_hook(kind)) not in self._own_hooks
        except StructureHandlerNotFoundError:
            return True

    def _as_own(self, made: Callable[[Any], Reader]) -> Callable[[Any], Reader]:
        def hook(kind: Any) -> Reader:
            read = made(kind)
            self._own_hooks[id(read)] = read
            return read

        return hook

    def _optional_hook(self, kind: Any) -> Reader:
        inner = optional(kind)
        read = self._converter.get_structure_hook(inner)
        return lambda value, _: None if value is None else read(value, inner)

    def _enum_hook(self, kind: Any) -> Reader:
        inner = as_read(kind)
        read = self._converter.get_structure_hook(inner)
        return lambda value, _: read(value, inner)

    def _list_hook(self, kind: Any) -> Reader:
        (item,) = get_args(kind) or (Any,)
        read = self._converter.get_structure_hook(item)
        reader = getattr(read, "__self__", None)
        fill = reader.fill if isinstance(reader, _ModelReader) else partial(_fill, read, item)

        def structure(value: Any, _: Any) -> list[Any]:
            if type(value) is not list:
                raise mismatch("a list", value)
            items: list[Any] = []
            try:
                fill(value, items)
            except Exception as problem:  # noqa: BLE001 - a hook's may be any
                raise located(problem, f"[{len(items)}]") from None  # those before it are in the list
            return items

        return structure

    def _dict_hook(self, kind: Any) -> Reader:
        _, item = get_args(kind) or (str, Any)
        read = self._converter.get_structure_hook(item)

        def structure(value: Any, _: Any) -> dict[str, Any]:
            if type(value) is not dict:
                raise mismatch("an object", value)
            items: dict[str, Any] = {}
            for name, one in value.items():
                try:
                    items[name] = read(one, item)
                except Exception as problem:  # noqa: BLE001 - a hook's may be any
                    raise located(problem, f".{name}") from None
            return items

        return structure

    def _model_hook(self, cl: type[ModelBase]) -> Reader:
        return _ModelReader(cl, self._converter, self._compiler).read


class _ModelReader:
    """Reads one model: by its compiled constructor, else field by field."""

    __slots__ = ("_cl", "_compiler", "_construct", "_converter", "_fields")

    def __init__(self, cl: type[ModelBase], converter: Converter, compiler: DictConstructorCompiler) -> None:
        self._cl, self._converter, self._compiler = cl, converter, compiler
        self._construct: Constructor | None = None
        self._fields: tuple[tuple[Field, Reader], ...] | None = None

    def read(self, value: Any, _: Any) -> Any:
        """Return a value as the model."""
        made: list[Any] = []
        self.fill((value,), made)
        return made[0]

    def fill(self, values: Iterable[Any], models: list[Any]) -> None:
        """Append values to a list as models."""
        if self._construct is None:  # on first use, since a model may contain itself
            try:
                self._construct = self._compiler.constructor_for(self._cl)
            except UnsupportedModel:
                self._construct = miss_fast_path
        construct, pending = self._construct, pending_deviations()
        for value in values:
            before = len(pending)
            try:
                models.append(construct(value))
            except FAST_PATH_MISSES:
                del pending[before:]
                models.append(self._field_by_field(value))

    def _field_by_field(self, value: Any) -> ModelBase:
        """Read field by field: tell where it fails, and set aside what a field with a default cannot hold."""
        cl = self._cl
        if type(value) is not dict:
            raise mismatch(f"an object ({cl.__name__})", value)
        shape = self._compiler.shape(cl)
        if self._fields is None:
            self._fields = tuple((one, self._converter.get_structure_hook(one.attribute.type)) for one in shape.fields)
        extra, renamed = shape.split_unknown(value)
        known = {**value, **renamed} if renamed else value
        fields: dict[str, Any] = {}
        for one, read in self._fields:
            if one.wire not in known:
                if one.required:
                    raise ModelMismatch(f"{cl.__name__} lacks a required field").at(f".{one.wire}")
                continue
            try:
                fields[one.alias] = read(known[one.wire], one.attribute.type)
            except Exception as error:  # noqa: BLE001 - a hook's may be any
                problem = located(error, f".{one.wire}")
                if isinstance(problem, ReadingFailed) or is_strict() or not one.default_may_replace(known[one.wire]):
                    raise problem from None
                extra = shape.set_aside(extra, one.wire, known[one.wire])
        return cl(**fields, extra=extra) if extra else cl(**fields)


def _fill(read: Reader, item: Any, values: list[Any], items: list[Any]) -> None:
    for one in values:
        items.append(read(one, item))  # noqa: PERF401 - the caller counts those before one that fails


def _has_fields(kind: Any) -> bool:
    return attrs.has(kind) or dataclasses.is_dataclass(kind)


def _read_objects(generated: Callable[[Any], Reader], kind: Any) -> Reader:
    """Return how cattrs reads a class, for objects alone."""
    if attrs.has(kind):
        attrs.resolve_types(get_origin(kind) or kind)  # cattrs leaves names inside brackets as they are
    read, name = generated(kind), getattr(kind, "__name__", str(kind))

    def structure(value: Any, kind: Any) -> Any:
        if type(value) is not dict:
            raise mismatch(f"an object ({name})", value)
        return read(value, kind)

    return structure


def _is_a(base: type) -> Callable[[Any], bool]:
    """Return whether a type is a builtin container, whatever is in it."""
    return lambda kind: kind is base or (isinstance(get_origin(kind), type) and issubclass(get_origin(kind), base))
