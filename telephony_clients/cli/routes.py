"""Which of a vendor's read routes hold on a live account: each is tried once, and nothing of the account is kept."""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import attrs

from telephony_clients.core import errors
from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import OperationInfo
from telephony_clients.core.events import AttemptFinished, Event
from telephony_clients.core.options import Options
from telephony_clients.core.version import __version__

_SECONDS = 15.0


class Outcome(StrEnum):
    """What came of a try."""

    HOLDS = "holds"
    MISSING = "not found"
    EMPTY = "holds, or nothing is set"
    NOT_IN_PLAN = "not in the plan"
    REFUSED = "not permitted"
    OTHER_SHAPE = "answers in another shape"
    FAILED = "failed"
    NOT_TRIED = "not tried"


@attrs.frozen(kw_only=True)
class Tried:
    """A route, and what came of it.

    Attributes:
        operation: the route.
        outcome: what came of it.
        status: the HTTP status, None when there was none.
        why: the error's class, or why it was not tried; empty when it holds.
    """

    operation: OperationInfo
    outcome: Outcome
    status: int | None = None
    why: str = ""


@attrs.define
class Statuses:
    """The latest status, as an observer learns it."""

    latest: int | None = None

    def __call__(self, event: Event) -> None:
        """Note a status."""
        if isinstance(event, AttemptFinished):
            self.latest = event.status


async def try_routes(opened: Callable[[Options], VendorClient]) -> list[Tried]:
    """Try every read route; lists come first, since they give the ids for the others.

    Args:
        opened: makes the client with these options.

    Raises:
        TelephonyError: the key is not accepted, or the vendor cannot be reached.
    """
    statuses, found, tried = Statuses(), dict[str, Any](), list[Tried]()
    async with opened(Options(deadline=_SECONDS, on_event=statuses)) as client:
        await client.check()
        reads = [one for one in client.operations() if one.verb == "GET"]
        for one in sorted(reads, key=lambda one: one.path.count("{")):
            statuses.latest = None
            tried.append(await _try(client, one, found, statuses))
    return [one for read in reads for one in tried if one.operation is read]


def report(vendor: str, tried: Sequence[Tried]) -> dict[str, Any]:
    """Return what was tried as JSON values, for an issue: templates and outcomes, no ids and nothing of the account."""
    rows = [
        {
            "method": one.operation.method,
            "route": f"{one.operation.verb} {one.operation.path}",
            "source": one.operation.source.value,
            "outcome": one.outcome.value,
            "status": one.status,
            "why": one.why,
        }
        for one in tried
    ]
    return {"vendor": vendor, "version": __version__, "routes": rows}


def lines(tried: Iterable[Tried]) -> list[str]:
    """Return what was tried as lines of text."""
    rows = [_cells(one) for one in tried]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _cells(one: Tried) -> tuple[str, ...]:
    operation = one.operation
    route = f"{operation.verb} {operation.path}"
    return route, operation.source.value, one.outcome.value, str(one.status or "-"), one.why


async def _try(client: VendorClient, one: OperationInfo, found: dict[str, Any], statuses: Statuses) -> Tried:
    method: Any = client
    for part in one.method.split("."):
        method = getattr(method, part)
    ids = _ids(one.path, found)
    if ids is None or _needs_more(method, len(ids)):
        why = "no record to try it with" if ids is None else "it needs arguments"
        return Tried(operation=one, outcome=Outcome.NOT_TRIED, why=why)
    try:
        result = await _performed(method, ids)
    except errors.TelephonyError as error:
        return Tried(operation=one, outcome=_outcome(error), status=statuses.latest, why=type(error).__name__)
    if not ids:
        found[one.path] = result
    outcome = Outcome.EMPTY if statuses.latest == HTTPStatus.NOT_FOUND else Outcome.HOLDS
    return Tried(operation=one, outcome=outcome, status=statuses.latest)


def _ids(path: str, found: Mapping[str, Any]) -> list[str] | None:
    """Return the id for a path with one, from the list above it; None if there is none."""
    above, mark, _ = path.partition("/{")
    if not mark:
        return []
    record_id = getattr(found.get(above), "id", None)
    return None if record_id is None or path.count("{") > 1 else [record_id]


def _needs_more(method: Any, ids: int) -> bool:
    parameters = [*inspect.signature(method).parameters.values()][ids:]
    return any(one.default is one.empty and one.kind is not one.VAR_KEYWORD for one in parameters)


async def _performed(method: Any, ids: Sequence[str]) -> Any:
    """Read one record, or an object."""
    small = {"page_size": 1} if "page_size" in inspect.signature(method).parameters else {}
    result = method(*ids, **small)
    return await (result.first() if isinstance(result, Pager) else result)


def _outcome(error: errors.TelephonyError) -> Outcome:
    match error:
        case errors.NotFound():
            return Outcome.MISSING
        case errors.BadRequest(status=HTTPStatus.METHOD_NOT_ALLOWED):
            return Outcome.MISSING
        case errors.PaymentRequired():
            return Outcome.NOT_IN_PLAN
        case errors.AuthenticationError() | errors.PermissionDenied():
            return Outcome.REFUSED
        case errors.BadResponse():
            return Outcome.OTHER_SHAPE
        case _:
            return Outcome.FAILED
