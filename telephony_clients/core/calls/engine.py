"""One logical call: deadline, gate, attempts, response. The only loop over attempts."""

import asyncio
import inspect
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar, cast

from yarl import URL

from telephony_clients.core import errors, events
from telephony_clients.core.calls import retry
from telephony_clients.core.calls.call import Call
from telephony_clients.core.calls.collector import COLLECTORS, add_response
from telephony_clients.core.calls.gates import Gates
from telephony_clients.core.calls.headers import RequestHeaders, stream_headers
from telephony_clients.core.calls.permits import acquire_permit, release_permit
from telephony_clients.core.calls.receiving import receive
from telephony_clients.core.calls.response import ParsedResponse, parse_in_thread, parse_response, redact_error
from telephony_clients.core.calls.target import Target, own_url, redirected, target_of
from telephony_clients.core.models.drift import Drift, DriftRecorder
from telephony_clients.core.models.jsontext import dumps
from telephony_clients.core.options import Options
from telephony_clients.core.redaction import redact_url
from telephony_clients.core.secret import HIDDEN_LOCALS, MaskedText, Secret
from telephony_clients.core.values import UNSET
from telephony_clients.core.vendor.adapter import Adapter
from telephony_clients.core.wire.request import Request
from telephony_clients.core.wire.response import RawResponse, Redirect
from telephony_clients.core.wire.stream import Receiver, ResponseStream
from telephony_clients.core.wire.transport import Transport
from telephony_clients.core.wire.upload import Upload
from telephony_clients.core.wire.watchdog import CancelReason, CancelScope

if TYPE_CHECKING:
    from telephony_clients.core.throttle.gate import Gate
    from telephony_clients.core.throttle.permit import Permit

T = TypeVar("T")
_Result: TypeAlias = ParsedResponse[Any] | errors.TelephonyError
_Answer: TypeAlias = _Result | ResponseStream | Redirect

_PARSE_IN_THREAD_ABOVE = 2**18
"""Size in bytes from which an answer takes some milliseconds to parse."""


class Engine:
    """Sends the calls of a client or view.

    Args:
        adapter: the vendor.
        secret: the credential.
        transport: the connections, shared with views.
        base_url: where the vendor is.
        options: how this client or view behaves.
        drift, budget: shared with views.
    """

    def __init__(
        self,
        *,
        adapter: Adapter,
        secret: Secret,
        transport: Transport,
        base_url: str,
        options: Options,
        drift: Drift,
        budget: retry.RetryBudget,
    ) -> None:
        self.adapter, self.secret, self.transport, self.base_url = adapter, secret, transport, base_url
        self.options, self.drift, self.budget = options, drift, budget
        account = (base_url, secret.identity) if options.account is None else ("account", options.account)
        self._gates = Gates(adapter, options, *account)
        self._recorder = DriftRecorder(drift, strict=options.strict, notify=options.on_event)
        self._proxy = options.proxy_to(URL(base_url))
        self._time_limits = transport.watchdog, options.deadline, options.timeouts.read
        self._send_limits = transport.limits(options, self._proxy)
        if secret.fixed is None and options.shared_quota is not None and options.account is None:
            raise errors.ConfigurationError(
                "A shared quota knows an account by its key, which must be given as a text, or by Options.account."
            )
        self._key = secret.fixed
        self._headers = RequestHeaders(adapter, options, secret, transport.missing_headers)

    def view(self, *, adapter: Adapter | None = None, options: Options | None = None) -> Self:
        """Return an engine with another adapter or options and the same connections, gate, budget and counts."""
        return type(self)(
            adapter=adapter or self.adapter,
            secret=self.secret,
            transport=self.transport,
            base_url=self.base_url,
            options=options or self.options,
            drift=self.drift,
            budget=self.budget,
        )

    @property
    def gate(self) -> "Gate":
        """The gate of this account on the running event loop."""
        return self._gates.own(asyncio.get_running_loop())

    async def send(self, request: Request[T]) -> ParsedResponse[T]:
        """Make one call; return the data as ``request.into``, with the rest of the response.

        Raises:
            ConfigurationError: no answer can be read as ``request.into``, or a header or the body cannot be sent.
            TelephonyError: any other subclass of it, with the attempts that were made.
        """
        if request.into is not None:
            self.adapter.codec.check(request.into)
        request = self._headers.prepare(request)
        body = request.upload if request.json is UNSET else dumps(self.adapter.codec.to_builtins(request.json))
        call = self._start_call(request)
        result: _Result
        try:
            if call.observed:
                call.emit(events.CallStarted)
            if request.receiver is not None:
                await self._aim(call)
            permit = call.gate.enter_now(request.lane, self.options.on_event) or await acquire_permit(call)
            answer = await self._exchange(call, permit, body)
            if isinstance(answer, ParsedResponse) and not call.observed and not COLLECTORS.get():
                return answer  # the usual case
            result = await self._retry(call, await self._conclude(call, permit, answer), body)
        except errors.TelephonyError as error:
            result = error
        except BaseException as error:
            if not (isinstance(error, asyncio.CancelledError) and call.scope.claim_cancellation(CancelReason.DEADLINE)):
                call.finish(error)
                raise
            result = call.deadline_exceeded()
        finally:
            call.scope.stop()
        if isinstance(result, ParsedResponse):
            self._tell(call, result)
            return result
        call.fail(result)
        with HIDDEN_LOCALS:  # its frames and causes may hold headers or the body
            raise result

    def _start_call(self, request: Request[Any]) -> Call:
        options = self.options
        url = own_url(self.base_url, request.target)
        try:
            scope = CancelScope(*self._time_limits)
        except errors.ConfigurationError as refused:
            raise refused.about(vendor=self.adapter.vendor, method=request.method, url=redact_url(str(url))) from None
        gate = self._gates.own(scope.loop, request.operation.limit)
        self.budget.calls += 1
        return Call(self.adapter, options, request, url, scope, gate)

    def _tell(self, call: Call, response: ParsedResponse[Any]) -> None:
        """Tell observers and blocks that collect responses of a success."""
        response.call_id = call.id
        call.finish(None)
        add_response(self.transport, response)

    async def _aim(self, call: Call) -> None:
        """Find out where the next attempt begins, if that is not the same for each."""
        if call.request.receiver is None:
            return
        source = call.request.receiver.source
        where = source() if callable(source) else source
        if inspect.isawaitable(where):
            where = await where
        call.renewable = callable(source)
        own = Target(own_url(self.base_url, call.request.target), signed=False)
        self._gates.aim(call, own if where is None else target_of(where, self.base_url))

    async def _retry(self, call: Call, result: _Result, body: bytes | Upload | None) -> _Result:
        """Try again until there is a result, or an error that cannot be retried."""
        options, request = self.options, call.request
        retries = retry.Retries(options.retry, self.budget, options.random)
        refusal: errors.TelephonyError | None = None
        refusals = 0
        while isinstance(error := result, errors.TelephonyError):
            call.scope.pause()
            outage = call.gate.in_outage and retries.may_wait_out_outage(error, request)
            if await self._renew_key(call, error):
                refusals = 0
            elif outage or error.outcome is errors.Outcome.REFUSED:
                if not (outage or retries.may_wait_out(error, request)):
                    return error
                refusal, refusals = error, refusals + 1
                call.emit(events.Waiting, reason="outage" if outage else "throttled", seconds=call.gate.reopens_in)
            else:
                wait = retries.wait_after(error, request, renewable=call.renewable)
                if wait is None:
                    return error
                if options.clock() + wait > call.deadline:
                    error.add_note(f"Not tried again: the next wait of {wait:.1f} s would pass the deadline.")
                    return error
                call.record_wait(wait)
                call.emit(events.Waiting, reason="retry", seconds=wait)
                await options.sleep(wait)
                refusals = 0  # a call that slept has lost its place at the head
            await self._aim(call)
            try:
                permit = await acquire_permit(call, refusals)
            except (errors.RateLimited, errors.ServerError) as closed:
                return refusal or retry.later(error, closed)
            if refusals:
                call.record_wait(permit.waited)
            result = await self._conclude(call, permit, await self._exchange(call, permit, body))
        return result

    async def _exchange(self, call: Call, permit: "Permit", body: bytes | Upload | None) -> _Answer:
        """Send once, and give the permit back as soon as it is known what the answer means to the account."""
        receiver, gate = call.request.receiver, call.gate
        result: _Answer
        try:
            headers = self._headers.foreign
            if call.trusted:
                headers = self._headers.of(call.request, body, self._key or await self._reveal(call))
            if receiver is not None:
                headers = stream_headers(headers, receiver)
            call.permit = permit
            response = await self.transport.send(
                call.request.operation.method,
                call.url,
                headers=headers,
                body=body,
                limits=self._send_limits,
                scope=call.scope,
                proxy=self._proxy,
                receiver=receiver,
                on_unfinished=call.release_early,
            )
            if not isinstance(response, RawResponse):
                result = (
                    redact_error(response, self.secret) if isinstance(response, errors.TelephonyError) else response
                )
            elif len(response.body) > _PARSE_IN_THREAD_ABOVE:
                result = await parse_in_thread(call, response, self.secret, self.drift)
            else:
                result = parse_response(call, response, self.secret, self._recorder)
                if self._recorder.pending:
                    self._recorder.flush()
        except BaseException:
            if permit.held:
                gate.dropped(permit)
            raise
        if isinstance(result, errors.TelephonyError):
            release_permit(gate, permit, response, result)
        elif permit.held:
            gate.accepted(permit, result.rate_limit)
        return result

    async def _reveal(self, call: Call) -> MaskedText:
        """Return the key for the next attempt, which a function returns."""
        if call.renewed_key is not None:
            call.key, call.renewed_key = call.renewed_key, None
        else:
            call.key, call.renewals = await self.secret.reveal_counted()
        return call.key

    async def _renew_key(self, call: Call, error: errors.TelephonyError) -> bool:
        """Return whether to try again, because the vendor refused the key and there is another one now.

        A call asks for another key once. It may be a write: what was refused for its key was not carried out.
        """
        if not isinstance(error, errors.AuthenticationError) or call.key is None or call.key_refused:
            return False
        if not call.trusted:  # another host has refused something else
            return False
        call.key_refused = True
        try:
            call.renewed_key = await self.secret.renew(call.key, since=call.renewals)
        except errors.ConfigurationError as problem:
            error.add_note(f"No other key could be had: {problem.message}")
        return call.renewed_key is not None and retry.may_repeat_refused(self.options.retry, error, call.request)

    async def _conclude(self, call: Call, permit: "Permit", answer: _Answer) -> _Result:
        """Follow redirects, hand the answer over to the call's receiver, and record the attempt."""
        result = await self._take(call, answer)
        call.permit = None
        failure = result if isinstance(result, errors.TelephonyError) else None
        if failure is not None or call.observed:
            call.record_attempt(permit.at, getattr(result, "status", None), failure)
        return result

    async def _take(self, call: Call, answer: _Answer) -> _Result:
        hops = 0
        while isinstance(answer, Redirect):
            hops += 1
            target = redirected(Target(call.url, call.trusted), answer, hops, self.base_url)
            if not isinstance(target, Target):
                return target
            call.scope.pause()
            call.renewable = True
            self._gates.aim(call, target)
            answer = await self._exchange(call, await acquire_permit(call), None)
        if isinstance(answer, ResponseStream):
            receiver = cast("Receiver", call.request.receiver)
            return await receive(call, receiver, answer, self.secret, self._recorder)
        return answer
