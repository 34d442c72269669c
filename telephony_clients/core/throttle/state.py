"""One account: whether it is open, closed or being asked by a probe, and what its answers say. No clock, no waiting."""

from collections.abc import Callable

from telephony_clients.core.adapter import Pacing
from telephony_clients.core.events import GateEvent
from telephony_clients.core.request import Lane, RateLimit
from telephony_clients.core.throttle.cooldown import Pauses
from telephony_clients.core.throttle.quota import Allowance
from telephony_clients.core.throttle.rate import Pace, Permit

FORGET = 60.0
"""Seconds without a request after which a learned rate is too old to be of use."""
_OUTAGE = 5
"""Answers in a row that say the vendor is down, after which the account is left alone as if throttled."""
_OUTAGE_CAP = 5.0
"""Seconds between the probes of an outage at most: one request in so long is no load."""
_PROVEN = 4
"""Requests accepted since the opening after which the account is sure to be open."""
_AT_ONCE = 1e-6
"""Seconds that are too few to be waited: a clock may not even tell them apart."""
_ENDLESS = float("inf")


class Throttle:
    """What is known of one account, and the permits that are out.

    Args:
        pacing: how gently to begin, and how long to wait after a 429 that does not say.
        limit: requests at once in any case.
        random: numbers from 0 to 1, for jitter.

    Attributes:
        pace: how fast it may be sent at.
        allowance: what its headers leave.
        state: ``"open"``, ``"closed"`` or ``"probing"``.
        reopens: the clock's time when a probe may ask, once it is closed.
        epoch: how often it has closed.
        since: when it was first throttled since it was begun with, None when it was not.
        in_flight: permits that are out.
        refusals: 429s in all.
        last: when the last permit was given.
        only_by_probe: whether nothing else opens it: others send from the account too and may know of refusals that are
            not known here, or the vendor says how long to wait at least.
    """

    def __init__(self, pacing: Pacing, limit: int, random: Callable[[], float]) -> None:
        self.pace = Pace(start=pacing.start, limit=limit)
        self.allowance = Allowance()
        self.state, self.reopens, self.epoch = "open", 0.0, 0
        self.since: float | None = None
        self.in_flight = self.refusals = 0
        self._pauses = Pauses(pacing, random)
        self._accepted = _PROVEN
        self._asked_to_wait = False
        self._faults = 0
        self.last = 0.0
        self.only_by_probe = pacing.floor > 0

    @property
    def sure(self) -> bool:
        """Whether it is open and several requests have been accepted since."""
        return self._accepted >= _PROVEN

    def begin_anew(self) -> None:
        """Forget what was learned, unless it is closed."""
        if self.state == "open":
            self.pace.begin()
            self.since = None

    def wait(self, now: float, lane: Lane) -> float:
        """Return the seconds until a call of a lane may leave: 0 or less for now, endless for an answer first."""
        pace = self.pace
        if self.state != "open" or self.in_flight >= pace.window:
            return _ENDLESS
        if pace.refill.rate is None and self.allowance.told is None:
            return 0.0  # most calls
        wait = max(pace.wait(now, eager=lane is Lane.INTERACTIVE), self.allowance.wait(now, in_flight=self.in_flight))
        return wait if wait > _AT_ONCE else 0.0

    def take(self, now: float, notify: Callable[[GateEvent], None] | None, *, waited: float = 0.0) -> Permit:
        """Give a permit; it is a probe if the account is being probed."""
        self.last = now
        self.in_flight += 1
        return self.pace.take(now, self.epoch, waited, notify, probe=self.state == "probing")

    def accepted(self, permit: Permit, quota: RateLimit | None, clock: Callable[[], float]) -> bool:
        """Take a permit back whose request the vendor dealt with; return whether that opened the account again.

        Args:
            permit: the permit.
            quota: what the answer said about the account's quota.
            clock: the time, asked for only when it matters.
        """
        self.in_flight -= 1
        self._faults = 0
        opens = False
        if permit.probe or permit.epoch != self.epoch:
            opens = permit.probe or self._shows_it_open(permit)
            if opens:
                self._pauses.over()
                self.state = "open"
                self.pace.reopened(permit, clock())
        else:
            self._accepted += 1
            self.pace.accepted(permit, clock)
        if quota is not None:
            self._heard(permit, quota, clock())
        return opens

    def refused(self, permit: Permit, retry_after: float | None, quota: RateLimit | None, now: float) -> float:
        """Take a permit back whose request was answered with 429; return how long the account must be left alone.

        The first refusal of a wave closes it, and that of a probe does again; the others only say for how long. One
        that says when to come again closes it too, should it have been opened before that was known.

        Args:
            permit: the permit.
            retry_after: seconds that the vendor asked to wait, None when it did not say.
            quota: what the answer said about the account's quota.
            now: the clock's time.
        """
        self.in_flight -= 1
        self.refusals += 1
        self._faults = 0
        if quota is not None:
            self._heard(permit, quota, now)
            if retry_after is None and not quota.remaining:
                retry_after = quota.reset
        first = permit.epoch == self.epoch and not permit.probe
        if first:
            self.pace.cut(permit)
            self.throttled(now)
        else:
            self.pace.refused_too(permit)
        least, most = self.pace.recovery()
        if first or permit.probe or (retry_after is not None and self.state == "open"):
            self.shut()
            pause = self._pauses.after_refusal(retry_after, least, most if first else _ENDLESS)
        else:
            pause = retry_after or self._pauses.at_most(least)
        self._asked_to_wait |= retry_after is not None
        return pause

    def failed(self, permit: Permit, retry_after: float | None) -> float | None:
        """Take a permit back whose answer was that the vendor is down; return how long it must be left alone, if so.

        A single such answer says little, but a row of them, or one that says when to come again, is an outage: the
        account is closed, or stays so, and one call at a time asks whether it is over.

        Args:
            permit: the permit.
            retry_after: seconds that the vendor asked to wait, None when it did not say.
        """
        self.in_flight -= 1
        self._faults += 1
        asked = retry_after is not None
        in_a_row = permit.epoch == self.epoch and self._faults >= _OUTAGE
        if permit.probe or in_a_row or (asked and self.state == "open"):
            self.shut()
        elif not asked:
            return None
        self._asked_to_wait |= asked
        return min(self._pauses.grown(), _OUTAGE_CAP) if retry_after is None else retry_after

    def dropped(self, permit: Permit) -> None:
        """Take a permit back that brought no answer; after a probe another has to ask."""
        self.in_flight -= 1
        if permit.probe:
            self.state = "closed"

    def shut(self) -> None:
        """Close it; a probe may ask at once unless the closing is lengthened."""
        self.epoch += 1
        self.state, self.reopens, self._accepted, self._asked_to_wait = "closed", -_ENDLESS, 0, False

    def lengthen(self, until: float) -> bool:
        """Keep it closed until an instant at least; return whether that changed anything."""
        if self.state != "closed" or until <= self.reopens:
            return False
        self.reopens = until
        return True

    def throttled(self, now: float) -> None:
        """Remember when the throttling began."""
        if self.since is None:
            self.since = now

    def reopens_in(self, now: float) -> float:
        """Return the seconds until a probe is sent; 0 when it is not closed."""
        return max(0.0, self.reopens - now) if self.state == "closed" else 0.0

    def _shows_it_open(self, permit: Permit) -> bool:
        """Return whether a request that was under way when it closed is as good as a probe."""
        if self.state != "closed" or permit.epoch != self.epoch - 1 or self._asked_to_wait or self.only_by_probe:
            return False
        return self.pace.recovered(permit)

    def _heard(self, permit: Permit, quota: RateLimit, now: float) -> None:
        self.allowance.heard(quota, number=permit.number, latest=self.pace.number, now=now)
