"""What an answer means, to the caller and to the gate: typed data, or the error that the vendor spelled.

Whatever is kept of an answer in an error leaves here without the credential.
"""

import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import attrs
from multidict import CIMultiDict, CIMultiDictProxy, istr

from telephony_clients.core import errors
from telephony_clients.core.calls.call import Call
from telephony_clients.core.models.drift import DriftRecorder, current_recorder, discard_pending
from telephony_clients.core.models.jsontext import loads
from telephony_clients.core.secret import Secret
from telephony_clients.core.values import RateLimit
from telephony_clients.core.vendor.adapter import Adapter, Answer, Failure
from telephony_clients.core.vendor.paging import PageInfo
from telephony_clients.core.wire.headers import plain_headers, request_id, retry_after, stated_wait
from telephony_clients.core.wire.request import Request
from telephony_clients.core.wire.transport import RawResponse

if TYPE_CHECKING:
    from telephony_clients.core.throttle.gate import Gate
    from telephony_clients.core.throttle.rate import Permit

T = TypeVar("T")

_CONTENT_TYPE = istr("Content-Type")
_FIRST_FAILURE = 300
_DOWN = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})
_SHOWN_OF_TEXT = 200


@attrs.define
class Response(Generic[T]):
    """What `client.request` returns: the data, and everything around it.

    Attributes:
        data: the data out of the vendor's envelope, as `into` when that was given.
        status: the HTTP status.
        headers: the answer's headers; look-up ignores case.
        body: the answer's bytes.
        message: what the vendor said beside the data, or None.
        rate_limit: the quota, or None when the vendor said nothing.
        attempts: how many tries were needed.
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


@attrs.define
class Received(Response[T]):
    """A response together with its place in a list, for pagers.

    Attributes:
        page: the place, or None.
    """

    page: PageInfo | None = None


def understood(
    call: Call, reply: RawResponse, secret: Secret, recorder: DriftRecorder
) -> "Received[Any] | errors.ApiError | errors.BadResponse":
    """Return what an answer means: the typed data, the vendor's refusal, or why the answer cannot be used.

    Args:
        call: what was asked.
        reply: what came.
        secret: masked wherever an error would repeat it.
        recorder: is told where the data depart from the models.
    """
    request, adapter = call.request, call.adapter
    current_recorder.value = recorder
    try:
        answer = _quickly_read(request, reply, adapter)
        if answer is not None:
            data = answer.data
        else:
            meaning = _read(request, reply, adapter)
            if isinstance(meaning, Failure):
                clean = _scrubbed(reply, secret)
                return _failed(meaning if clean is reply else cast("Failure", _read(request, clean, adapter)), clean)
            answer, data = meaning, _data(request, meaning, reply, adapter)
    except errors.BadResponse as error:
        clean = _scrubbed(reply, secret)
        if isinstance(error, errors.ModelMismatch) and clean is not reply:
            error.data = getattr(_read(request, clean, adapter), "data", None)
        return error.with_reply(status=clean.status, headers=plain_headers(clean.headers), body=clean.body)
    finally:
        current_recorder.value = None
    said, tries = answer.message, len(call.attempts) + 1
    return Received(data, reply.status, reply.headers, reply.body, said, reply.rate_limit, tries, answer.page)


def without_secret(error: errors.TelephonyError, secret: Secret) -> errors.TelephonyError:
    """Return the transport's error without the credential, should a part of an answer that it holds repeat it."""
    if isinstance(error, errors.BadResponse):
        headers = {name: secret.scrub(value) for name, value in error.headers.items()}
        error.with_reply(status=error.status, headers=headers, body=secret.scrub_bytes(error.body))
    return error


def give_back(gate: "Gate", permit: "Permit", reply: object, failure: errors.TelephonyError) -> None:
    """Give a permit back after a failure, and tell the gate what the answer, if one came, says about the account."""
    if not isinstance(reply, RawResponse):
        gate.dropped(permit)
    elif isinstance(failure, errors.RateLimited):
        gate.refused(permit, failure.retry_after, reply.rate_limit)
        if failure.retry_after is None:
            failure.retry_after = gate.reopens_in or None  # what the gate knows, for a caller that does not wait here
    elif reply.status in _DOWN:
        gate.failed(permit, getattr(failure, "retry_after", None))
    else:
        gate.accepted(permit, reply.rate_limit)


def _quickly_read(request: Request[Any], reply: RawResponse, adapter: Adapter) -> Answer | None:
    """Return an answer whose data are models already; None when it is not a plain success of the common form."""
    if request.into is None or adapter.envelope is None or reply.status >= _FIRST_FAILURE:
        return None
    if "html" in reply.headers.get(_CONTENT_TYPE, "").lower():
        return None
    payload = adapter.codec.one_pass.decode(reply.body, request.into, adapter.envelope, request.operation.pick)
    if payload is not None:
        answer = adapter.read(request, reply.status, payload)
        if type(answer) is Answer and answer.data is not None:
            return answer
    discard_pending()
    return None


def _read(request: Request[Any], reply: RawResponse, adapter: Adapter) -> Answer | Failure:
    success = reply.status < _FIRST_FAILURE
    return adapter.read(request, reply.status, _payload(reply, tolerant=adapter.tolerant_json, success=success))


def _data(request: Request[Any], answer: Answer, reply: RawResponse, adapter: Adapter) -> Any:
    if answer.data is not None:
        return answer.data if request.into is None else adapter.codec.structure(answer.data, request.into)
    if not request.operation.allow_empty:
        raise errors.EmptyResponse(f"A success ({reply.status}) without the data that was asked for.")
    return None


def _scrubbed(reply: RawResponse, secret: Secret) -> RawResponse:
    """Return a reply without the credential, should the vendor have sent it back; the same one if it has not."""
    headers = CIMultiDict((name, secret.scrub(value)) for name, value in reply.headers.items())
    clean = attrs.evolve(reply, headers=CIMultiDictProxy(headers), body=secret.scrub_bytes(reply.body))
    return reply if clean == reply else clean


def _payload(reply: RawResponse, *, tolerant: bool, success: bool) -> Any:
    """Return the body as plain JSON values; None for no body, and for what is no JSON in an error's answer."""
    if not reply.body.strip():
        return None
    kind = _kind(reply)
    if kind == "text/html" or reply.body.lstrip()[:1] == b"<":
        if success:
            raise errors.UnexpectedContent(f"A success ({reply.status}) with {kind or 'a page'} instead of JSON.")
        return None
    try:
        return loads(reply.body, tolerant=tolerant)
    except errors.DecodeError:
        if success:
            raise
        return None


def _kind(reply: RawResponse) -> str:
    return reply.headers.get(_CONTENT_TYPE, "").partition(";")[0].strip().lower()


def _failed(failure: Failure, reply: RawResponse) -> errors.ApiError:
    kind = failure.kind or errors.error_class(reply.status)
    error = kind(failure.message or _opening(reply))
    error.status, error.code, error.errors, error.details = reply.status, failure.code, failure.errors, failure.details
    error.body, error.headers, error.request_id = reply.body, plain_headers(reply.headers), request_id(reply.headers)
    asked = retry_after(reply.headers, time.time)
    error.retry_after = stated_wait(failure.retry_after, reply.headers, time.time) if asked is None else asked
    return error


def _opening(reply: RawResponse) -> str:
    """Return the beginning of a body that is not the vendor's JSON, on one line."""
    text = " ".join(reply.body[: 4 * _SHOWN_OF_TEXT].decode(errors="replace").split())
    return text[:_SHOWN_OF_TEXT] + ("..." if len(text) > _SHOWN_OF_TEXT else "")
