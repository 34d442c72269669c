"""Drift: what departs from the models is counted per client, told once, and never kept by value."""

import threading
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
    watch = Watch(drift, strict=False, notify=None)
    with watch:
        for _ in range(3):
            note("unknown_field", "Line", "new", "x")
        note("wrong_type", "Line", "new", 1)
        note("unknown_field", "Agent", "new", None)
    watch.count()
    assert drift.report() == (
        DriftCount(kind="unknown_field", model="Line", field="new", sample="str", count=3),
        DriftCount(kind="unknown_field", model="Agent", field="new", sample="NoneType", count=1),
        DriftCount(kind="wrong_type", model="Line", field="new", sample="int", count=1),
    )


def test_a_sample_is_the_type_of_what_came_first_and_never_the_value(canary: Callable[[object], None]) -> None:
    drift = Drift("switchboard")
    seen: list[DriftNoted] = []
    watch = Watch(drift, strict=False, notify=seen.append)
    with watch:
        note("unknown_field", "Line", "secret", CANARY)
        note("unknown_field", "Line", "secret", 12)
    watch.count()
    assert drift.report()[0].sample == "str"
    canary(drift.report())
    canary(seen)


def test_an_observer_is_told_the_first_time_only() -> None:
    drift = Drift("switchboard")
    seen: list[DriftNoted] = []
    for _ in range(2):
        watch = Watch(drift, strict=False, notify=seen.append)
        with watch:
            note("unknown_field", "Line", "new", 1)
            note("unknown_field", "Line", "new", "1")
            note("unknown_value", "Status", "", "paused")
        watch.count()
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
    watch = Watch(drift, strict=True, notify=None)
    with pytest.raises(RuntimeError), watch:
        raise RuntimeError
    note("unknown_field", "Line", "new", 1)
    watch.count()
    assert drift.report() == ()


def test_the_inner_of_two_watchers_collects() -> None:
    outer, inner = Watch(Drift("outer")), Watch(Drift("inner"))
    with outer:
        with inner:
            note("unknown_field", "Line", "a", 1)
        note("unknown_field", "Line", "b", 1)
    assert [[one.field for one in watch.notes] for watch in (inner, outer)] == [["a"], ["b"]]


def test_what_is_counted_is_counted_once() -> None:
    drift = Drift("switchboard")
    watch = Watch(drift)
    for _ in range(2):
        with watch:
            note("unknown_field", "Line", "a", 1)
        watch.count()
    assert [(row.field, row.count) for row in drift.report()] == [("a", 2)]


def test_a_watcher_hears_its_own_thread_only() -> None:
    here, there = Watch(Drift("here")), Watch(Drift("there"))

    def read() -> None:
        note("unknown_field", "Line", "lost", 1)
        with there:
            note("unknown_field", "Line", "b", 1)

    with here:
        reader = threading.Thread(target=read)
        reader.start()
        reader.join()
        note("unknown_field", "Line", "a", 1)
    assert [[one.field for one in watch.notes] for watch in (here, there)] == [["a"], ["b"]]
