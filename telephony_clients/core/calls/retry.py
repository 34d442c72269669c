"""Decides what is tried again, and when. Nothing here sends or sleeps."""

from collections.abc import Callable, Iterator
from http import HTTPStatus

from telephony_clients.core.errors import (
    ApiError,
    ConfigurationError,
    Outcome,
    ProxyError,
    RateLimited,
    ServerError,
    TelephonyError,
    TLSError,
)
from telephony_clients.core.options import RetryPolicy
from telephony_clients.core.throttle.cooldown import exponential_delays
from telephony_clients.core.values import Lane
from telephony_clients.core.wire.request import Request

_SAVED_UP_SECONDS = 10.0
_MOST_LOOKUPS = 3
"""Attempts of a call whose host has no address: a name that is wrong stays so, while a resolver may fail for once."""
_EXPIRED_STATUSES = frozenset({400, 401, 403, 410})
"""How storage answers to a signed URL that has expired: Google's with 400, most with 403."""


class RetryBudget:
    """How many retries a client may still send, shared by all its calls.

    Args:
        policy: the ratio and the floor.
        clock: monotonic seconds.

    Attributes:
        calls: those since the last retry; each adds to the budget.
    """

    __slots__ = ("_at", "_capacity", "_clock", "_floor", "_ratio", "_tokens", "calls")

    def __init__(self, policy: RetryPolicy, clock: Callable[[], float]) -> None:
        self._ratio = policy.budget_ratio
        self._floor = policy.budget_floor
        self._clock = clock
        rate = max(self._floor, self._ratio)
        self._capacity = self._tokens = max(1.0, _SAVED_UP_SECONDS * rate) if rate else 0.0
        self._at = clock()
        self.calls = 0

    def withdraw(self) -> bool:
        """Take one retry out of the budget; return whether there was one."""
        now = self._clock()
        earned = (now - self._at) * self._floor + self.calls * self._ratio
        self._tokens = min(self._capacity, self._tokens + earned)
        self._at, self.calls = now, 0
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class Retries:
    """Decides on the retries of one call.

    Args:
        policy: what may be tried again.
        budget: the client's.
        random: returns a number from 0 up to 1.
    """

    __slots__ = ("_budget", "_delays", "_faults", "_policy", "_random")

    def __init__(self, policy: RetryPolicy, budget: RetryBudget, random: Callable[[], float]) -> None:
        self._policy, self._budget, self._random = policy, budget, random
        self._delays: Iterator[float] | None = None
        self._faults = 0

    def wait_after(self, error: TelephonyError, request: Request[object], *, renewable: bool = False) -> float | None:
        """Return the seconds to wait before the next attempt after a fault, None if there is to be none.

        Args:
            error: the fault; a 429 is left to the gate and never passed here.
            request: the call.
            renewable: whether the next attempt may go to a fresh URL, so that one that has expired does no harm.
        """
        self._faults += 1
        most = _MOST_LOOKUPS if getattr(error, "unresolved", False) else self._policy.attempts
        if self._faults >= min(most, self._policy.attempts) or _is_lasting(error):
            return None
        if _is_final(error, request, renewable=renewable):
            return None
        if _body_spent(error, request):
            return None
        if not self._budget.withdraw():
            error.add_note("Not tried again: the client's retry budget is used up, as it is in an outage.")
            return None
        if self._delays is None:
            self._delays = exponential_delays(self._policy.base, self._policy.cap)
        asked = getattr(error, "retry_after", None) or 0.0
        return max(next(self._delays) * self._random(), asked)

    def may_wait_out_outage(self, error: TelephonyError, request: Request[object]) -> bool:
        """Return whether an outage may be waited out at a closed gate, which costs no attempt.

        A page of a list may, just as when the account is throttled; a single call fails after its attempts.
        """
        allowed = self._policy.throttled and self._policy.attempts > 1
        return allowed and isinstance(error, ServerError) and request.lane is Lane.BULK and request.repeatable

    def may_wait_out(self, error: TelephonyError, request: Request[object]) -> bool:
        """Return whether a 429 may be waited out."""
        return isinstance(error, RateLimited) and self._policy.throttled and not _body_spent(error, request)


def may_repeat_refused(policy: RetryPolicy, error: TelephonyError, request: Request[object]) -> bool:
    """Return whether a call whose key was refused may be sent with another one, which takes nothing from the budget."""
    return policy.attempts > 1 and not _body_spent(error, request)


def later(answer: TelephonyError, closed: ApiError) -> TelephonyError:
    """Return the error of a call whose gate opens too late for another attempt: the vendor's own words if they say why.

    Args:
        answer: that of the latest attempt.
        closed: what the gate says.
    """
    if not (isinstance(answer, ServerError) and isinstance(closed, ServerError)):
        return closed
    if answer.retry_after is None:
        answer.retry_after = closed.retry_after
    return answer


def _is_lasting(error: TelephonyError) -> bool:
    """Return whether the next attempt would fail for the same reason."""
    if isinstance(error, ProxyError):
        return error.status is not None and error.status < HTTPStatus.INTERNAL_SERVER_ERROR
    return isinstance(error, TLSError | ConfigurationError)


def _is_final(error: TelephonyError, request: Request[object], *, renewable: bool) -> bool:
    """Return whether the call must not be sent again, or would be answered the same."""
    if error.outcome is not Outcome.ANSWERED:
        return error.outcome is Outcome.UNKNOWN and not request.repeatable
    if renewable and isinstance(error, ApiError) and error.status in _EXPIRED_STATUSES:
        return False
    return request.receiver is None or not request.receiver.asks_anew_after(error)


def _body_spent(error: TelephonyError, request: Request[object]) -> bool:
    """Return whether the first attempt has used up the body; if so, add a note to the error."""
    spent = request.upload is not None and request.upload.spent
    if spent:
        error.add_note("Not tried again: what is uploaded can be read only once.")
    return spent
