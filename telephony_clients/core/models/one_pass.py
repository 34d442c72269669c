"""One pass from bytes to models, when msgspec is installed; whatever it refuses, the tolerant pass decides.

For each model a private twin is derived, which knows the wire's names and refuses fields that the model does not have,
values of other types, and instants without an offset. What it accepts, both passes read alike. A field that the vendor
added widens the twin once it was seen, and a value that it added to an enum has the enum be read as text.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from types import ModuleType
from typing import Annotated, Any, get_args, get_origin

import attrs

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.models.compiler import (
    Code,
    Construct,
    Constructors,
    Names,
    UnfitError,
    fields_of,
    is_enum,
    is_model,
    is_text_id,
    member,
    optional,
)
from telephony_clients.core.models.drift import Note, note, notes
from telephony_clients.core.models.model import NO_EXTRA, Model
from telephony_clients.core.models.readers import READERS

_MOST_WIDENED = 64
"""Unknown fields that are read in one pass; some vendors use ids as names, and each costs a new twin."""
_AS_THEY_COME = frozenset({str, int, float, bool, date, datetime})


@attrs.frozen(kw_only=True, eq=False)
class Envelope:
    """Where a vendor's common success has its parts; answers of other forms are read by the tolerant pass.

    Attributes:
        data: the key of the data.
        beside: keys that may stand beside it.
        beside_picked: keys that may stand beside a picked key within the data.
    """

    data: str
    beside: frozenset[str] = frozenset()
    beside_picked: frozenset[str] = frozenset()


Decoder = tuple[Callable[[bytes], Any], Callable[[Any], dict[str, Any] | None]]
"""What reads an answer's bytes as twins, and what makes plain values and models of those."""
_REFUSES_ALL: Decoder = (lambda _: None, lambda _: None)


class Quick:
    """The typed decoders of one codec, each built on first use.

    Args:
        names: field of a model -> its wire names, the documented one first.
        touched: whether a user has a hook of his own for a type.
    """

    __slots__ = (
        *("_building", "_decoders", "_left", "_names", "_opened"),
        *("_refusals", "_touched", "_twins", "_unknown"),
    )

    def __init__(self, names: Names, touched: Callable[[Any], bool]) -> None:
        self._names, self._touched = names, touched
        self._unknown: dict[type[Model], dict[str, str]] = {}
        self._left = _MOST_WIDENED
        self._opened: set[str] = set()
        self._building = threading.RLock()  # large answers are read in threads
        self._refusals: tuple[type[Exception], ...] = ()
        self.forget()

    def forget(self) -> None:
        """Drop what was built, because the ground that it was built on has changed."""
        with self._building:
            self._twins: _Twins | None = None
            self._decoders: dict[tuple[Any, Envelope, str | None], Decoder] = {}

    def widen(self, model: type[Model], name: str) -> None:
        """Have a field that a model does not know be read and kept from now on, within reason."""
        if self._left == 0 or name in self._unknown.get(model, ()):
            return
        if not name.isprintable() or "\\" in name or '"' in name:
            return  # msgspec takes no such name
        with self._building:
            known = self._unknown.setdefault(model, {})
            if name not in known and self._left > 0:
                self._left -= 1
                known[name] = f"unknown_{len(known)}"
                self.forget()

    def decode(self, body: bytes, into: Any, envelope: Envelope, pick: str | None) -> dict[str, Any] | None:
        """Return an answer's envelope as plain values, its data as models; None when the tolerant pass shall decide.

        Args:
            body: the answer.
            into: a model, or a list of a model.
            envelope: where the data are.
            pick: the key under which the vendor wraps them once more.
        """
        read, construct = self._decoders.get((into, envelope, pick)) or self.prepare(into, envelope, pick)
        try:
            source = read(body)
            if noted := notes():
                self._open_enums(noted)
            return construct(source)
        except self._refusals:
            return None

    def _open_enums(self, noted: Iterable[Note]) -> None:
        """Have enums be read as texts from now on: msgspec met a value unknown to them, and is slow to ask."""
        with self._building:
            met = {enum for _, enum, *_ in noted} - self._opened
            if met:
                self._opened |= met
                self.forget()

    def prepare(self, into: Any, envelope: Envelope, pick: str | None) -> Decoder:
        """Return what decodes answers of one kind, built if it is not."""
        key = (into, envelope, pick)
        with self._building:
            if key not in self._decoders:
                self._decoders[key] = self._built(into, envelope, pick)
            return self._decoders[key]

    def _built(self, into: Any, envelope: Envelope, pick: str | None) -> Decoder:
        msgspec = _msgspec()
        if msgspec is None:
            self._left = 0
            return _REFUSES_ALL
        twins = self._twins = self._twins or _Twins(msgspec, self._names, self._touched, self._unknown, self._opened)
        try:
            construct, inner = twins.of(into), twins.shape(into)
        except UnfitError:
            return _REFUSES_ALL
        if pick is not None:
            inner, construct = _wrapper(msgspec, pick, inner, construct, envelope.beside_picked)
        outer, unwrapped = _wrapper(msgspec, envelope.data, inner, construct, envelope.beside)
        self._refusals = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ModelMismatch)
        return msgspec.json.Decoder(outer).decode, unwrapped


class _Twins(Constructors):
    """The twins, and what makes models of them: msgspec vouches for the types.

    Args:
        msgspec: the module.
        names: field of a model -> its wire names.
        touched: whether a user has a hook of his own for a type.
        unknown: model -> wire name of a field that it does not know -> the twin's name for it.
        opened: names of enums that are read as texts.
    """

    def __init__(
        self,
        msgspec: ModuleType,
        names: Names,
        touched: Callable[[Any], bool],
        unknown: dict[type[Model], dict[str, str]],
        opened: set[str],
    ) -> None:
        super().__init__(touched)
        self._msgspec, self._names, self._unknown, self._opened = msgspec, names, unknown, opened
        self._twins: dict[type[Model], Any] = {}

    def shape(self, kind: Any) -> Any:
        """Return how the twins read a type for which there is a constructor."""
        inner, origin, parts = optional(kind), get_origin(kind), get_args(kind)
        if inner is not None:
            return self.shape(inner) | None
        if kind is datetime:
            return Annotated[datetime, self._msgspec.Meta(tz=True)]
        if kind is Decimal:
            return str | int | float  # the number's own digits would give another Decimal than the float that they make
        if is_text_id(kind):
            return str | int
        if origin is list:
            return list[self.shape(parts[0])]  # type: ignore[misc]
        if origin is dict:
            return dict[str, self.shape(parts[1])]  # type: ignore[misc]
        if self._is_opened(kind):
            return str
        return self._twin(kind) if is_model(kind) else kind

    def _is_opened(self, kind: Any) -> bool:
        return is_enum(kind) and kind.__name__ in self._opened

    def _twin(self, model: type[Model]) -> Any:
        if model not in self._twins:
            field, unset = self._msgspec.field, self._msgspec.UNSET
            known = [
                (one.name, self.shape(one.type), field(name=self._names(one)[0], **self._default(one)))
                for one in fields_of(model)
            ]
            added = [(own, Any, field(name=name, default=unset)) for name, own in self._unknown.get(model, {}).items()]
            self._twins[model] = self._msgspec.defstruct(
                model.__name__, [*known, *added], kw_only=True, forbid_unknown_fields=True, gc=False
            )
        return self._twins[model]

    def _default(self, field: "attrs.Attribute[Any]") -> dict[str, Any]:
        if field.default is attrs.NOTHING:
            return {}
        default = field.default
        if isinstance(default, list | dict):  # msgspec wants it made anew, attrs has one for all
            return {"default_factory": lambda: default}
        factory = getattr(default, "factory", None)
        return {"default": default} if factory is None else {"default_factory": factory}

    def _lines(self, kind: Any, value: str, target: str, code: Code) -> Iterator[str]:
        if self._is_opened(kind) and not self._touched(kind):
            yield from member(kind, value, value, target, code)
        else:
            yield from super()._lines(kind, value, target, code)

    def _leaf(self, kind: Any, value: str, code: Code) -> str:
        if kind in _AS_THEY_COME or kind is Any or is_enum(kind):
            return value
        if is_text_id(kind):
            return f"{value} if type({value}) is str else str({value})"
        if kind is Decimal:
            return f"{code.name(READERS[Decimal])}({value}, None)"
        raise UnfitError(kind)

    def _fields(self, model: type[Model], value: str, record: str, code: Code) -> Iterator[str]:
        for field in fields_of(model):
            own, target = code.variable("own"), f"{record}.{field.name}"
            lines = [*self._lines(field.type, own, target, code)]
            if lines == [f"{target} = {own}"]:
                yield f"{target} = {value}.{field.name}"
            else:
                yield from [f"{own} = {value}.{field.name}", *lines]
        yield from self._extra(model, value, record, code)

    def _extra(self, model: type[Model], value: str, record: str, code: Code) -> Iterator[str]:
        """Yield the lines that keep the fields which the model does not know; they are counted when all is made."""
        none, unset = code.name(NO_EXTRA), code.name(self._msgspec.UNSET)
        if not self._unknown.get(model):
            yield f"{record}.extra = {none}"
            return
        extra, one = code.variable("extra"), code.variable("one")
        yield f"{extra} = {none}"
        for name, own in self._unknown[model].items():
            count = f"{code.name(model)}_{own}"
            sample, arguments = f"{count}_sample", ("unknown_field", model.__name__, name)
            if f"{count} = 0" not in code.first:
                code.first.append(f"{count} = 0")
                code.last.append(f"if {count}: {code.name(note)}(*{arguments!r}, {sample}, {count})")
            yield f"{one} = {value}.{own}"
            yield f"if {one} is not {unset}:"
            yield f"    if not {count}: {sample} = {one}"
            yield f"    {count} += 1"
            yield f"    if {extra} is {none}: {extra} = {{{name!r}: {one}}}"
            yield f"    else: {extra}[{name!r}] = {one}"
        yield f"{record}.extra = {extra}"


def _wrapper(
    msgspec: ModuleType, name: str, inner: Any, construct: Construct, beside: frozenset[str]
) -> tuple[Any, Construct]:
    """Return the type of an object that holds data under a name, and what makes a dict of it, the data made models."""
    others = sorted(beside - {name})
    fields = [(name, inner), *((other, Any, msgspec.UNSET) for other in others)]
    wrapper = msgspec.defstruct("Wrapper", fields, forbid_unknown_fields=True)
    code = Code()
    lines = [f"made = {{{name!r}: {code.name(construct)}(source.{name})}}"]
    for other in others:
        lines += [f"if source.{other} is not {code.name(msgspec.UNSET)}:", f"    made[{other!r}] = source.{other}"]
    return wrapper, code.compiled(lines, "made", "Wrapper")


def _msgspec() -> ModuleType | None:
    try:
        import msgspec  # noqa: PLC0415 - the extra may be missing
    except ModuleNotFoundError:
        return None
    return msgspec
