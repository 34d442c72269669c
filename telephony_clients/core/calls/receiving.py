"""An answer that is taken as it arrives: whether it is what was asked for, and how it is handed over."""

from typing import Any

from telephony_clients.core import errors
from telephony_clients.core.calls.call import Call
from telephony_clients.core.calls.response import ParsedResponse, parse_response, redact_error
from telephony_clients.core.models.drift import DriftRecorder
from telephony_clients.core.secret import Secret
from telephony_clients.core.wire.content import is_accepted, may_be_json
from telephony_clients.core.wire.headers import lower_case_headers
from telephony_clients.core.wire.response import read_beginning
from telephony_clients.core.wire.stream import Receiver, ResponseStream

_MOST_JSON = 2**16
"""Bytes of JSON in place of the content, which may say why there is none."""


async def receive(
    call: Call, receiver: Receiver, stream: ResponseStream, secret: Secret, recorder: DriftRecorder
) -> ParsedResponse[Any] | errors.TelephonyError:
    """Hand a success over to its receiver. The time that this takes does not count towards the deadline."""
    clock = call.options.clock
    try:
        problem = await _unexpected(call, receiver, stream, secret, recorder)
        if problem is not None:
            return problem
        began = clock()
        try:
            with call.scope.extended_by(lambda: clock() - began):
                data = await receiver.receive(stream)
        finally:
            call.receiving += clock() - began
    except BaseException as error:
        stream.close()
        if isinstance(error, errors.TelephonyError):
            return redact_error(error, secret)
        raise
    stream.explain_errors(lambda error: call.explain(redact_error(error, secret)))
    attempts = len(call.attempts) + 1
    return ParsedResponse(data, stream.status, stream.headers, b"", rate_limit=stream.rate_limit, attempts=attempts)


async def _unexpected(
    call: Call, receiver: Receiver, stream: ResponseStream, secret: Secret, recorder: DriftRecorder
) -> errors.TelephonyError | None:
    """Return why a success is not what was asked for: in the vendor's words, if these came in place of the content."""
    kind, status = stream.content_type, stream.status
    if is_accepted(kind, receiver.media_ranges):
        if stream.readable:
            return None
        error = stream.refusal()
    else:
        error = errors.UnexpectedContent(f"A success ({status}) with {kind} instead of {receiver.accept}.")
    words = call.trusted and may_be_json(stream.headers)
    response = await read_beginning(stream, _MOST_JSON if words else 1)
    if words:
        answer = parse_response(call, response, secret, recorder)
        if isinstance(answer, errors.ApiError):
            return answer
    error.with_response(status=status, headers=lower_case_headers(stream.headers), body=response.body)
    return redact_error(error, secret)
