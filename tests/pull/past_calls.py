"""A day of calls at a Talkroute of our own: listed once they are over, under the time they began; some are deleted."""

import random
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tests.core.desk import answer_by, query, wire
from tests.scripted_server import ScriptedServer, Seen

MORNING = datetime(2026, 3, 1, tzinfo=UTC)


class PastCall(NamedTuple):
    id: str
    began: datetime
    ended: datetime
    deleted: datetime


class CallDay:
    """Answers ``/v2/call-history`` as of `now`.

    Args:
        server: where.
        rng: decides when calls come.
        hours: how long calls come in.
        an_hour: how many, in the mean.
        longest: the longest call, in minutes.
    """

    def __init__(
        self, server: ScriptedServer, rng: random.Random, *, hours: int = 24, an_hour: int = 60, longest: int = 55
    ) -> None:
        self.now = MORNING
        self.requests = self.needed = 0
        self.listed: set[str] = set()
        self.calls = [self._call(number, rng, hours, longest) for number in range(hours * an_hour)]
        answer_by(server, self._respond)

    @staticmethod
    def _call(number: int, rng: random.Random, hours: int, longest: int) -> PastCall:
        began = MORNING + timedelta(seconds=rng.uniform(0, hours * 3600))
        ended = began + timedelta(minutes=rng.uniform(0, longest))
        stays = timedelta(minutes=rng.choice([1, 20, 90])) if rng.random() < 0.1 else timedelta(days=9)
        return PastCall(f"call {number}", began, ended, ended + stays)

    def at(self, now: datetime) -> set[str]:
        """The calls that are in the list at a time."""
        return {call.id for call in self.calls if call.ended <= now < call.deleted}

    def _respond(self, seen: Seen) -> bytes:
        asked = query(seen)
        page, size = int(asked["page"]), int(asked["pageSize"])
        after, before = (datetime.fromisoformat(asked[name]) for name in ("after", "before"))
        there = self.at(self.now)
        rows = [call for call in self.calls if call.id in there and after < call.began < before]
        rows.sort(key=lambda call: call.began, reverse=True)
        last = max(1, -(-len(rows) // size))
        self.requests += 1
        if page == 1:
            self.listed |= {call.id for call in rows}
            self.needed += last
        data = [{"id": one.id, "callDate": one.began.isoformat()} for one in rows[(page - 1) * size : page * size]]
        pages = {"currentPage": page, "totalPages": last, "total": len(rows), "perPage": size}
        return wire({"data": data, "pagination": pages})
