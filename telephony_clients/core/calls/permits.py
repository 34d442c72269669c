"""How a call gets the permit to send from its gate, and what an answer tells the gate when the permit is given back."""

from contextlib import nullcontext
from http import HTTPStatus
from typing import TYPE_CHECKING

from telephony_clients.core import errors
from telephony_clients.core.calls.call import OUTAGE_STATUSES, Call
from telephony_clients.core.wire.response import RawResponse

if TYPE_CHECKING:
    from telephony_clients.core.throttle.gate import Gate
    from telephony_clients.core.throttle.permit import Permit


async def acquire_permit(call: Call, refusals: int = 0) -> "Permit":
    """Wait for a permit to send.

    Args:
        call: the call.
        refusals: how often it was refused before.

    Raises:
        RateLimited: the account is throttled, and the gate opens too late for it.
        ServerError: the vendor is down, and will be for too long.
    """
    options, lane, gate = call.options, call.request.lane, call.gate
    clock, account = options.clock, gate.state
    wait_left, held_before, stated_before = options.max_wait - call.waited, gate.held, account.stated(clock())
    until = clock() + wait_left

    def held() -> float:
        return min(gate.held - held_before, wait_left)

    def uncounted() -> float:
        """Return how much of that does not count: a deadline that was given counts an outage of a stated length."""
        counted = account.stated(clock()) - stated_before if call.deadline_given else 0.0
        return max(0.0, held() - counted) if call.may_extend else 0.0

    counts = not call.may_extend or (call.deadline_given and account.stated_left(clock()) > 0)
    try:
        with call.scope.extended_by(uncounted) if call.may_extend else nullcontext():
            return await gate.enter(
                lane=lane,
                until=min(until, call.deadline) if counts else until,
                refusals=refusals,
                notify=options.on_event,
            )
    except gate.Closed as closed:
        raise (_down_error if gate.in_outage else _throttled_error)(closed.seconds) from None
    finally:
        call.waited += held()
        call.uncounted += uncounted()


def release_permit(gate: "Gate", permit: "Permit", response: object, failure: errors.TelephonyError) -> None:
    """Give a permit back after a failure, unless that was done; an answer tells the gate about the account."""
    if not isinstance(response, RawResponse):
        if permit.held:
            gate.dropped(permit)
    elif isinstance(failure, errors.RateLimited):
        gate.refused(permit, failure.retry_after, response.rate_limit)
        if failure.retry_after is None:
            failure.retry_after = gate.reopens_in or None  # the gate's own cool-down
    elif response.status in OUTAGE_STATUSES:
        gate.failed(permit, getattr(failure, "retry_after", None))
    elif permit.held:
        gate.accepted(permit, response.rate_limit)


def _throttled_error(seconds: float) -> errors.RateLimited:
    error = errors.RateLimited(f"the account is throttled and asks again in {seconds:.1f} s, too late for this call")
    error.status, error.retry_after, error.outcome = HTTPStatus.TOO_MANY_REQUESTS, seconds, errors.Outcome.NOT_SENT
    return error


def _down_error(seconds: float) -> errors.ServerError:
    error = errors.ServerError(f"the vendor is down and is asked again in {seconds:.1f} s, too late for this call")
    error.status, error.retry_after, error.outcome = HTTPStatus.SERVICE_UNAVAILABLE, seconds, errors.Outcome.NOT_SENT
    error.advice = "Repeat later, or raise Options.deadline or Options.max_wait."
    return error
