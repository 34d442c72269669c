"""What an answer means to the caller and to the gate: typed data, or the vendor's error.

The credential is removed from everything that an error keeps of an answer.
"""

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Generic, TypeVar, cast

import attrs
from multidict import CIMultiDict, CIMultiDictProxy

from telephony_clients.core import errors
from telephony_clients.core.calls.call import Call
from telephony_clients.core.models.amounts import holds_amounts
from telephony_clients.core.models.bad_records import BadRecord
from telephony_clients.core.models.drift import Drift, DriftRecorder, current_recorder, discard_pending
from telephony_clients.core.models.jsontext import loads
from telephony_clients.core.secret import Secret
from telephony_clients.core.values import RateLimit
from telephony_clients.core.vendor.adapter import Adapter, Answer, Failure
from telephony_clients.core.vendor.paging import PageInfo
from telephony_clients.core.wire.headers import lower_case_headers, request_id, retry_after, stated_wait
from telephony_clients.core.wire.request import Request
from telephony_clients.core.wire.response import RawResponse

__all__ = ["Response"]

T = TypeVar("T")

_FIRST_NON_SUCCESS = 300
_EXCERPT_LENGTH = 200
_begins_as_page = re.compile(rb"(?:\xef\xbb\xbf)?\s*<").match
_NOT_PROCESSED = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY})
"""The server would answer the same request otherwise; with a proxy on the way, nobody knows what came of this one."""


@attrs.define
class Response(Generic[T]):
    """What `client.request` returns: the data with the rest of the response. Its pickle holds no cookies.

    Attributes:
        data: the data from the vendor's envelope, as `into` if that was given.
        status: the HTTP status.
        headers: the answer's headers; names in any letter case.
        body: the answer's bytes.
        message: the vendor's message next to the data, or None.
        rate_limit: the quota, None when the vendor states none.
        attempts: how many attempts were needed.
    """

    data: T
    status: int
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)
    message: str | None = None
    rate_limit: RateLimit | None = None
    attempts: int = 1

    @property
    def request_id(self) -> str | None:
        """The vendor's or its proxy's id of the request, or None."""
        return request_id(self.headers)

    def __getstate__(self) -> dict[str, Any]:
        headers = [(name, value) for name, value in self.headers.items() if name.lower() != "set-cookie"]
        return {**{field.name: getattr(self, field.name) for field in attrs.fields(type(self))}, "headers": headers}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        for name, value in {**state, "headers": CIMultiDictProxy(CIMultiDict(state["headers"]))}.items():
            setattr(self, name, value)


@attrs.define(getstate_setstate=False)
class ParsedResponse(Response[T]):
    """A response with its place in a list, for pagers.

    Attributes:
        page: the place, or None.
        set_aside: records that do not fit their model, and are missing in the data.
        call_id: as in the events of the call, if anybody gets them.
    """

    page: PageInfo | None = None
    set_aside: Sequence[BadRecord] = ()
    call_id: int = 0


def parse_response(
    call: Call, response: RawResponse, secret: Secret, recorder: DriftRecorder
) -> "ParsedResponse[Any] | errors.ApiError | errors.BadResponse":
    """Return the typed data, the vendor's error, or why the answer cannot be used.

    Args:
        call: the call.
        response: the raw response.
        secret: the credential, which errors must not show.
        recorder: records where the data deviates from the models.
    """
    request, adapter = call.request, call.adapter
    current_recorder.value = recorder
    bad: Sequence[BadRecord] = ()
    try:
        answer = _read_in_one_pass(request, response, adapter)
        if answer is not None:
            data = answer.data
        else:
            result = _read(request, response, adapter)
            if isinstance(result, Failure):
                safe = _redact_response(response, secret)
                failure = result if safe is response else cast("Failure", _read(request, safe, adapter))
                return _api_error(failure, safe)
            answer = result
            data, bad = _data(request, result, response, adapter)
            if bad:
                _redact_records(bad, request, _redact_response(response, secret), adapter)
    except errors.BadResponse as error:
        safe = _redact_response(response, secret)
        if isinstance(error, errors.ModelMismatch) and safe is not response:
            error.data = getattr(_read(request, safe, adapter), "data", None)
        return error.with_response(status=safe.status, headers=lower_case_headers(safe.headers), body=safe.body)
    finally:
        current_recorder.value = None
    message, attempts = answer.message, len(call.attempts) + 1
    body, rate_limit = response.body, response.rate_limit
    return ParsedResponse(
        data, response.status, response.headers, body, message, rate_limit, attempts, answer.page, bad
    )


async def parse_in_thread(
    call: Call, response: RawResponse, secret: Secret, drift: Drift
) -> "ParsedResponse[Any] | errors.TelephonyError":
    """Parse a large answer in a thread, so that it does not block the event loop."""
    call.scope.pause()
    recorder = DriftRecorder(drift, strict=call.options.strict, notify=call.options.on_event)

    def parse() -> "ParsedResponse[Any] | errors.TelephonyError":
        try:
            return parse_response(call, response, secret, recorder)
        finally:
            recorder.condense()

    try:
        return await asyncio.to_thread(parse)
    finally:
        recorder.flush()


def redact_error(error: errors.TelephonyError, secret: Secret) -> errors.TelephonyError:
    """Redact the credential in what an error of the transport holds of an answer, and return the error."""
    if isinstance(error, errors.BadResponse):
        headers = {name: secret.redact(value) for name, value in error.headers.items()}
        error.with_response(status=error.status, headers=headers, body=secret.redact_bytes(error.body))
    return error


def _read_in_one_pass(request: Request[Any], response: RawResponse, adapter: Adapter) -> Answer | None:
    """Return an answer with models as its data; None unless it is a success of the usual form."""
    into, envelope, status = request.into, adapter.envelope, response.status
    if into is None or envelope is None or status >= _FIRST_NON_SUCCESS:
        return None
    unwrap = request.operation.unwrap
    payload = adapter.codec.one_pass.decode(response.body, into, envelope, unwrap)
    if payload is not None:
        answer = adapter.read(request, status, payload)
        made = payload[envelope.data]
        if type(answer) is Answer and answer.data is (made if unwrap is None else made[unwrap]):
            return answer
    discard_pending()
    return None


def _read(request: Request[Any], response: RawResponse, adapter: Adapter) -> Answer | Failure:
    exact = response.status < _FIRST_NON_SUCCESS and holds_amounts(request.into)
    return adapter.read(request, response.status, _payload(response, adapter, exact=exact))


def _data(
    request: Request[Any], answer: Answer, response: RawResponse, adapter: Adapter
) -> tuple[Any, Sequence[BadRecord]]:
    """Return the data, without the records that are set aside, and those."""
    if answer.data is not None:
        if request.into is None:
            return answer.data, ()
        if request.set_aside:
            return adapter.codec.structure_good(answer.data, request.into)
        return adapter.codec.structure(answer.data, request.into), ()
    if not request.operation.allow_empty:
        raise errors.EmptyResponse(f"A success ({response.status}) without the data that was asked for.")
    return None, ()


def _redact_response(response: RawResponse, secret: Secret) -> RawResponse:
    """Redact the credential where the vendor has echoed it; return the same response if it has not."""
    headers = CIMultiDict((name, secret.redact(value)) for name, value in response.headers.items())
    safe = attrs.evolve(response, headers=CIMultiDictProxy(headers), body=secret.redact_bytes(response.body))
    return response if safe == response else safe


def _redact_records(bad: Sequence[BadRecord], request: Request[Any], safe: RawResponse, adapter: Adapter) -> None:
    """Take the records from the redacted response."""
    records = getattr(_read(request, safe, adapter), "data", None)
    for one in bad:
        one.error.data = records[one.index] if isinstance(records, list) and one.index < len(records) else None


def _payload(response: RawResponse, adapter: Adapter, *, exact: bool) -> Any:
    """Return the body as JSON values; None for no body, and for a body of an error that is not JSON."""
    if not response.body.strip():
        return None
    success = response.status < _FIRST_NON_SUCCESS
    if _begins_as_page(response.body):
        if success:
            raise errors.UnexpectedContent(f"A success ({response.status}) with a page instead of JSON.")
        return None
    try:
        return loads(response.body, tolerant=adapter.tolerant_json, exact=exact)
    except errors.DecodeError:
        if success:
            raise
        return None


def _api_error(failure: Failure, response: RawResponse) -> errors.ApiError:
    error = failure.error_class(response.status)(failure.message or _excerpt(response))
    error.status, error.code = response.status, failure.code
    if response.status in _NOT_PROCESSED:
        error.outcome = errors.Outcome.UNKNOWN
    error.advice = failure.advice or error.advice
    error.errors, error.details = failure.errors, failure.details
    error.body, error.headers = response.body, lower_case_headers(response.headers)
    error.request_id = request_id(response.headers)
    asked = retry_after(response.headers, time.time)
    error.retry_after = stated_wait(failure.retry_after, response.headers, time.time) if asked is None else asked
    return error


def _excerpt(response: RawResponse) -> str:
    """Return the beginning of a body that is not the vendor's JSON, as one line."""
    text = " ".join(response.body[: 4 * _EXCERPT_LENGTH].decode(errors="replace").split())
    return text[:_EXCERPT_LENGTH] + ("..." if len(text) > _EXCERPT_LENGTH else "")
