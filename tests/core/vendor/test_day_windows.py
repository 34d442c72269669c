"""Ranges of days in windows: every day in just one of them, whatever is asked for, and lists that are walked so."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony_clients import ConfigurationError, Pager, PaginationError
from telephony_clients.core.vendor.day_windows import DayWindows
from telephony_clients.core.wire.request import Operation
from tests.core.desk import Desk, answer_by, caught, fine, query, wire
from tests.example_vendor import Line
from tests.scripted_server import ScriptedServer, Seen

NEW_YEAR = date(2026, 1, 1)


def days_of(windows: DayWindows) -> list[tuple[date, date]]:
    """Each window's first and last day, as they are asked for one after the other."""
    asked: list[tuple[date, date]] = []
    position: Any = windows.start
    while position is not None:
        (_, begins), (_, ends) = windows.params(position, None)
        asked.append((date.fromisoformat(begins), date.fromisoformat(ends)))
        position = windows.next_position(position, None)
    return asked


@given(first=st.dates(date(1990, 1, 1), date(2090, 1, 1)), more=st.integers(0, 900), days=st.integers(1, 120))
def test_every_day_is_in_just_one_window(first: date, more: int, days: int) -> None:
    windows = days_of(DayWindows(first=first, last=first + timedelta(more), days=days))

    every = [begins + timedelta(n) for begins, ends in windows for n in range((ends - begins).days + 1)]
    assert every == [first + timedelta(n) for n in range(more + 1)]
    assert all((ends - begins).days + 1 == days for begins, ends in windows[:-1])


def test_the_windows_ahead_equal_those_that_follow() -> None:
    windows = DayWindows(first=NEW_YEAR, last=date(2026, 1, 10), days=3)

    assert days_of(windows) == [
        (date(2026, 1, 1), date(2026, 1, 3)),
        (date(2026, 1, 4), date(2026, 1, 6)),
        (date(2026, 1, 7), date(2026, 1, 9)),
        (date(2026, 1, 10), date(2026, 1, 10)),
    ]
    assert [list(windows.ahead(position, None, None)) for position in (1, 3, 4)] == [[2, 3, 4], [4], []]


def test_the_parameters_have_the_vendors_names() -> None:
    windows = DayWindows(first=NEW_YEAR, last=NEW_YEAR, days=9, from_="since", to="until")

    assert windows.params(1, 50) == (("since", "2026-01-01"), ("until", "2026-01-01"))


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="ends on 2025-12-31, before it begins on 2026-01-01"):
        DayWindows(first=NEW_YEAR, last=date(2025, 12, 31), days=7)


def one_a_day(seen: Seen) -> bytes:
    asked = query(seen)
    first, last = date.fromisoformat(asked["start_date"]), date.fromisoformat(asked["end_date"])
    return wire(fine([{"id": (first + timedelta(n)).isoformat()} for n in range((last - first).days + 1)]))


def lines(desk: Desk, last: date = date(2026, 1, 10), **more: Any) -> Pager[Line]:
    operation = Operation("GET", "/lines", Line)
    return desk.lines.pager(operation(), paging=DayWindows(first=NEW_YEAR, last=last, days=3), **more)


TEN = [f"2026-01-{number:02}" for number in range(1, 11)]


@pytest.mark.parametrize("ahead", [0, 1, 2, 9])
async def test_a_list_is_walked_window_by_window(server: ScriptedServer, desk: Desk, ahead: int) -> None:
    answer_by(server, one_a_day)

    assert [line.id async for line in lines(desk).prefetch(ahead)] == TEN
    assert [query(seen)["start_date"] for seen in server.requests] == TEN[::3]


async def test_windows_that_hold_the_same_are_no_sign_of_a_fault(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine([{"id": "1"}]), always=True)

    assert [line.id async for line in lines(desk)] == ["1"] * 4


async def test_a_window_that_fails_can_be_gone_on_from(server: ScriptedServer, desk: Desk) -> None:
    def once_broken(seen: Seen) -> bytes:
        if query(seen)["start_date"] == "2026-01-07" and len(server.requests) <= 3:
            return wire({"state": "wrong"}, 400)
        return one_a_day(seen)

    answer_by(server, once_broken)
    read: list[str] = []

    async def read_on(cursor: Any = None) -> None:
        async for line in lines(desk, cursor=cursor):
            read.append(line.id)  # noqa: PERF401 - what was read before the error is kept

    error = await caught(read_on())
    await read_on(error.cursor)

    assert read == TEN


async def test_a_cursor_belongs_to_its_range(server: ScriptedServer, desk: Desk) -> None:
    cursor = lines(desk).cursor

    with pytest.raises(PaginationError, match="another query"):
        lines(desk, last=date(2026, 1, 11), cursor=cursor)
