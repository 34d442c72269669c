"""The base of the vendors' clients."""

import os
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, Unpack, overload

import aiohttp
import attrs
import cattrs
from yarl import URL

from telephony_clients.core.calls.collector import collect
from telephony_clients.core.calls.engine import Engine
from telephony_clients.core.calls.response import Response
from telephony_clients.core.calls.retry import RetryBudget
from telephony_clients.core.client.resource import OperationInfo, operations_of
from telephony_clients.core.client.streaming import Streaming
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.headers import merged_headers
from telephony_clients.core.lazy import LazyModule
from telephony_clients.core.models.drift import Drift, DriftCount
from telephony_clients.core.options import OptionChanges, Options
from telephony_clients.core.secret import HIDDEN_LOCALS, Secret, SecretSource
from telephony_clients.core.values import UNSET, Params
from telephony_clients.core.vendor.adapter import Adapter
from telephony_clients.core.wire.request import Operation, Request, raw_path
from telephony_clients.core.wire.transport import Transport
from telephony_clients.core.wire.upload import Upload

if TYPE_CHECKING:
    from telephony_clients.core.throttle import gate as gates
else:
    gates = LazyModule("telephony_clients.core.throttle.gate")  # the first call loads it

T = TypeVar("T")


class VendorClient(Streaming):
    """The base of a vendor's client.

    A client may be created outside of an event loop; its session is created by the first call and belongs to the loop
    that is running then. When that loop has ended, the first call on another one creates another session. Close the
    client with ``async with`` or `close`. One client serves any number of tasks.

    Args:
        api_key: the credential, or a function that returns it; without it the vendor's variable is read.
        base_url: where the API is; without it the vendor's variable is read, else it is where the vendor says.
        session: an aiohttp session of your own, used and never closed; its credentials for others are not sent.
        options: deadline, retries and more.

    Raises:
        ConfigurationError: no key was found, or an argument cannot be used.
    """

    adapter_class: ClassVar[type[Adapter]]
    engine_class: ClassVar[type[Engine]] = Engine

    def __init__(
        self,
        api_key: SecretSource | Secret | None = None,
        *,
        base_url: str | None = None,
        session: aiohttp.ClientSession | None = None,
        options: Options | None = None,
    ) -> None:
        with HIDDEN_LOCALS:
            self._set_up(self.adapter_class(), api_key, base_url, session, options)

    def _set_up(
        self,
        adapter: Adapter,
        api_key: SecretSource | Secret | None,
        base_url: str | None,
        session: aiohttp.ClientSession | None,
        options: Options | None,
    ) -> None:
        """Set the client up; separate from ``__init__`` for vendors whose clients take more arguments."""
        with HIDDEN_LOCALS:
            options = options or Options()
            name = adapter.variables["api_key"]
            key = os.environ.get(name) if api_key is None else api_key
            if key is None:
                raise ConfigurationError(f"{adapter.title} needs a key: pass api_key or set {name}.")
            base_url = base_url or os.environ.get(adapter.variables["base_url"]) or adapter.base_url
            self._own = True
            self._engine = self.engine_class(
                adapter=adapter,
                secret=Secret(key, name=name if api_key is None else "api_key"),
                transport=Transport(session, connections=options.concurrency),
                base_url=_checked_base_url(base_url),
                options=options,
                drift=Drift(adapter.vendor),
                budget=RetryBudget(options.retry, options.clock),
            )

    @property
    def options(self) -> Options:
        """How this client or view behaves."""
        return self._engine.options

    @property
    def base_url(self) -> str:
        """Where the vendor is."""
        return self._engine.base_url

    @property
    def gate(self) -> "gates.Gate":
        """The gate that all users of this credential share on the running event loop; see ``gate.snapshot()``.

        Operations with a limit of their own have others, which show in `GateChanged.limit`.

        Raises:
            RuntimeError: no event loop runs.
        """
        return self._engine.gate

    @property
    def converter(self) -> cattrs.Converter:
        """The cattrs converter behind the vendor's models, the same for all its clients in this process.

        A hook that you register on it is used from then on; types with a hook are not read by the one-pass decoder.
        """
        return self._engine.adapter.codec.converter

    def drift(self) -> tuple[DriftCount, ...]:
        """Return how the vendor's data deviated from the models so far, most frequent first."""
        return self._engine.drift.report()

    def with_options(self, **changes: Unpack[OptionChanges]) -> Self:
        """Return a light view of this client with some options changed.

        It shares the session, the gate (unless `account` is changed), the retry budget and the drift counts. Closing a
        view closes nothing.

        Args:
            changes: see `OptionChanges`: ``headers`` are merged with the client's, all else takes the place of its own.

        Raises:
            ConfigurationError: there is no such option, or its value is out of range.
        """
        with HIDDEN_LOCALS:
            known: dict[str, Any] = {**changes}
            unknown = known.keys() - OptionChanges.__optional_keys__
            if unknown:
                raise ConfigurationError(f"There is no option {', '.join(sorted(unknown))}.")
            if "headers" in changes:
                known["headers"] = merged_headers(self.options.headers, changes["headers"])
            return self._seen_through(self._engine.view(options=attrs.evolve(self.options, **known)))

    def responses(self) -> AbstractContextManager[list[Response[Any]]]:
        """Return a block that collects what comes with the data: status, headers, request id, quota, body.

        ::

            with client.responses() as seen:
                agent = await client.agents.get(agent_id)
            print(seen[-1].request_id)

        Each success of this client and its views is added when it arrives, a page of a list as one; an error tells all
        this itself. It counts what is called in the block, and in tasks and prefetching pagers that are started in it,
        not what other tasks do meanwhile; blocks may be nested, and each sees what happens in it. Once the block is
        left, nothing is added any more. The bodies are kept as long as the list is: clear it during a large pull.
        """
        return collect(self._engine.transport)

    def _seen_through(self, engine: Engine) -> Self:
        view = object.__new__(type(self))
        view._own = False
        view._engine = engine
        return view

    @overload
    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        json: Any = UNSET,
        upload: Upload | None = None,
        into: type[T],
        idempotent: bool = False,
        headers: Mapping[str, str | None] | None = None,
    ) -> Response[T]: ...
    @overload
    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        json: Any = UNSET,
        upload: Upload | None = None,
        into: None = None,
        idempotent: bool = False,
        headers: Mapping[str, str | None] | None = None,
    ) -> Response[Any]: ...
    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        json: Any = UNSET,
        upload: Upload | None = None,
        into: type[Any] | None = None,
        idempotent: bool = False,
        headers: Mapping[str, str | None] | None = None,
    ) -> Response[Any]:
        """Make any call, also one that this package does not cover: same key, gate, retries, envelope and errors.

        Args:
            method: an HTTP method.
            path: below `base_url`, beginning with a slash; ids in it are quoted by you.
            params: the query; None and UNSET are left out, a list repeats its name.
            json: the body: models, mappings, lists and other values; UNSET for none.
            upload: the body when it is a form: ``Upload(FilePart(path), fields={"kind": "greeting"})``. It is repeated
                as any call is, unless one of its files can be read only once.
            into: a type for the data: a model, an attrs class, dataclass, TypedDict, pydantic model or msgspec struct,
                a builtin type, and a list, dict or optional of them; without it the data is returned as JSON values.
            idempotent: whether it may be repeated without harm, as it is after a lost answer.
            headers: for this call, merged with the client's: one of the same name, in any letter case, is replaced, or
                taken away by None.

        Returns:
            the data from the vendor's envelope, with the rest of the response.

        Raises:
            ConfigurationError: the method, path or a header cannot be sent, or no answer can be read as ``into``.
            ModelMismatch: the data does not fit ``into``; the call was carried out, and ``.data`` holds the answer.
            TelephonyError: any other subclass of it.
        """
        with HIDDEN_LOCALS:
            if not (method.isascii() and method.isalpha()):
                raise ConfigurationError(f"{method!r} is not an HTTP method.")
            if upload is not None and json is not UNSET:
                raise ConfigurationError("A request has one body: json or upload.")
            operation: Operation[Any] = Operation(method.upper(), path, into, allow_empty=into is None)
            query = self._engine.adapter.codec.params(params or {})
            request = Request(operation, raw_path(path), query, json, upload, into, idempotent)
            if headers is not None:
                request.headers = merged_headers(self.options.headers, headers)
            return await self._engine.send(request)

    async def check(self) -> Response[Any]:
        """Make the vendor's cheapest call that needs a valid key.

        Raises:
            AuthenticationError: the key is not accepted.
            TelephonyError: any other subclass of it.
        """
        return await self.request(*self._engine.adapter.check)

    def operations(self) -> Sequence[OperationInfo]:
        """Return what this client covers, as its resources declare it."""
        return [
            OperationInfo(one.method, one.path, f"{name}.{one.attribute}", one.source)
            for name, one in operations_of(self)
        ]

    def warm_up(self) -> None:
        """Build what reads the vendor's answers now; else the first answer of each kind takes some milliseconds longer.

        For services whose first call must be as fast as the others; it sends nothing.
        """
        adapter = self._engine.adapter
        for _, one in operations_of(self):
            if one.into is not None:
                for into in (one.into, list[one.into]):  # type: ignore[name-defined]
                    adapter.codec.prepare(into, adapter.envelope, one.unwrap)

    async def close(self) -> None:
        """Close the session, unless it was given or this is a view. Closing twice is fine.

        Raises:
            ConfigurationError: the session is in use on another event loop.
        """
        if self._own:
            await self._engine.transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        engine = getattr(self, "_engine", None)  # a crash report may show a client that failed in __init__
        return f"{type(self).__name__}(base_url={engine.base_url if engine else None!r})"


def _checked_base_url(text: str) -> str:
    try:
        url = URL(text)
        good = url.scheme in {"http", "https"} and bool(url.host) and not url.query_string and not url.fragment
    except (ValueError, TypeError):
        good = False
    if not good:
        raise ConfigurationError("base_url must be http(s)://host/path without query, as the vendor prints it.")
    if url.user or url.password:
        raise ConfigurationError("base_url must not hold a user name or password.")
    return str(url).rstrip("/")
