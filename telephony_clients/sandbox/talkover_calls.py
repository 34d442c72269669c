"""Talkover's calls: the made-up ones, the ones placed since, and what they are filtered by."""

import random
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from telephony_clients.sandbox.records import NOW, Page, Series, make_rng, phone, uuid, zulu
from telephony_clients.sandbox.talkover_records import Environment, formatted

CALL_STATUSES = ("initiated", "ringing", "answered", "completed", "failed", "busy", "no-answer")
_STATUS_WEIGHTS = (1, 1, 2, 70, 6, 8, 12)


@dataclass(frozen=True, slots=True)
class CallRow:
    """What filters look at in a call, and what goes with it."""

    direction: str
    status: str
    agent: int
    customer: str
    ours: str
    duration: int
    is_testing: bool
    micros: bool


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls are wanted; what is empty or None does not choose.

    Args:
        status: one of `CALL_STATUSES`.
        direction: `inbound` or `outbound`.
        agent_id: an agent's id.
        search: part of a phone number, or a whole SID.
        first: no calls before this day (UTC).
        last: no calls after this day (UTC).
    """

    status: str
    direction: str
    agent_id: str
    search: str
    first: date | None
    last: date | None

    def fits(self, direction: str, status: str, agent_id: str, *texts: str) -> bool:
        """Tell whether a call is wanted, its day apart; the texts are its numbers and its SID."""
        return (
            self.direction in {"", direction}
            and self.status in {"", status}
            and self.agent_id in {"", agent_id}
            and any(self.search in text for text in texts)
        )

    def fits_day(self, moment: datetime) -> bool:
        """Tell whether a call's day is wanted."""
        day = moment.date()
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class _Placed:
    began: datetime
    agent_id: str
    record: dict[str, Any]


class Calls:
    """The calls of an environment, newest first.

    Args:
        seed: decides every value.
        environment: the agents that call and the numbers they call from.
        size: how many calls there are at first.
    """

    def __init__(self, seed: int, environment: Environment, size: int) -> None:
        self._seed = seed
        self._environment = environment
        self._placed: list[_Placed] = []
        self._series = Series(size, make_rng(seed, "talkover", "calls"), self._row)

    def page(self, wanted: CallFilter, number: int, size: int) -> tuple[list[dict[str, Any]], Page]:
        """Cut a page out of the calls.

        Args:
            wanted: chooses the calls.
            number: the page's number, from 1.
            size: calls on a page.

        Returns:
            The page's calls and its figures.
        """
        since = datetime.combine(wanted.first, time.min, UTC) if wanted.first else None
        until = datetime.combine(wanted.last, time(23, 59, 59), UTC) if wanted.last else None
        sid_index = self._index_of(wanted.search)
        if sid_index is not None and wanted.fits_day(self._series.moment(sid_index)):
            since = until = self._series.moment(sid_index)
        agent_ids = [agent["id"] for agent in self._environment.agents]

        def keep(row: CallRow) -> bool:
            sid = wanted.search if sid_index is not None else ""
            return wanted.fits(row.direction, row.status, agent_ids[row.agent], row.customer, row.ours, sid)

        placed = [one.record for one in self._placed if self._is_wanted(one, wanted)]
        choosy = wanted.status or wanted.direction or wanted.agent_id or wanted.search
        older = self._series.select(keep if choosy else None, since=since, until=until)
        page = Page(number, size, len(placed) + len(older))
        start, stop = (max(0, place - len(placed)) for place in (page.window.start, page.window.stop))
        return placed[page.window] + [self._call(index) for index in older.cut(slice(start, stop))], page

    def place(self, agent: dict[str, Any], to: str, *, is_testing: bool) -> dict[str, Any]:
        """Add a call; it becomes the newest.

        Args:
            agent: the agent that calls.
            to: the number called.
            is_testing: the vendor's flag.

        Returns:
            The call as lists show it.
        """
        count = len(self._placed) + 1
        began = NOW + timedelta(seconds=count)
        ours = self._environment.own_number(0)
        row = CallRow("outbound", "initiated", 0, to, ours, 0, is_testing, micros=False)
        record = _record(self._id("placed", count), self._series.size + count, row, agent, began)
        self._placed.insert(0, _Placed(began, agent["id"], record))
        return record

    def _is_wanted(self, one: _Placed, wanted: CallFilter) -> bool:
        call = one.record
        texts = (call["to"], call["from"], call["sid"] if call["sid"] == wanted.search else "")
        return wanted.fits_day(one.began) and wanted.fits(call["direction"], call["status"], one.agent_id, *texts)

    def _call(self, index: int) -> dict[str, Any]:
        row = self._series.row(index)
        agent = self._environment.agents[row.agent]
        return _record(self._id(index), self._series.size - index, row, agent, self._series.moment(index))

    def _index_of(self, sid: str) -> int | None:
        match = re.fullmatch(r"call_sid_(\d{7,12})", sid)
        index = self._series.size - int(match[1]) if match else -1
        return index if 0 <= index < self._series.size else None

    def _id(self, *what: object) -> str:
        return uuid(self._seed, "talkover", "call", *what)

    def _row(self, rng: random.Random) -> CallRow:
        status = rng.choices(CALL_STATUSES, _STATUS_WEIGHTS)[0]
        return CallRow(
            direction=rng.choice(("inbound", "outbound", "outbound")),
            status=status,
            agent=rng.randrange(len(self._environment.agents)),
            customer=phone(rng),
            ours=self._environment.own_number(rng.randrange(1000)),
            duration=rng.randint(5, 900) if status in {"answered", "completed"} else 0,
            is_testing=not rng.randrange(10),
            micros=not rng.randrange(10),
        )


def _record(call_id: str, serial: int, row: CallRow, agent: dict[str, Any], began: datetime) -> dict[str, Any]:
    to, origin = (row.customer, row.ours) if row.direction == "outbound" else (row.ours, row.customer)
    return {
        "id": call_id,
        "sid": f"call_sid_{serial:07}",
        "to": to,
        "to_formatted": formatted(to),
        "from": origin,
        "from_formatted": formatted(origin),
        "is_testing": row.is_testing,
        "direction": row.direction,
        "status": row.status,
        "duration": row.duration,
        "agent": {"id": agent["id"], "name": agent["name"], "label": agent["label"]},
        "created_at": zulu(began, micros=row.micros),
        "updated_at": zulu(began + timedelta(seconds=row.duration), micros=row.micros),
    }
