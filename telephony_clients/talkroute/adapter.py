"""Talkroute's wire: bare and wrapped answers, two spellings of every name, error bodies of unpublished shape."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Any, ClassVar, get_origin

import attrs

from telephony_clients.core.errors import Outcome, UnexpectedContent
from telephony_clients.core.models.codec import Codec, camel_or_snake
from telephony_clients.core.models.instants import Instants
from telephony_clients.core.models.one_pass import Envelope
from telephony_clients.core.vendor.adapter import Adapter, Answer, Failure, field_errors, text_of
from telephony_clients.core.vendor.paging import NumberedPages, PageInfo, page_info
from telephony_clients.core.wire.request import Operation, Request
from telephony_clients.talkroute.routes import guess_advice, rerouted

# Public clients read "data"; the other names are what such APIs use, should a list come in one of them.
_LIST_KEYS = ("data", "items", "results", "records")
_OF_FAILURE = frozenset({"success", "message", "code", "error", "errors"})
_PLAN_ADVICE = (
    "A payment must be made, or the plan does not include this: account.list_permitted_features() tells what it "
    "includes, and Talkroute(explain=True) adds that to the error."
)


def _to_the_second(moment: datetime) -> str:
    """Write an instant in the one form that the call history takes: milliseconds or ``Z`` are answered with 422."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")


@attrs.frozen
class TalkroutePages(NumberedPages):
    """Pages by number to the last one that is told, else to an empty one: a full page's size is not published."""

    def next_position(
        self, position: Any, page: PageInfo | None, *, items: int, size: int | None, paged: bool, so_far: int | None
    ) -> int | None:
        """Return the next page's number, None at the end."""
        if paged and (page is None or (page.last is None and page.total is None)):
            return position + 1 if items else None
        return super().next_position(position, page, items=items, size=size, paged=paged, so_far=so_far)


@attrs.frozen
class TalkrouteAdapter(Adapter):
    """What sets Talkroute apart.

    Args:
        routes: operations that the caller has given another route.
        explain: whether a 402 is answered with a look at what the plan includes.
    """

    routes: Mapping[Operation[Any], Operation[Any]] = attrs.field(factory=dict, hash=False)
    explain: bool = False

    vendor: ClassVar[str] = "talkroute"
    title: ClassVar[str] = "Talkroute"
    base_url: ClassVar[str] = "https://api.talkroute.com/api"
    variables: ClassVar[Mapping[str, str]] = {"api_key": "TALKROUTE_API_KEY", "base_url": "TALKROUTE_BASE_URL"}
    codec: ClassVar[Codec] = Codec(spell=camel_or_snake, instants=Instants(write=_to_the_second))
    envelope: ClassVar[Envelope] = Envelope(data="data", sibling_keys=frozenset({"pagination", "meta"}))
    # the largest page is not published; clients in production ask for 100
    paging: ClassVar[TalkroutePages] = TalkroutePages(page="page", size="pageSize", default=100, most=None)
    check: ClassVar[tuple[str, str]] = ("GET", "/v2/account")

    def prepare(self, request: Request[Any]) -> Request[Any]:
        """Take the caller's route, if there is one."""
        other = self.routes.get(request.operation)
        return request if other is None else rerouted(request, other)

    def read(self, request: Request[Any], status: int, payload: Any) -> Answer | Failure:
        """Return what an answer means: the data may be wrapped, bare, or alone in a list.

        Raises:
            UnexpectedContent: a success holds nothing of what was asked for.
        """
        if status >= HTTPStatus.MULTIPLE_CHOICES or (
            isinstance(payload, dict) and payload.get("success") in (False, "false")
        ):
            return _failure(request, status, payload)
        into: Any = request.into
        if into is None or payload is None:
            data = _unwrapped(payload)
        elif get_origin(into) is list:
            data = _list_in(payload, request.path)
        elif attrs.has(into):
            data = _record_in(payload, request)
        else:
            data = _alone(_unwrapped(payload))
        return Answer(data, page=_page_in(payload))


def _list_in(payload: Any, path: str) -> Any:
    """Return the list in an answer, which may be in an object in its place."""
    own_names = camel_or_snake(path.rpartition("/")[2].replace("-", "_"))
    for _ in range(3):
        if isinstance(payload, list) or payload is None:
            return payload
        if not isinstance(payload, dict):
            break
        found = [payload[key] for key in (*_LIST_KEYS, *own_names) if key in payload]
        payload = next((one for one in found if isinstance(one, list)), found[0] if found else 0)
    raise _unexpected("list")


def _record_in(payload: Any, request: Request[Any]) -> Any:
    """Return the record in an answer; None where there is none, which only some writes may answer."""
    model: Any = request.into
    known = _names(model)
    inner = payload.get("data") if isinstance(payload, dict) else payload
    for one in (payload, inner) if isinstance(payload, dict) and "id" in payload else (inner, payload):
        found = _alone(one)
        if attrs.has(type(found)) or (isinstance(found, dict) and known & found.keys()):
            return found
    nothing = not payload or (isinstance(payload, dict) and "data" in payload and not inner)
    if nothing or request.operation.allow_empty:
        return None
    raise _unexpected("record")


def _unwrapped(payload: Any) -> Any:
    return payload["data"] if isinstance(payload, dict) and "data" in payload and "id" not in payload else payload


def _alone(data: Any) -> Any:
    """Return what is alone in a list, and anything else as it is."""
    return data[0] if isinstance(data, list) and len(data) == 1 else data


def _unexpected(kind: str) -> UnexpectedContent:
    error = UnexpectedContent(f"A success without the {kind} that was asked for.")
    error.outcome = Outcome.ANSWERED  # the same again, however often it is asked for
    return error


@cache
def _names(model: Any) -> frozenset[str]:
    fields = (field for field in attrs.fields(model) if field.name != "extra")
    return frozenset(name for field in fields for name in TalkrouteAdapter.codec.wire_names(field))


def _page_in(payload: object) -> PageInfo | None:
    """Return the place in a list from the first block that tells of one: beside the list or around it."""
    if not isinstance(payload, Mapping):
        return None
    meta = payload.get("meta")
    nested = meta.get("pagination") if isinstance(meta, Mapping) else None
    places = map(page_info, (payload.get("pagination"), nested, meta, payload))
    return next((place for place in places if place not in (None, PageInfo())), None)


def _failure(request: Request[Any], status: int, payload: Any) -> Failure:
    advice = _PLAN_ADVICE if status == HTTPStatus.PAYMENT_REQUIRED else guess_advice(request, status)
    if not isinstance(payload, dict):
        return Failure(advice=advice)
    errors = field_errors(payload.get("errors"))
    error = payload.get("error")
    message = text_of(payload, "message", "error") or (text_of(error, "message") if isinstance(error, dict) else "")
    details = {name: value for name, value in payload.items() if name not in _OF_FAILURE}
    return Failure(
        message=message, code=text_of(payload, "code") or None, errors=errors, details=details, advice=advice
    )
