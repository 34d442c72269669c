"""Parts of a pull as plain data: what is planned, under which key, and what cannot be."""

import json
import pickle
from datetime import UTC, date, datetime, timedelta, timezone

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony_clients import ConfigurationError
from telephony_clients.pull import PullSpec, plan

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


def test_windows_follow_one_another_without_gap_or_overlap() -> None:
    parts = plan("talkover.calls", ["main"], JANUARY, date(2026, 1, 4))

    assert [(part.since, part.until) for part in parts] == [
        ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
        ("2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"),
        ("2026-01-03T00:00:00Z", "2026-01-04T00:00:00Z"),
    ]


def test_the_last_window_may_be_shorter() -> None:
    parts = plan("talkover.calls", ["main"], JANUARY, date(2026, 1, 6), timedelta(days=3))

    assert [part.until for part in parts] == ["2026-01-04T00:00:00Z", "2026-01-06T00:00:00Z"]


@given(
    days=st.integers(1, 60),
    step=st.integers(1, 40),
    accounts=st.lists(st.sampled_from(["a", "b", "main"]), min_size=1, max_size=3),
)
def test_every_instant_is_in_one_window_of_each_account(days: int, step: int, accounts: list[str]) -> None:
    until = JANUARY + timedelta(days=days)
    parts = plan("talkroute.call_history", accounts, JANUARY, until, timedelta(days=step))

    for account in set(accounts):
        windows = [part.window for part in parts if part.account == account]
        instants = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=6 * one) for one in range(days * 4)]
        assert all(sum(window.holds(one) for window in windows) == 1 for one in instants)
    assert len({part.key for part in parts}) == len(parts)


def test_the_same_arguments_give_the_same_keys_in_every_process() -> None:
    (part,) = plan("talkover.calls", ["main"], JANUARY, date(2026, 1, 2), filters={"status": "completed"})

    assert part.key == "ca1c72df5c366f48"


def test_the_order_of_filters_makes_no_other_part() -> None:
    one, other = (
        PullSpec(resource="talkover.calls", account="main", filters=filters)
        for filters in ({"status": "busy", "agent_id": "7"}, {"agent_id": "7", "status": "busy"})
    )

    assert one == other
    assert one.key == other.key


def test_a_part_travels_as_json_and_pickled() -> None:
    (part,) = plan("talkable.rewards", ["shop"], over=["a@b.c", "d@e.f"], until=JANUARY)

    assert PullSpec.from_dict(json.loads(json.dumps(part.to_dict()))) == part
    assert pickle.loads(pickle.dumps(part)) == part
    assert len(pickle.dumps(part)) < 1024


@pytest.mark.parametrize("persons", [1, 40, 500])
def test_persons_are_shared_out_so_that_each_part_stays_under_1_kb(persons: int) -> None:
    names = [f"customer{number}@example.com" for number in range(persons)]
    parts = plan("talkable.shares", ["shop"], over=names)

    assert [name for part in parts for name in part.over] == names
    assert max(len(part.to_text()) for part in parts) < 1024


def test_a_list_without_windows_is_one_part() -> None:
    (part,) = plan("talkroute.contacts", ["main"], until=JANUARY)

    assert (part.since, part.until, part.day) == (None, "2026-01-01T00:00:00Z", "2026-01-01")


def test_times_are_taken_to_utc() -> None:
    east = timezone(timedelta(hours=2))
    parts = plan("talkroute.call_history", ["main"], datetime(2026, 1, 1, 2, tzinfo=east), FEBRUARY, timedelta(days=31))

    assert [part.since for part in parts] == ["2026-01-01T00:00:00Z"]


def test_halves_cover_a_window_down_to_its_grain() -> None:
    (part,) = plan("talkroute.call_history", ["main"], datetime(2026, 1, 1, tzinfo=UTC), date(2026, 1, 2))
    halves = part.halves()

    assert halves is not None
    assert (halves[0].since, halves[0].until, halves[1].since, halves[1].until) == (
        part.since,
        "2026-01-01T12:00:00Z",
        "2026-01-01T12:00:00Z",
        part.until,
    )
    second = attrs.evolve(part, until="2026-01-01T00:00:01Z")
    assert second.halves() is None
    (day,) = plan("talkover.calls", ["main"], JANUARY, date(2026, 1, 2))
    assert day.halves() is None
    (contacts,) = plan("talkroute.contacts", ["main"])
    assert contacts.halves() is None


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("talkover.calls", ["main"]), "since and until are needed"),
        (("talkover.calls", ["main"], FEBRUARY, JANUARY), "until must be later"),
        (("talkover.calls", ["main"], JANUARY, JANUARY), "until must be later"),
        (("talkover.calls", [], JANUARY, FEBRUARY), "accounts must be a list with at least one"),
        (("talkover.calls", ["../x"], JANUARY, FEBRUARY), "account must be a name"),
        (("talkover.calls", ["a/b"], JANUARY, FEBRUARY), "account must be a name"),
        (("talkover.calls", ["main"], datetime(2026, 1, 1), FEBRUARY), "timezone-aware"),  # noqa: DTZ001
        (("talkover.calls", ["main"], datetime(2026, 1, 1, 1, tzinfo=UTC), FEBRUARY), "since must be a multiple"),
        (("talkover.calls", ["main"], JANUARY, FEBRUARY, timedelta(hours=12)), "step must be a multiple of 1 day"),
        (("talkover.calls", ["main"], JANUARY, FEBRUARY, timedelta(0)), "step must be a multiple"),
        (("talkover.faxes", ["main"], JANUARY, FEBRUARY), "no dataset 'faxes'; there are calls"),
        (("calls", ["main"], JANUARY, FEBRUARY), "There is no vendor"),
        (("twilio.calls", ["main"], JANUARY, FEBRUARY), "There is no vendor 'twilio'"),
        (("talkable.rewards", ["shop"]), "over, the persons"),
    ],
)
def test_what_cannot_be_pulled_is_said_before_anything_is_sent(arguments: tuple[object, ...], says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        plan(*arguments)  # type: ignore[arg-type]


def test_values_to_read_for_are_refused_where_a_list_takes_none() -> None:
    with pytest.raises(ConfigurationError, match="takes no over"):
        plan("talkover.calls", ["main"], JANUARY, FEBRUARY, over=["x"])


def test_filters_that_make_a_part_too_large_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="under 1 KB"):
        plan("talkover.calls", ["main"], JANUARY, FEBRUARY, filters={"search": "x" * 1000})


def test_what_is_no_part_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="not a PullSpec"):
        PullSpec.from_dict({"resource": "talkover.calls", "account": "main", "colour": "red"})


@pytest.mark.parametrize(
    ("resource", "name", "words"),
    [
        ("talkover.calls", "date_from", "windows are made of it: use since, until"),
        ("talkroute.call_history", "before", "windows are made of it: use since, until"),
        ("talkroute.contacts", "cursor", "cursor is no filter"),
        ("talkover.calls", "params", "params is no filter"),
    ],
)
def test_what_decides_where_a_part_begins_and_ends_is_no_filter(resource: str, name: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        plan(resource, ["main"], JANUARY, FEBRUARY, filters={name: "x"})
