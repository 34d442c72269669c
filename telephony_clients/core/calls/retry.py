"""What may be tried again and after how long. Decisions only: nothing here sends or sleeps."""

from collections.abc import Callable, Iterator

from telephony_clients.core.errors import (
    ConfigurationError,
    Outcome,
    RateLimited,
    ServerError,
    TelephonyError,
    TLSError,
)
from telephony_clients.core.options import RetryPolicy
from telephony_clients.core.throttle.cooldown import growing
from telephony_clients.core.values import Lane
from telephony_clients.core.wire.request import Request

_SAVED_SECONDS = 10.0


class RetryBudget:
    """How many retries a client may still send, shared by all its calls.

    Args:
        policy: its ratio and floor.
        clock: monotonic seconds.

    Attributes:
        calls: those since the last retry; each adds to what may be sent.
    """

    __slots__ = ("_at", "_clock", "_floor", "_most", "_ratio", "_tokens", "calls")

    def __init__(self, policy: RetryPolicy, clock: Callable[[], float]) -> None:
        self._ratio = policy.budget_ratio
        self._floor = policy.budget_floor
        self._clock = clock
        rate = max(self._floor, self._ratio)
        self._most = self._tokens = max(1.0, _SAVED_SECONDS * rate) if rate else 0.0
        self._at = clock()
        self.calls = 0

    def withdraw(self) -> bool:
        """Take one retry out; return whether there was one."""
        now = self._clock()
        earned = (now - self._at) * self._floor + self.calls * self._ratio
        self._tokens = min(self._most, self._tokens + earned)
        self._at, self.calls = now, 0
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class Retries:
    """The decisions for one call.

    Args:
        policy: what may be tried again.
        budget: the client's.
        random: a number from 0 up to 1.
    """

    __slots__ = ("_budget", "_delays", "_faults", "_policy", "_random")

    def __init__(self, policy: RetryPolicy, budget: RetryBudget, random: Callable[[], float]) -> None:
        self._policy, self._budget, self._random = policy, budget, random
        self._delays: Iterator[float] | None = None
        self._faults = 0

    def wait_after(self, error: TelephonyError, request: Request[object]) -> float | None:
        """Return the seconds to wait before the next try after a fault, None when there shall be none.

        Args:
            error: the fault; a refusal with 429 is the gate's affair and not asked about here.
            request: the call.
        """
        self._faults += 1
        if self._faults >= self._policy.attempts or isinstance(error, TLSError | ConfigurationError):
            return None
        if error.outcome is Outcome.ANSWERED or (error.outcome is Outcome.UNKNOWN and not request.repeatable):
            return None
        if _gone(error, request):
            return None
        if not self._budget.withdraw():
            error.add_note("Not tried again: the client's retry budget is used up, as it is in an outage.")
            return None
        if self._delays is None:
            self._delays = growing(self._policy.base, self._policy.cap)
        asked = getattr(error, "retry_after", None) or 0.0
        return max(next(self._delays) * self._random(), asked)

    def may_wait_out_outage(self, error: TelephonyError, request: Request[object]) -> bool:
        """Return whether an answer that the vendor is down may be waited out at a closed gate, which costs no try.

        A page of a list may, as it may when the account is throttled; a single call fails after its tries.
        """
        policy = self._policy
        patient = policy.throttled and policy.attempts > 1 and request.lane is Lane.BULK
        return isinstance(error, ServerError) and patient and request.repeatable and not _gone(error, request)

    def may_wait_out(self, error: TelephonyError, request: Request[object]) -> bool:
        """Return whether a refusal with 429 may be waited out."""
        return isinstance(error, RateLimited) and self._policy.throttled and not _gone(error, request)


def _gone(error: TelephonyError, request: Request[object]) -> bool:
    """Return whether the body is gone with the first try, and if so, let the error say it."""
    gone = request.upload is not None and request.upload.spent
    if gone:
        error.add_note("Not tried again: what is uploaded can be read only once.")
    return gone
