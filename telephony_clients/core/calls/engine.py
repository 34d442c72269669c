"""One logical call: deadline, gate, attempts, response. The only loop over attempts."""

import asyncio
import weakref
from collections.abc import Callable
from contextlib import nullcontext
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from yarl import URL

from telephony_clients.core import errors, events
from telephony_clients.core.calls import retry
from telephony_clients.core.calls.call import Call
from telephony_clients.core.calls.collector import COLLECTORS, add_response
from telephony_clients.core.calls.headers import RequestHeaders
from telephony_clients.core.calls.response import ParsedResponse, parse_response, redact_error, release_permit
from telephony_clients.core.models.drift import Drift, DriftRecorder
from telephony_clients.core.models.jsontext import dumps
from telephony_clients.core.options import Options
from telephony_clients.core.secret import HIDDEN_LOCALS, MaskedText, Secret
from telephony_clients.core.values import UNSET
from telephony_clients.core.vendor.adapter import Adapter
from telephony_clients.core.wire.request import Request
from telephony_clients.core.wire.transport import RawResponse, Transport
from telephony_clients.core.wire.upload import Upload
from telephony_clients.core.wire.watchdog import CancelReason, CancelScope

if TYPE_CHECKING:
    from telephony_clients.core.throttle.gate import Gate
    from telephony_clients.core.throttle.rate import Permit

T = TypeVar("T")

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
        self._gates: tuple[Callable[[], object], dict[str | None, Gate]] = (lambda: None, {})
        self._observed = options.on_event is not None
        self._recorder = DriftRecorder(drift, strict=options.strict, notify=options.on_event)
        self._client_timeout = transport.client_timeout(options.timeouts)
        if secret.fixed is None and options.shared_quota is not None and options.account is None:
            raise errors.ConfigurationError(
                "A shared quota knows an account by its key, which must be given as a text, or by Options.account."
            )
        self._key = secret.fixed
        self._headers = RequestHeaders(adapter, options, secret)

    def view(self, *, adapter: Adapter | None = None, options: Options | None = None) -> "Engine":
        """Return an engine with another adapter or options and the same connections, gate, budget and counts."""
        return Engine(
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
        return self._gate_on(asyncio.get_running_loop())

    def _gate_on(self, loop: asyncio.AbstractEventLoop, limit: str | None = None) -> "Gate":
        if self._gates[0]() is not loop:
            self._gates = (weakref.ref(loop), {})
        return self._gates[1].get(limit) or self._shared_gate(limit)

    def _shared_gate(self, limit: str | None) -> "Gate":
        from telephony_clients.core.throttle.registry import shared_gate  # noqa: PLC0415 - not before the first call

        adapter, options = self.adapter, self.options
        account = (self.base_url, self.secret.identity) if options.account is None else ("account", options.account)
        gate = shared_gate(
            *account, vendor=adapter.vendor, policy=adapter.throttle_policy, options=options, limit=limit
        )
        self._gates[1][limit] = gate
        return gate

    async def send(self, request: Request[T]) -> ParsedResponse[T]:
        """Make one call; return the data as ``request.into``, with the rest of the response.

        Args:
            request: what to send.

        Raises:
            ConfigurationError: no answer can be read as ``request.into``, or a header or the body cannot be sent.
            TelephonyError: any other subclass of it, with the attempts that were made.
        """
        if request.into is not None:
            self.adapter.codec.check(request.into)
        request = self._headers.prepare(request)
        body = request.upload if request.json is UNSET else dumps(self.adapter.codec.to_builtins(request.json))
        call = self._start_call(request)
        result: ParsedResponse[Any] | errors.TelephonyError
        try:
            if self._observed:
                call.emit(events.CallStarted)
            self.budget.calls += 1
            gate = self._gate_on(call.scope.loop, request.operation.limit)
            permit = gate.enter_now(request.lane, self.options.on_event) or await self._enter_gate(call, gate)
            result = await self._attempt(call, gate, permit, body)
            if not isinstance(result, ParsedResponse):
                result = await self._retry(call, gate, result, body)
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
            if self._observed or COLLECTORS.get() or events.logs():
                result.call_id = call.id
                call.finish(None)
                add_response(self.transport, result)
            return result
        call.fail(result)
        with HIDDEN_LOCALS:  # its frames and causes may hold headers or the body
            raise result

    def _start_call(self, request: Request[Any]) -> Call:
        options = self.options
        url = _address(self.base_url, request.target)
        scope = CancelScope(self.transport.watchdog, options.deadline, options.timeouts.read)
        return Call(self.adapter, options, request, url, options.clock(), scope)

    async def _enter_gate(self, call: Call, gate: "Gate", refusals: int = 0) -> "Permit":
        """Wait for a permit to send."""
        options, lane = self.options, call.request.lane
        wait_left, held_before = options.max_wait - call.waited, gate.held
        until = options.clock() + wait_left

        def held() -> float:
            return min(gate.held - held_before, wait_left)

        try:
            with call.scope.extended_by(held) if call.may_extend else nullcontext():
                return await gate.enter(
                    lane=lane,
                    until=until if call.may_extend else min(until, call.deadline),
                    refusals=refusals,
                    notify=options.on_event,
                )
        except gate.Closed as closed:
            raise _throttled_error(closed.seconds) from None
        finally:
            call.waited += held()

    async def _retry(
        self, call: Call, gate: "Gate", error: errors.TelephonyError, body: bytes | Upload | None
    ) -> "ParsedResponse[Any] | errors.TelephonyError":
        """Try again until there is a result, or an error that cannot be retried."""
        options, request = self.options, call.request
        retries = retry.Retries(options.retry, self.budget, options.random)
        refusal: errors.TelephonyError | None = None
        refusals = 0
        while True:
            call.scope.pause()
            outage = gate.in_outage and retries.may_wait_out_outage(error, request)
            if await self._renew_key(call, error):
                refusals = 0
            elif outage or error.outcome is errors.Outcome.REFUSED:
                if not (outage or retries.may_wait_out(error, request)):
                    return error
                refusal, refusals = error, refusals + 1
                call.emit(events.Waiting, reason="outage" if outage else "throttled", seconds=gate.reopens_in)
            else:
                wait = retries.wait_after(error, request)
                if wait is None:
                    return error
                if options.clock() + wait > call.deadline:
                    error.add_note(f"Not tried again: the next wait of {wait:.1f} s would pass the deadline.")
                    return error
                call.record_wait(wait)
                call.emit(events.Waiting, reason="retry", seconds=wait)
                await options.sleep(wait)
                refusals = 0  # a call that slept has lost its place at the head
            try:
                permit = await self._enter_gate(call, gate, refusals)
            except errors.RateLimited as closed:
                return refusal or closed
            if refusals:
                call.record_wait(permit.waited)
            result = await self._attempt(call, gate, permit, body)
            if isinstance(result, ParsedResponse):
                return result
            error = result

    async def _attempt(
        self, call: Call, gate: "Gate", permit: "Permit", body: bytes | Upload | None
    ) -> "ParsedResponse[Any] | errors.TelephonyError":
        """Send once, give the permit back, and record the attempt."""
        result: ParsedResponse[Any] | errors.TelephonyError
        try:
            key = self._key or await self._reveal(call)
            headers = self._headers.of(call.request, body, key)
            call.on_wire_since = permit.at
            response = await self.transport.send(
                call.request.operation.method,
                call.url,
                headers=headers,
                body=body,
                client_timeout=self._client_timeout,
                scope=call.scope,
                max_body=self.options.max_body,
            )
            if not isinstance(response, RawResponse):
                result = redact_error(response, self.secret)
            elif len(response.body) > _PARSE_IN_THREAD_ABOVE:
                result = await self._parse_in_thread(call, response)
            else:
                try:
                    result = parse_response(call, response, self.secret, self._recorder)
                finally:
                    if self._recorder.pending:
                        self._recorder.flush()
        except BaseException:
            gate.dropped(permit)
            raise
        call.on_wire_since = None
        if isinstance(result, ParsedResponse):
            gate.accepted(permit, result.rate_limit)
            if self._observed or events.logs():
                call.record_attempt(permit.at, result.status, None)
        else:
            release_permit(gate, permit, response, result)
            call.record_attempt(permit.at, getattr(response, "status", None), result)
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
        call.key_refused = True
        try:
            call.renewed_key = await self.secret.renew(call.key, since=call.renewals)
        except errors.ConfigurationError as problem:
            error.add_note(f"No other key could be had: {problem.message}")
        return call.renewed_key is not None and retry.may_repeat_refused(self.options.retry, error, call.request)

    async def _parse_in_thread(
        self, call: Call, response: RawResponse
    ) -> "ParsedResponse[Any] | errors.TelephonyError":
        """Parse a large answer in a thread, so that it does not block the event loop."""
        call.scope.pause()
        recorder = DriftRecorder(self.drift, strict=self.options.strict, notify=self.options.on_event)
        try:
            return await asyncio.to_thread(parse_response, call, response, self.secret, recorder)
        finally:
            recorder.flush()


def _address(base_url: str, target: str) -> URL:
    """Return the URL of a target below the base URL, or beside it after ``/../``: always on the base URL's host."""
    if target.startswith("/../"):
        return URL(f"{base_url}/").join(URL(target[1:], encoded=True))
    return URL(base_url + target, encoded=True)


def _throttled_error(seconds: float) -> errors.RateLimited:
    error = errors.RateLimited(f"the account is throttled and asks again in {seconds:.1f} s, too late for this call")
    error.status, error.retry_after, error.outcome = HTTPStatus.TOO_MANY_REQUESTS, seconds, errors.Outcome.NOT_SENT
    return error
