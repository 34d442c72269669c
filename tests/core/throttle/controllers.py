"""What the tests of the rate share: accounts, and hands that drive a controller to one decision."""

import math

from telephony_clients.core.throttle.permit import Permit
from telephony_clients.core.throttle.rate import RateController


class Bucket:
    """A quota and the hands that drive a controller against it, without any waiting."""

    def __init__(self, rate: float, burst: float, *, start: int = 4, limit: int = 1000) -> None:
        self.rate, self.burst, self.held, self.now = rate, burst, burst, 0.0
        self.controller = RateController(start=start, limit=limit)
        self.refusals: list[float] = []

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        self.held = min(self.burst, self.held + seconds * self.rate)

    def has_one(self) -> bool:
        if self.held < 1:
            return False
        self.held -= 1
        return True

    def send(self, *, probe: bool = False) -> Permit | None:
        """Send one; return its permit when it was refused."""
        permit = self.controller.take(self.now, epoch=len(self.refusals), probe=probe)
        self.pass_time(0.01)
        if not self.has_one():
            return permit
        if probe:
            self.controller.reopened(permit, self.now)
        else:
            self.controller.accepted(permit, lambda: self.now)
        return None

    def run(self, until: float) -> None:
        while self.now < until:
            wait = self.controller.wait(self.now, interactive=False)
            if wait > 0:
                self.pass_time(wait)
            if refused := self.send():
                self.refusals.append(self.now)
                self.controller.cut(refused, self.now)
                self.pass_time(0.5)
                while refused := self.send(probe=True):
                    self.controller.refused_too(refused)
                    self.pass_time(1.0)


def send(controller: RateController, count: int, now: float) -> list[Permit]:
    """Send requests at once, of which no answer is learned from."""
    return [controller.take(now, 0) for _ in range(count)]


def refuse(controller: RateController, now: float, *, cooldown: float = 2.0, trip: float = 0.0) -> None:
    """Refuse the next request, and accept a probe that is sent after a cool-down."""
    controller.cut(controller.take(now, 0), now)
    probe = controller.take(now + cooldown, 1, probe=True)
    controller.reopened(probe, probe.at + trip)


def guessed(burst: int, *, cooldown: float = 2.0, trip: float = 0.0) -> RateController:
    """Return a controller that saw a burst let in at once at 0, was refused, and reopened by a probe."""
    controller = RateController(start=burst, limit=100)
    for permit in send(controller, burst, 0.0):
        controller.accepted(permit, lambda: 0.0)
    refuse(controller, 0.0, cooldown=cooldown, trip=trip)
    return controller


def steady(*, at: float = 10.0, cooldown: float = 2.0, trip: float = 0.1) -> RateController:
    """Return a controller whose guess of 5 requests a second, and that 20 are held, a refusal at a time confirmed."""
    controller = guessed(20, trip=trip)
    send(controller, round(5 * at) - 1, at)
    refuse(controller, at, cooldown=cooldown, trip=trip)
    assert (controller.rate, controller.capacity) == (5.0, 20.0)
    return controller


def pace(controller: RateController, now: float) -> float:
    """Return the requests a second that leave, once all that was saved up is long spent."""
    due = controller.wait(now, interactive=False)
    controller.take(now, 0)
    return 1 / (controller.wait(now, interactive=False) - due)


def horizon(controller: RateController, opened: float) -> float:
    """Return the seconds since it opened after which more than the rate is sent."""
    send(controller, 5000, opened)
    tenths = (tenth / 10 for tenth in range(2000))
    more = (seconds for seconds in tenths if pace(controller, opened + seconds) > 1.01 * (controller.rate or 0.0))
    return next(more, math.inf)


def steps(bucket: Bucket, count: int) -> list[float]:
    """Return how much more than the rate is asked for, step by step, when all of it is there."""
    bucket.rate = bucket.burst = bucket.held = 1e6
    rate, asked = bucket.controller.rate or 0.0, list[float]()
    while len(asked) < count:
        bucket.pass_time(max(0.0, bucket.controller.wait(bucket.now, interactive=False)))
        bucket.send()
        beyond = 1 / bucket.controller.wait(bucket.now - 0.01, interactive=False) - rate
        if beyond > 0.2 * rate and (not asked or beyond > 1.1 * asked[-1]):
            asked.append(beyond)
    return asked


class Spaced(Bucket):
    """An account that holds one request, and the time and cool-downs of a sender that meets it."""

    def __init__(self, rate: float, trip: float, floor: float) -> None:
        super().__init__(rate, 1.0, start=3)
        self.trip, self.floor, self.accepted, self.cooldowns = trip, floor, 0, list[float]()

    def send(self, *, probe: bool = False) -> Permit | None:
        permit = self.controller.take(self.now, epoch=len(self.cooldowns), probe=probe)
        self.pass_time(self.trip / 2)
        let_in = self.has_one()
        self.pass_time(self.trip / 2)
        self.accepted += let_in
        if let_in and probe:
            self.controller.reopened(permit, self.now)
        elif let_in:
            self.controller.accepted(permit, lambda: self.now)
        return None if let_in else permit

    def run(self, until: float) -> None:
        while self.now < until:
            self.pass_time(max(0.0, self.controller.wait(self.now, interactive=False)))
            if refused := self.send():
                self.controller.cut(refused, self.now)
                least, most = self.controller.recovery()
                cooldown = max(min(0.5, most), least, self.floor)
                self.cooldowns.append(cooldown)
                self.pass_time(cooldown)
                while refused := self.send(probe=True):
                    self.controller.refused_too(refused)
                    self.pass_time(1.0)


def spent(cooldown: float) -> RateController:
    """Return a controller of a rate of 5 a second, empty at 10, whose probe used up what a short cool-down saved up."""
    return steady(cooldown=cooldown, trip=0.0)


def story(controller: RateController, now: float) -> list[float | None]:
    """Return what a controller makes of a burst, a step that grows, and a fall."""
    send(controller, 20, now)
    refuse(controller, now, trip=0.25)
    told = [controller.rate, controller.capacity]
    last = send(controller, 14, now + 2.25)[-1]
    controller.accepted(last, lambda: last.at + 0.25)
    told += [last.credit, pace(controller, last.at)]
    send(controller, 22, now + 20.0)
    refuse(controller, now + 20.0)
    return [*told, controller.rate]
