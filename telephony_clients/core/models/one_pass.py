"""Decodes bytes to models in one pass, if msgspec is installed; whatever it refuses is left to the tolerant pass.

Each model gets a private msgspec struct, which knows the wire names and refuses unknown fields, values of other types,
and datetimes without an offset. What it accepts, both passes read alike. Once the vendor has sent a new field, the
struct is widened by it; once it has sent a new value of an enum, the enum is read as text.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from types import ModuleType
from typing import Annotated, Any, get_args, get_origin

import attrs

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.models.compiler import (
    Code,
    Constructor,
    ConstructorCompiler,
    UnsupportedModel,
    WireNames,
    enum_member,
    fields_of,
    is_enum,
    is_model,
    is_text_id,
    optional,
)
from telephony_clients.core.models.drift import Deviation, pending_deviations, record_deviation
from telephony_clients.core.models.fields import ModelBase
from telephony_clients.core.models.frozen_dict import NO_EXTRA, FrozenDict
from telephony_clients.core.models.instants import Instants
from telephony_clients.core.models.readers import AFTER_MSGSPEC
from telephony_clients.core.secret import MaskedText

_MAX_WIDENED = 64
"""Unknown fields that are read in one pass; some vendors use ids as names, and each costs a new struct."""
_NATIVE_TYPES = frozenset({str, int, float, bool, date, datetime})


@attrs.frozen(kw_only=True, eq=False)
class Envelope:
    """The keys of a vendor's usual success; answers of other forms are read by the tolerant pass.

    Attributes:
        data: the key of the data.
        sibling_keys: keys that may appear next to it.
        nested_sibling_keys: keys within the data that may appear next to the one that wraps it once more.
    """

    data: str
    sibling_keys: frozenset[str] = frozenset()
    nested_sibling_keys: frozenset[str] = frozenset()


Decoder = tuple[Callable[[bytes], Any], Callable[[Any], dict[str, Any] | None]]
"""Reads an answer's bytes as structs, and converts those to JSON values and models."""
_UNSUPPORTED: Decoder = (lambda _: None, lambda _: None)


class OnePassDecoder:
    """The one-pass decoders of one codec, each built on first use.

    Args:
        names: field of a model -> its wire names, the documented one first.
        has_user_hook: whether the user has a hook for a type.
        instants: how points in time are read.
    """

    __slots__ = (
        *("_instants", "_number_ids", "_lock", "_decoders", "_widenings_left", "_names", "_text_enums"),
        *("_errors", "_has_user_hook", "_compiler", "_unknown_fields"),
    )

    def __init__(self, names: WireNames, has_user_hook: Callable[[Any], bool], instants: Instants) -> None:
        self._names, self._has_user_hook, self._instants = names, has_user_hook, instants
        self._unknown_fields: dict[type[ModelBase], dict[str, str]] = {}
        self._widenings_left = _MAX_WIDENED
        self._text_enums: set[str] = set()
        self._number_ids = False
        self._lock = threading.RLock()  # large answers are read in threads
        self._errors: tuple[type[Exception], ...] = ()
        self.invalidate()

    def invalidate(self) -> None:
        """Discard all decoders, because what they were built from has changed."""
        with self._lock:
            self._compiler: _StructCompiler | None = None
            self._decoders: dict[tuple[Any, Envelope, str | None], Decoder] = {}

    def widen(self, model: type[ModelBase], name: str) -> None:
        """Read and keep an unknown field of a model from now on, up to a limit."""
        if self._widenings_left == 0 or name in self._unknown_fields.get(model, ()):
            return
        if not name.isprintable() or "\\" in name or '"' in name:
            return  # msgspec accepts no such name
        with self._lock:
            known = self._unknown_fields.setdefault(model, {})
            if name not in known and self._widenings_left > 0:
                self._widenings_left -= 1
                known[name] = f"unknown_{len(known)}"
                self.invalidate()

    def decode(self, body: bytes, into: Any, envelope: Envelope, unwrap: str | None) -> dict[str, Any] | None:
        """Return the envelope as JSON values with its data as models, None to leave it to the tolerant pass.

        Args:
            body: the answer.
            into: a model, or a list of a model.
            envelope: where the data is.
            unwrap: the key under which the vendor wraps it once more.
        """
        read, construct = self._decoders.get((into, envelope, unwrap)) or self.prepare(into, envelope, unwrap)
        try:
            source = read(body)
            if pending := pending_deviations():
                self._read_enums_as_text(pending)
                return None  # of a field that is there twice, it would count what the tolerant pass never sees
            return construct(source)
        except self._errors as error:
            if not self._number_ids and "got `int`" in str(error):
                self._read_numbers_as_ids()
            return None

    def _read_numbers_as_ids(self) -> None:
        """Accept whole numbers as ids from now on; until one was seen, no id is checked for being one."""
        self._number_ids = True
        self.invalidate()

    def _read_enums_as_text(self, pending: Iterable[Deviation]) -> None:
        """Read enums with unknown values as text from now on, since msgspec is slow to call ``_missing_``."""
        with self._lock:
            new = {enum for _, enum, *_ in pending} - self._text_enums
            if new:
                self._text_enums |= new
                self.invalidate()

    def prepare(self, into: Any, envelope: Envelope, unwrap: str | None) -> Decoder:
        """Return the decoder for answers of one kind; built on first use."""
        key = (into, envelope, unwrap)
        with self._lock:
            if key not in self._decoders:
                self._decoders[key] = self._build(into, envelope, unwrap)
            return self._decoders[key]

    def _build(self, into: Any, envelope: Envelope, unwrap: str | None) -> Decoder:
        msgspec = _msgspec()
        if msgspec is None:
            self._widenings_left = 0
            return _UNSUPPORTED
        compiler = self._compiler = self._compiler or _StructCompiler(
            msgspec,
            self._names,
            self._has_user_hook,
            self._instants,
            unknown=self._unknown_fields,
            text_enums=self._text_enums,
            number_ids=self._number_ids,
        )
        try:
            construct, inner = compiler.constructor_for(into), compiler.shape(into)
        except UnsupportedModel:
            return _UNSUPPORTED
        if unwrap is not None:
            inner, construct = _wrapper(msgspec, unwrap, inner, construct, envelope.nested_sibling_keys)
        outer, unwrapped = _wrapper(msgspec, envelope.data, inner, construct, envelope.sibling_keys)
        self._errors = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ModelMismatch)
        return msgspec.json.Decoder(outer).decode, unwrapped


class _StructCompiler(ConstructorCompiler):
    """Builds the structs, and constructors that turn them into models; msgspec has checked the types.

    Args:
        msgspec: the module.
        names: field of a model -> its wire names.
        has_user_hook: whether the user has a hook for a type.
        instants: how points in time are read.
        unknown: model -> wire name of an unknown field -> the struct's name for it.
        text_enums: names of enums that are read as text.
        number_ids: whether whole numbers are accepted as ids.
    """

    def __init__(
        self,
        msgspec: ModuleType,
        names: WireNames,
        has_user_hook: Callable[[Any], bool],
        instants: Instants,
        *,
        unknown: dict[type[ModelBase], dict[str, str]],
        text_enums: set[str],
        number_ids: bool,
    ) -> None:
        super().__init__(has_user_hook)
        self._number_ids = number_ids
        self._msgspec, self._names, self._unknown_fields, self._text_enums = msgspec, names, unknown, text_enums
        self._structs: dict[type[ModelBase], Any] = {}
        self._instants = instants

    def shape(self, kind: Any) -> Any:
        """Return the type that msgspec reads for a type of a model."""
        inner, origin, parts = optional(kind), get_origin(kind), get_args(kind)
        if inner is not None:
            return self.shape(inner) | None
        if kind is datetime and not self._instants.native:
            return str | int | float | None
        if kind is datetime:
            return Annotated[datetime, self._msgspec.Meta(tz=True)]
        if is_text_id(kind):
            return str | int if self._number_ids else str
        if origin is list:
            return list[self.shape(parts[0])]  # type: ignore[misc]
        if origin is dict:
            return dict[str, self.shape(parts[1])]  # type: ignore[misc]
        if self._is_text_enum(kind) or kind is MaskedText:
            return str
        return self._struct(kind) if is_model(kind) else kind

    def _is_text_enum(self, kind: Any) -> bool:
        return is_enum(kind) and kind.__name__ in self._text_enums

    def _struct(self, model: type[ModelBase]) -> Any:
        if model not in self._structs:
            field, unset = self._msgspec.field, self._msgspec.UNSET
            known = [
                (one.name, self.shape(one.type), field(name=self._names(one)[0], **self._default(one)))
                for one in fields_of(model)
            ]
            added = [
                (own, Any, field(name=name, default=unset)) for name, own in self._unknown_fields.get(model, {}).items()
            ]
            self._structs[model] = self._msgspec.defstruct(
                model.__name__, [*known, *added], kw_only=True, forbid_unknown_fields=True, gc=False
            )
        return self._structs[model]

    def _default(self, field: "attrs.Attribute[Any]") -> dict[str, Any]:
        if field.default is attrs.NOTHING:
            return {}
        default = field.default
        if isinstance(default, list | dict):  # msgspec requires a factory where attrs shares one object
            return {"default_factory": lambda: default}
        factory = getattr(default, "factory", None)
        return {"default": default} if factory is None else {"default_factory": factory}

    def _lines(self, kind: Any, value: str, target: str, code: Code) -> Iterator[str]:
        if self._is_text_enum(kind) and not self._has_user_hook(kind):
            yield from enum_member(kind, value, value, target, code)
        elif is_text_id(optional(kind)) and not self._has_user_hook(kind) and not self._has_user_hook(optional(kind)):
            yield f"{target} = {self._leaf_expression(optional(kind), value, code)}"  # None passes
        else:
            yield from super()._lines(kind, value, target, code)

    def _leaf_expression(self, kind: Any, value: str, code: Code) -> str:
        if kind is datetime and not self._instants.native:
            return f"{code.name(self._instants.read)}({value}, None)"
        if kind in _NATIVE_TYPES or kind is Any or is_enum(kind):
            return value
        if is_text_id(kind):
            return f"str({value}) if type({value}) is int else {value}" if self._number_ids else value
        if kind in AFTER_MSGSPEC:
            return f"{code.name(AFTER_MSGSPEC[kind])}({value})"
        raise UnsupportedModel(kind)

    def _fields(self, model: type[ModelBase], value: str, record: str, code: Code) -> Iterator[str]:
        for field in fields_of(model):
            own, target = code.variable("own"), f"{record}.{field.name}"
            lines = [*self._lines(field.type, own, target, code)]
            if lines == [f"{target} = {own}"]:
                yield f"{target} = {value}.{field.name}"
            else:
                yield from [f"{own} = {value}.{field.name}", *lines]
        yield from self._extra(model, value, record, code)

    def _extra(self, model: type[ModelBase], value: str, record: str, code: Code) -> Iterator[str]:
        """Yield the lines that keep unknown fields; they are counted at the end."""
        none, unset = code.name(NO_EXTRA), code.name(self._msgspec.UNSET)
        if not self._unknown_fields.get(model):
            yield f"{record}.extra = {none}"
            return
        extra, one = code.variable("extra"), code.variable("one")
        yield f"{extra} = {none}"
        for name, own in self._unknown_fields[model].items():
            count = f"{code.name(model)}_{own}"
            sample, arguments = f"{count}_sample", ("unknown_field", model.__name__, name)
            if f"{count} = 0" not in code.first:
                code.first.append(f"{count} = 0")
                code.last.append(f"if {count}: {code.name(record_deviation)}(*{arguments!r}, {sample}, {count})")
            yield f"{one} = {value}.{own}"
            yield f"if {one} is not {unset}:"
            yield f"    if not {count}: {sample} = {one}"
            yield f"    {count} += 1"
            yield f"    if {extra} is {none}: {extra} = {{{name!r}: {one}}}"
            yield f"    else: {extra}[{name!r}] = {one}"
        yield f"{record}.extra = {none} if {extra} is {none} else {code.name(FrozenDict)}({extra})"


def _wrapper(
    msgspec: ModuleType, name: str, inner: Any, construct: Constructor, sibling_keys: frozenset[str]
) -> tuple[Any, Constructor]:
    """Return the type of an object with data under a name, and the constructor of a dict with the data as models."""
    others = sorted(sibling_keys - {name})
    fields = [(name, inner), *((other, Any, msgspec.UNSET) for other in others)]
    wrapper = msgspec.defstruct("Wrapper", fields, forbid_unknown_fields=True)
    code = Code()
    lines = [f"made = {{{name!r}: {code.name(construct)}(source.{name})}}"]
    for other in others:
        lines += [f"if source.{other} is not {code.name(msgspec.UNSET)}:", f"    made[{other!r}] = source.{other}"]
    return wrapper, code.compile_function(lines, "made", "Wrapper")


def _msgspec() -> ModuleType | None:
    try:
        import msgspec  # noqa: PLC0415 - the extra may be missing
    except ModuleNotFoundError:
        return None
    return msgspec
