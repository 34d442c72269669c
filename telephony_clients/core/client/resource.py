"""What hangs on a client: groups of a vendor's operations, each loaded when it is first used."""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, Generic, NamedTuple, TypeVar, cast, overload

from telephony_clients.core.calls.engine import Engine
from telephony_clients.core.checks import day, mapping
from telephony_clients.core.client.fields import given
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.values import UNSET, Cursor, Extra, Params
from telephony_clients.core.vendor.paging import Paging
from telephony_clients.core.wire.request import Operation, Request, Source

T = TypeVar("T")
R = TypeVar("R", bound="Resource")


class OperationInfo(NamedTuple):
    """One operation that a client performs.

    Attributes:
        verb, path: what the vendor prints, below the base URL; ``/../`` leads beside it.
        method: the SDK's method, such as ``agents.get``.
        source: how well it is known that it exists.
    """

    verb: str
    path: str
    method: str
    source: Source


class Resource:
    """One group of a vendor's operations, declared as `Operation` attributes and performed by methods.

    What holds for every method is said here. Ids are quoted for you. A read takes ``params``: further parameters of its
    query, for what the vendor added since; None is the same as left out. A write takes ``extra``: further fields of its
    body. A field of a body that is left out, or `UNSET`, is not sent and stays as it is; None sends null, which empties
    it, where its type has None. A list sends nothing before it is read, and takes ``page_size``, where the vendor has
    pages, and ``cursor``: where to go on. Every method may raise any `TelephonyError`; its docstring names those that
    are particular to it, and its source: where the vendor says that the operation exists. An argument out of its range
    is a `ConfigurationError`, before anything is sent; what else goes wrong with a list shows when a page is fetched,
    with a cursor.
    """

    __slots__ = ("_engine", "_place")

    def __init_subclass__(cls, *, under: str = "") -> None:
        """Mount the operations of the bases below another path: one class for what records of several kinds have.

        Args:
            under: that path, such as ``/agents/{agent_id}``; its ids come before those of the operations.
        """
        super().__init_subclass__()
        for base in reversed(cls.__mro__[1:] if under else ()):
            for name, one in list(vars(base).items()):
                if isinstance(one, Operation):
                    setattr(cls, name, one.under(under))

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._place = ""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._engine.base_url!r})"

    async def fetch(self, request: Request[T]) -> T:
        """Send a request and return its data; what a method of one answer ends with."""
        request.resource = self._place
        return (await self._engine.send(request)).data

    def pager(
        self,
        request: Request[T],
        *,
        page_size: int | None = None,
        cursor: Cursor | None = None,
        paging: Paging | None = None,
    ) -> Pager[T]:
        """Return the pager of a list; ``paging`` is for a list that is walked in another way than the vendor's."""
        request.resource = self._place
        return Pager(self._engine, request, page_size=page_size, cursor=cursor, paging=paging)

    def filtered(
        self,
        operation: Operation[T],
        *ids: str | int,
        filters: Mapping[str, Any],
        kind: type[Any],
        days: Sequence[str] = (),
    ) -> Pager[T]:
        """Return the pager of a list whose filters are a TypedDict's, as are ``page_size``, ``cursor``, ``params``.

        Args:
            operation: the list.
            ids: those of its path.
            filters: what the caller gave.
            kind: the TypedDict.
            days: filters that are dates without time.
        """
        known = given(filters, kind)
        if not known:
            return self.pager(operation(*ids))
        page_size, cursor, more = known.pop("page_size", None), known.pop("cursor", None), known.pop("params", None)
        for name in days:
            if name in known:
                known[name] = day(known[name], name)
        return self.pager(operation(*ids, params=self.query(known, more)), page_size=page_size, cursor=cursor)

    def query(self, known: Params, more: Params | None = None) -> tuple[tuple[str, str], ...]:
        """Return a query from the parameters that the method knows and those that the caller adds."""
        return self._engine.adapter.codec.params(known, more)

    @staticmethod
    def body(known: Mapping[str, Any], extra: Extra | None = None) -> dict[str, Any]:
        """Return a JSON object from the fields that the method knows and those that the caller adds."""
        added = mapping(extra or {}, "extra")
        return {name: value for name, value in {**known, **added}.items() if value is not UNSET}


class Part(Generic[R]):
    """A resource as an attribute of a client or of another resource, imported and made when it is first asked for.

    On the class of what it hangs on it is the resource's class, for `help` and `unittest.mock.create_autospec`.

    One that is told by its place is written ``Part["Class"]("package.module:Class")``, for type checkers: an annotation
    would name what is not there at run time, and `typing.get_type_hints` would fail for the whole class.

    Args:
        what: the resource's class, or where it is: ``"package.module:Class"``.
    """

    def __init__(self, what: str | type[R]) -> None:
        self._what = what
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, owner: None, kind: type) -> type[R]: ...
    @overload
    def __get__(self, owner: object, kind: type) -> R: ...
    def __get__(self, owner: Any, kind: type) -> type[R] | R:
        if isinstance(self._what, str):
            module, _, name = self._what.partition(":")
            self._what = cast("type[R]", getattr(import_module(module), name))
        if owner is None:
            return self._what
        made = self._what(owner._engine)  # noqa: SLF001 - what it hangs on
        made._place = f"{owner._place}.{self._name}" if isinstance(owner, Resource) else self._name  # noqa: SLF001
        vars(owner)[self._name] = made  # found before this from now on
        return made


def operations_of(owner: object, prefix: str = "") -> Iterator[tuple[str, Operation[Any]]]:
    """Yield the operations of the resources that hang on a client or resource, each with its resource's name.

    Args:
        owner: the client or resource, or its class.
        prefix: what stands before the names.
    """
    kind = owner if isinstance(owner, type) else type(owner)
    for name, one in vars(kind).items():
        if isinstance(one, Part):
            resource: type[Resource] = getattr(kind, name)
            yield from ((f"{prefix}{name}", own) for own in vars(resource).values() if isinstance(own, Operation))
            yield from operations_of(resource, f"{prefix}{name}.")
