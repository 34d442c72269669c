"""One pass from bytes to models, when msgspec is installed; whatever it refuses, the tolerant pass decides.

For each model a private twin is derived, which knows the wire's names and refuses fields that the model does not have,
values of other types, and instants without an offset. What it accepts, both passes read alike.
"""

import functools
import operator
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from types import ModuleType, NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import attrs

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.model import NUMBER_OR_TEXT, Model, OpenEnum
from telephony_clients.core.readers import READERS


@attrs.frozen(kw_only=True)
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


class _UnfitError(Exception):
    """A model has a field that the quick pass cannot read as the tolerant one does."""


Decode = Callable[[bytes], dict[str, Any] | None]


class Quick:
    """The typed decoders of one codec, each built on first use.

    Args:
        names: field of a model -> its wire names, the documented one first.
    """

    __slots__ = ("_decoders", "_names", "_twins")

    def __init__(self, names: Callable[["attrs.Attribute[Any]"], tuple[str, ...]]) -> None:
        self._names = names
        self._twins: dict[type, Any] = {}
        self._decoders: dict[tuple[Any, Envelope, str | None], Decode] = {}

    def decode(self, body: bytes, into: Any, envelope: Envelope, pick: str | None) -> dict[str, Any] | None:
        """Return the envelope as plain values with its data as models; None when the tolerant pass shall decide.

        Args:
            body: the answer.
            into: a model, or a list of a model.
            envelope: where the data are.
            pick: the key under which the vendor wraps them once more.
        """
        key = (into, envelope, pick)
        decode = self._decoders.get(key)
        if decode is None:
            decode = self._decoders[key] = self._built(into, envelope, pick)
        return decode(body)

    def _built(self, into: Any, envelope: Envelope, pick: str | None) -> Decode:
        msgspec = _msgspec()
        try:
            inner = None if msgspec is None else self._shape(into, msgspec)
        except _UnfitError:
            msgspec = None
        if msgspec is None:
            return lambda _: None
        unset = msgspec.UNSET
        if pick is not None:
            inner = _wrapper(msgspec, pick, inner, envelope.beside_picked)
        decoder = msgspec.json.Decoder(_wrapper(msgspec, envelope.data, inner, envelope.beside))
        convert, refusals = msgspec.convert, (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ModelMismatch)

        def decode(body: bytes) -> dict[str, Any] | None:
            try:
                found = _plain(decoder.decode(body), unset)
                holder, name = (found, envelope.data) if pick is None else (_plain(found[envelope.data], unset), pick)
                holder[name] = convert(holder[name], into, from_attributes=True)
            except refusals:
                return None
            found[envelope.data] = holder[name] if pick is None else holder
            return found

        return decode

    def _shape(self, kind: Any, msgspec: ModuleType) -> Any:
        """Return how the twin reads a type.

        Raises:
            _UnfitError: it cannot be read alike by both passes.
        """
        origin, parts = get_origin(kind), get_args(kind)
        if kind is datetime:
            return Annotated[datetime, msgspec.Meta(tz=True)]
        if kind is Decimal:
            return str | int | float  # the number's own digits would give another Decimal than the float that they make
        if kind in READERS or kind is Any or kind is NoneType:
            return kind
        if origin is Annotated and NUMBER_OR_TEXT in parts:
            return str
        if origin is list:
            return list[self._shape(parts[0], msgspec)]  # type: ignore[misc]
        if origin is dict:
            return dict[str, self._shape(parts[1], msgspec)]  # type: ignore[misc]
        if origin in {Union, UnionType} and len(parts) == 2 and NoneType in parts:  # noqa: PLR2004 - a type or None
            return functools.reduce(operator.or_, (self._shape(part, msgspec) for part in parts))
        if isinstance(kind, type) and issubclass(kind, OpenEnum):
            return str  # which member it is, the model asks
        if isinstance(kind, type) and issubclass(kind, Model):
            return self._twin(kind, msgspec)
        raise _UnfitError(kind)

    def _twin(self, model: type[Model], msgspec: ModuleType) -> Any:
        if model not in self._twins:
            attrs.resolve_types(model)
            fields = [
                (
                    field.name,
                    self._shape(field.type, msgspec),
                    msgspec.field(
                        name=self._names(field)[0],
                        default=msgspec.NODEFAULT if field.default is attrs.NOTHING else field.default,
                    ),
                )
                for field in attrs.fields(model)
                if field.name != "extra"
            ]
            self._twins[model] = msgspec.defstruct(
                model.__name__, fields, kw_only=True, forbid_unknown_fields=True, gc=False
            )
        return self._twins[model]


def _wrapper(msgspec: ModuleType, name: str, inner: Any, beside: frozenset[str]) -> Any:
    others = [(other, Any, msgspec.UNSET) for other in sorted(beside - {name})]
    return msgspec.defstruct("Wrapper", [(name, inner), *others], forbid_unknown_fields=True)


def _plain(struct: Any, unset: Any) -> dict[str, Any]:
    values = ((name, getattr(struct, name)) for name in struct.__struct_fields__)
    return {name: value for name, value in values if value is not unset}


def _msgspec() -> ModuleType | None:
    try:
        import msgspec  # noqa: PLC0415 - the extra may be missing
    except ModuleNotFoundError:
        return None
    return msgspec
