"""Talkroute's wire: bare and wrapped answers, two spellings of every name, error bodies of unpublished shape."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, get_origin

import attrs

from telephony_clients.core.models.codec import Codec, camel_or_snake
from telephony_clients.core.models.instants import Instants
from telephony_clients.core.models.one_pass import Envelope
from telephony_clients.core.vendor.adapter import Adapter, Answer, Failure, field_errors, text_of
from telephony_clients.core.vendor.paging import NumberedPages, PageInfo, page_info
from telephony_clients.core.wire.request import Request

# Public clients read "data"; the other names are what such APIs use, should a list come in one of them.
_LIST_KEYS = ("data", "items", "results", "records")
_OF_FAILURE = frozenset({"success", "message", "code", "error", "errors"})


def _to_the_second(moment: datetime) -> str:
    """Write an instant in the one form that the call history takes: milliseconds or ``Z`` are answered with 422."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")


@attrs.frozen
class TalkrouteAdapter(Adapter):
    """What sets Talkroute apart."""

    vendor: ClassVar[str] = "talkroute"
    title: ClassVar[str] = "Talkroute"
    base_url: ClassVar[str] = "https://api.talkroute.com/api"
    variables: ClassVar[Mapping[str, str]] = {"api_key": "TALKROUTE_API_KEY", "base_url": "TALKROUTE_BASE_URL"}
    codec: ClassVar[Codec] = Codec(spell=camel_or_snake, instants=Instants(write=_to_the_second))
    envelope: ClassVar[Envelope] = Envelope(data="data", sibling_keys=frozenset({"pagination", "meta"}))
    # the largest page is not published; clients in production ask for 100
    paging: ClassVar[NumberedPages] = NumberedPages(page="page", size="pageSize", default=100, most=None)
    check: ClassVar[tuple[str, str]] = ("GET", "/v2/account")

    def read(self, request: Request[Any], status: int, payload: Any) -> Answer | Failure:
        """Return what an answer means: the data may be wrapped, bare, or alone in a list."""
        if status >= 300 or (isinstance(payload, dict) and payload.get("success") is False):  # noqa: PLR2004
            return _failure(payload)
        wants_list = get_origin(request.into) is list
        if wants_list and isinstance(payload, dict):
            return Answer(_list_in(payload, request.path), page=_page_in(payload))
        wrapped = isinstance(payload, dict) and "data" in payload and "id" not in payload
        data = payload["data"] if wrapped else payload
        if request.into is not None and not wants_list and isinstance(data, list) and len(data) == 1:
            data = data[0]
        return Answer(data, page=_page_in(payload))


def _list_in(payload: Mapping[str, Any], path: str) -> Any:
    """Return the list of an answer; the whole answer when it holds none, for the error to show."""
    own_names = camel_or_snake(path.rpartition("/")[2].replace("-", "_"))
    return next((payload[key] for key in (*_LIST_KEYS, *own_names) if isinstance(payload.get(key), list)), payload)


def _page_in(payload: object) -> PageInfo | None:
    """Return the place in a list from the first block that tells of one: beside the list or around it."""
    if not isinstance(payload, Mapping):
        return None
    meta = payload.get("meta")
    nested = meta.get("pagination") if isinstance(meta, Mapping) else None
    places = map(page_info, (payload.get("pagination"), nested, meta, payload))
    return next((place for place in places if place not in (None, PageInfo())), None)


def _failure(payload: Any) -> Failure:
    if not isinstance(payload, dict):
        return Failure()
    errors = field_errors(payload.get("errors"))
    error = payload.get("error")
    message = text_of(payload, "message", "error") or (text_of(error, "message") if isinstance(error, dict) else "")
    details = {name: value for name, value in payload.items() if name not in _OF_FAILURE}
    return Failure(message=message, code=text_of(payload, "code") or None, errors=errors, details=details)
