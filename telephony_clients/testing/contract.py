"""The contract of a vendor's client: what is checked of every operation that it declares."""

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from http import HTTPStatus
from posixpath import normpath
from typing import Any, Generic, TypeVar, cast, get_origin, get_type_hints

import attrs
from yarl import URL

from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import operations_of
from telephony_clients.core.errors import LostResponse
from telephony_clients.core.events import AttemptFinished
from telephony_clients.core.options import Options
from telephony_clients.core.vendor.adapter import Adapter
from telephony_clients.core.wire.request import Operation
from telephony_clients.testing.server import OneAnswerServer
from telephony_clients.testing.virtual_time import VirtualTime

C = TypeVar("C", bound=VendorClient)

_WRITES = frozenset({"POST", "PUT", "PATCH"})
_ID = "x1"


class ContractBroken(AssertionError):
    """A client does not do what a vendor's client promises; it says which operation, and what is wrong."""


@attrs.frozen(kw_only=True)
class StandIn:
    """A server that stands in for the vendor.

    Attributes:
        base_url: where it is.
        given: what the calls are given besides the client, such as the id of a record that is there.
        refuse: has it answer the next request with 429; without it, refusals are not checked.
    """

    base_url: str
    given: Any = _ID
    refuse: Callable[[], object] | None = None


@attrs.frozen
class Check:
    """One thing that is checked; call it and await the outcome.

    Attributes:
        name: what, in a few words; a test runner may use it as an id.
    """

    name: str
    _run: Callable[[], Awaitable[None]]

    async def __call__(self) -> None:
        """Check it.

        Raises:
            ContractBroken: it does not hold.
        """
        await self._run()

    def __str__(self) -> str:
        return self.name


@attrs.frozen(kw_only=True)
class Contract(Generic[C]):
    """What every vendor's client promises, checked operation by operation against real sockets in virtual time.

    Of the vendor in `telephony_clients.core.vendor`::

        @asynccontextmanager
        async def stand_in():
            async with DeskStandIn("key", lines=3) as desk:
                yield StandIn(base_url=desk.base_url, refuse=lambda: desk.faults.status(429))

        CONTRACT = Contract(
            client=lambda base_url, options: Desk("key", base_url=base_url, options=options),
            stand_in=stand_in,
            calls={
                "lines.list": lambda desk, _: desk.lines.list().to_list(),
                "lines.create": lambda desk, _: desk.lines.create(display_name="Door"),
            },
            not_repeated={"lines.create"},
            refusals=True,
        )

    With pytest: ``@pytest.mark.parametrize("check", CONTRACT.checks(), ids=str)``, and in the test ``await check()``.

    Attributes:
        client: makes the client for a base URL.
        stand_in: starts a server that stands in for the vendor, anew for each check.
        calls: method, such as ``"agents.get"``, -> a call of it, given the client and `StandIn.given`. A list is read
            to its end.
        examples: method -> the bodies that the vendor prints as its answer.
        not_repeated: methods that are not repeated when nobody knows whether they were carried out.
        without_extra: writes that take no ``extra``, because they have no JSON body.
        refusals: whether the stand-in can refuse.
        placeholder: what the calls are given where no stand-in answers; of the kind of `StandIn.given`.
    """

    client: Callable[[str, Options], C]
    stand_in: Callable[[], AbstractAsyncContextManager[StandIn]]
    calls: Mapping[str, Callable[[C, Any], Awaitable[object]]]
    examples: Mapping[str, Sequence[bytes]] = attrs.field(factory=dict)
    not_repeated: Collection[str] = ()
    without_extra: Collection[str] = ()
    refusals: bool = False
    placeholder: Any = _ID

    def checks(self) -> list[Check]:
        """Return what there is to check."""
        return [*self._checks()]

    async def verify(self) -> None:
        """Check everything.

        Raises:
            ContractBroken: something does not hold.
        """
        for check in self._checks():
            await check()

    def _checks(self) -> Iterator[Check]:
        operations = self._operations()
        yield Check("every operation is called", self._covered)
        for name in operations:
            yield Check(f"{name} is declared and explained", partial(self._declared, name))
            if name in self.calls:
                yield Check(f"{name} is sent as declared", partial(self._sent, name))
                yield Check(f"{name} after a lost answer", partial(self._lost, name))
                if self.refusals:
                    yield Check(f"{name} after a refusal", partial(self._refused, name))
        for name, bodies in self.examples.items():
            for number, body in enumerate(bodies, 1):
                yield Check(f"{name} reads example {number}", partial(self._example, name, body))

    def _operations(self) -> dict[str, Operation[Any]]:
        client = self.client("http://127.0.0.1:9", Options())
        return {f"{resource}.{one.attribute}": one for resource, one in operations_of(client)}

    async def _covered(self) -> None:
        declared, named = set(self._operations()), {*self.calls, *self.examples, *self.not_repeated}
        if missing := declared - set(self.calls):
            raise ContractBroken(f"There is no call of {', '.join(sorted(missing))}.")
        if unknown := named - declared:
            raise ContractBroken(f"No operation is declared for {', '.join(sorted(unknown))}.")

    async def _declared(self, name: str) -> None:
        operation = self._operations()[name]
        method: Any = self.client("http://127.0.0.1:9", Options())
        for part in name.split("."):
            method = getattr(method, part, None)
        if not callable(method):
            raise ContractBroken(f"{name} is declared, but there is no such method.")
        if not (method.__doc__ or "").strip():
            raise ContractBroken(f"{name} has no docstring.")
        try:
            returned = get_type_hints(method)["return"]
        except (NameError, KeyError, TypeError) as error:
            raise ContractBroken(f"The types of {name} do not resolve: {error!r}.") from None
        parameters = inspect.signature(method).parameters
        if any(one.kind is one.VAR_KEYWORD for one in parameters.values()):
            raise ContractBroken(f"{name} hides its arguments behind ** without `takes`.")
        needed: list[set[str]] = []
        if get_origin(returned) is Pager:
            needed = [{"cursor"}, {"params"}, *([{"page_size"}] if operation.paged else [])]
        elif operation.method in _WRITES and name not in self.without_extra:
            needed = [{"extra", "params"}]  # some vendors take what they write in the query
        for one in needed:
            if not one & parameters.keys():
                raise ContractBroken(f"{name} does not take {' or '.join(sorted(one))}.")

    async def _sent(self, name: str) -> None:
        operation = self._operations()[name]
        async with self._at_stand_in() as (client, stand_in, events):
            await self.calls[name](client, stand_in.given)
            base = URL(stand_in.base_url).raw_path
        if not events:
            raise ContractBroken(f"{name} sent nothing.")
        for one in events:
            path = URL(one.url).raw_path
            if one.method != operation.method or not _fits(path, normpath(f"{base}/{operation.path}")):
                raise ContractBroken(f"{name} sent {one.method} {path.removeprefix(base)}, not {operation.name}.")
            if (one.operation, one.path) != (name, operation.path):
                raise ContractBroken(f"Events call {name} {one.operation}, with the path {one.path}.")

    async def _refused(self, name: str) -> None:
        async with self._at_stand_in() as (client, stand_in, events):
            if stand_in.refuse is None:
                raise ContractBroken("The stand-in cannot refuse.")
            stand_in.refuse()
            await self.calls[name](client, stand_in.given)
        if [one.status == HTTPStatus.TOO_MANY_REQUESTS for one in events][:2] != [True, False]:
            raise ContractBroken(f"{name} did not wait out a refusal.")

    async def _lost(self, name: str) -> None:
        async with OneAnswerServer(None) as server, self.client(server.url, _options()) as client:
            attempts = client.options.retry.attempts
            try:
                await self.calls[name](client, self.placeholder)
            except LostResponse:
                pass
            else:
                raise ContractBroken(f"{name} did not raise LostResponse when no answer came.")
        expected = 1 if name in self.not_repeated else attempts
        if len(server.requests) != expected:
            raise ContractBroken(f"{name} was sent {len(server.requests)} times, not {expected}, when no answer came.")
        if len(set(server.requests)) != 1:
            raise ContractBroken(f"{name} was repeated with another request than the first.")

    async def _example(self, name: str, body: bytes) -> None:
        async with OneAnswerServer(body) as server:
            async with self.client(server.url, _options(strict=True)) as client:
                read = await self.calls[name](client, self.placeholder)
            async with self.client(server.url, _options(strict=True)) as client:
                engine = client._engine  # noqa: SLF001 - one that reads without the one-pass decoder
                client._engine = engine.view(adapter=_in_two_passes(engine.adapter))  # noqa: SLF001
                careful = await self.calls[name](client, self.placeholder)
        if read != careful or repr(read) != repr(careful):
            raise ContractBroken(f"{name} reads an example in one pass as {read!r}, and else as {careful!r}.")

    @asynccontextmanager
    async def _at_stand_in(self) -> AsyncIterator[tuple[C, StandIn, list[AttemptFinished]]]:
        events: list[AttemptFinished] = []

        def note(event: object) -> None:
            if isinstance(event, AttemptFinished):
                events.append(event)

        async with self.stand_in() as stand_in:
            options = attrs.evolve(_options(strict=True), on_event=note)
            async with self.client(stand_in.base_url, options) as client:
                yield client, stand_in, events


def _options(*, strict: bool = False) -> Options:
    time = VirtualTime()
    return Options(clock=time.clock, sleep=time.sleep, random=lambda: 0.5, strict=strict)


def _fits(path: str, template: str) -> bool:
    """Return whether a path is one of an operation's."""
    parts, declared = path.strip("/").split("/"), template.strip("/").split("/")
    return len(parts) == len(declared) and all(
        name.startswith("{") or part == name for part, name in zip(parts, declared, strict=True)
    )


def _in_two_passes(adapter: Adapter) -> Adapter:
    """Return an equal adapter whose answers are never read in one pass."""
    kind: Any = attrs.frozen(type(type(adapter).__name__, (type(adapter),), {"envelope": None}))
    fields = attrs.fields(cast("Any", type(adapter)))
    made: Adapter = kind(**{one.alias: getattr(adapter, one.name) for one in fields if one.init})
    return made
