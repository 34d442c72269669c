import random
from datetime import timedelta
from itertools import pairwise

import pytest

from telephony_clients.sandbox.records import (
    NOW,
    SPAN,
    Newest,
    Page,
    Record,
    Series,
    Store,
    ago,
    dates,
    international,
    make_rng,
    national,
    only,
    uuid,
    without,
    zulu,
)

SIZE = 1700


@pytest.fixture
def series() -> Series[int]:
    return Series(SIZE, make_rng("test"), lambda rng: rng.randrange(4))


def test_time_falls_strictly_and_fills_the_span(series: Series[int]) -> None:
    moments = [series.moment(index) for index in range(SIZE)]

    assert all(newer > older for newer, older in pairwise(moments))
    assert moments[0] < NOW
    assert NOW - moments[-1] > SPAN * 0.9


@pytest.mark.parametrize("trial", range(20))
def test_selection_agrees_with_a_walk(series: Series[int], trial: int) -> None:
    rng = random.Random(trial)
    wanted = set(rng.sample(range(4), rng.randrange(4)))
    since, until = sorted(series.moment(rng.randrange(SIZE)) for _ in range(2))

    selection = series.select(wanted.__contains__, since=since, until=until)
    walk = [index for index in range(SIZE) if series.row(index) in wanted and since <= series.moment(index) <= until]

    assert len(selection) == len(walk)
    assert selection.cut(slice(0, SIZE)) == walk
    assert selection.cut(slice(3, 8)) == walk[3:8]


def test_bounds_between_and_beyond_records(series: Series[int]) -> None:
    second = timedelta(seconds=1)

    assert len(series.select()) == SIZE
    assert len(series.select(until=series.moment(5) - second)) == SIZE - 6
    assert len(series.select(since=series.moment(5) + second)) == 5
    assert len(series.select(since=NOW)) == 0
    assert len(series.select(since=NOW, until=NOW - SPAN)) == 0


def test_empty_series() -> None:
    assert len(Series(0, make_rng("test"), lambda _: 1).select()) == 0


@pytest.mark.parametrize(
    ("number", "total", "expected"),
    [(1, 45, (3, 20, 1, 20)), (3, 45, (3, 5, 41, 45)), (4, 45, (3, 0, None, None)), (1, 0, (1, 0, None, None))],
)
def test_page_figures(number: int, total: int, expected: tuple[int | None, ...]) -> None:
    page = Page(number, 20, total)

    assert (page.last, page.count, page.first_place, page.last_place) == expected


def test_uuids_have_the_form_of_version_4() -> None:
    assert uuid("a") == uuid("a") != uuid("b")
    assert uuid("a")[14] == "4"
    assert len(uuid("a")) == 36


@pytest.mark.parametrize("written", [[], [{"id": "b"}, {"id": "a"}]])
def test_written_records_come_before_made_up_ones_on_any_page(written: list[Record], series: Series[int]) -> None:
    rows = Newest(written, series.select(lambda row: row == 1), lambda index: {"id": index})
    whole = rows[:]

    assert whole[: len(written)] == written
    assert [one["id"] for one in whole[len(written) :]] == [index for index in range(SIZE) if series.row(index) == 1]
    for start, stop in ((0, 1), (1, 3), (2, 9), (len(rows) - 1, len(rows) + 5), (len(rows), len(rows) + 5)):
        assert rows[start:stop] == whole[start:stop]


def test_a_store_makes_each_thing_once() -> None:
    store = Store(7, "vendor", things=3)

    made = store.once("things", lambda: [1])
    assert store.once("things", lambda: [2]) is made == [1]
    assert store.id("x") == Store(7, "vendor").id("x") != Store(8, "vendor").id("x")
    assert store.rng("x").random() == Store(7, "vendor").rng("x").random()
    assert store.id("x") != Store(7, "other").id("x")


def test_records_that_clients_make_have_ids_of_their_own() -> None:
    store = Store(7, "vendor")

    ids = [store.next_id("thing") for _ in range(3)]

    assert len({*ids, store.next_id("other")}) == 4
    assert ids == [again.next_id("thing") for again in [Store(7, "vendor")] for _ in range(3)]


def test_some_fields_of_a_record_in_the_order_asked_for() -> None:
    record = {"a": 1, "b": 2, "c": 3}

    assert list(only(record, "c", "a").items()) == list(only(record, "c a").items()) == [("c", 3), ("a", 1)]
    assert without(record, "b") == {"a": 1, "c": 3}


def test_dates_before_the_sandbox_began() -> None:
    assert ago() == zulu(NOW)
    assert dates(ago(days=1, minutes=1)) == dict.fromkeys(("created_at", "updated_at"), "2026-03-30T17:59:00Z")


def test_numbers_in_national_and_international_form() -> None:
    assert national("+12345678901") == "(234) 567-8901"
    assert national("+442079460000") == "+442079460000"
    assert international("+12345678901") == "+1 234 567 8901"


def test_what_is_written_is_dated_by_the_clock_and_what_is_due_is_done() -> None:
    now, done = [100.0], list[str]()
    store = Store(7, "vendor", lambda: now[0])
    store.later(10, lambda: done.append("late"))
    store.later(5, lambda: done.append("early"))
    assert store.now == NOW

    now[0] += 7
    store.catch_up()
    assert (store.now, done) == (NOW + timedelta(seconds=7), ["early"])
    now[0] += 7
    store.catch_up()
    store.catch_up()
    assert done == ["early", "late"]


def test_a_new_id_is_nothing_else_s() -> None:
    store = Store(7, "vendor")
    assert len({store.id("a"), *(store.next_id("a") for _ in range(3)), store.next_id("b")}) == 5
