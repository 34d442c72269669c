"""Drift: what departs from the models is counted per client, told once, and never kept by value."""

import asyncio
from collections.abc import Callable

import pytest

from telephony_clients.core.drift import Drift, DriftCount, Watch, note, watched_strictly
from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.events import DriftNoted
from tests.conftest import CANARY


def test_without_a_watcher_a_note_is_lost_quietly() -> None:
    note("unknown_field", "Line", "new", "x")
    assert not watched_strictly()


def test_notes_are_counted_by_kind_model_and_field() -> None:
    drift = Drift("switchboard")
    with Watch(drift, strict=False, notify=None):
        for _ in range(3):
            note("unknown_field", "Line", "new", "x")
        note("wrong_type", "Line", "new", 1)
        note("unknown_field", "Agent", "new", None)
    assert drift.report() == (
        DriftCount(kind="unknown_field", model="Line", field="new", sample="str", count=3),
        DriftCount(kind="unknown_field", model="Agent", field="new", sample="NoneType", count=1),
        DriftCount(kind="wrong_type", model="Line", field="new", sample="int", count=1),
    )


def test_a_sample_is_the_type_of_what_came_first_and_never_the_value(canary: Callable[[object], None]) -> None:
    drift = Drift("switchboard")
    seen: list[DriftNoted] = []
    with Watch(drift, strict=False, notify=seen.append):
        note("unknown_field", "Line", "secret", CANARY)
        note("unknown_field", "Line", "secret", 12)
    assert drift.report()[0].sample == "str"
    canary(drift.report())
    canary(seen)


def test_an_observer_is_told_the_first_time_only() -> None:
    drift = Drift("switchboard")
    seen: list[DriftNoted] = []
    for _ in range(2):
        with Watch(drift, strict=False, notify=seen.append):
            note("unknown_field", "Line", "new", 1)
            note("unknown_field", "Line", "new", "1")
            note("unknown_value", "Status", "", "paused")
    assert [(one.vendor, one.kind, one.model, one.field, one.sample) for one in seen] == [
        ("switchboard", "unknown_field", "Line", "new", "int"),
        ("switchboard", "unknown_value", "Status", "", "str"),
    ]


@pytest.mark.parametrize(
    ("field", "words"), [("new", r"unknown_field of Line\.new \(int\)"), ("", "unknown_field of Line")]
)
def test_a_strict_watcher_raises_instead_of_counting(field: str, words: str) -> None:
    drift = Drift("switchboard")
    with Watch(drift, strict=True, notify=None):
        assert watched_strictly()
        with pytest.raises(ModelMismatch, match=words):
            note("unknown_field", "Line", field, 1)
    assert drift.report() == ()
    assert not watched_strictly()


def test_watching_ends_with_its_block_even_after_an_error() -> None:
    drift = Drift("switchboard")
    with pytest.raises(RuntimeError), Watch(drift, strict=True, notify=None):
        raise RuntimeError
    note("unknown_field", "Line", "new", 1)
    assert drift.report() == ()


def test_the_inner_of_two_watchers_counts() -> None:
    outer, inner = Drift("outer"), Drift("inner")
    with Watch(outer, strict=False, notify=None):
        with Watch(inner, strict=False, notify=None):
            note("unknown_field", "Line", "a", 1)
        note("unknown_field", "Line", "b", 1)
    assert [row.field for row in inner.report()] == ["a"]
    assert [row.field for row in outer.report()] == ["b"]


async def test_tasks_that_run_side_by_side_count_for_their_own_clients() -> None:
    async def read(drift: Drift, field: str) -> None:
        for _ in range(5):
            with Watch(drift, strict=False, notify=None):
                await asyncio.sleep(0)
                note("unknown_field", "Line", field, 1)

    one, two = Drift("one"), Drift("two")
    await asyncio.gather(read(one, "a"), read(two, "b"))
    assert [(row.field, row.count) for row in (*one.report(), *two.report())] == [("a", 5), ("b", 5)]
