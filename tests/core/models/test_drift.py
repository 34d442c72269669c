"""Drift: what departs from the models is counted per client, told once, and never kept by value."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.events import DriftNoted
from telephony_clients.core.models.drift import Drift, DriftCount, Watch, note, watched_strictly
from tests.conftest import CANARY
from tests.core.models.drifting import watching


def test_without_a_watcher_a_note_is_lost_quietly() -> None:
    note("unknown_field", "Line", "new", "x")
    assert not watched_strictly()


def test_notes_are_counted_by_kind_model_and_field() -> None:
    drift = Drift("switchboard")
    with watching(Watch(drift)):
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
    with watching(Watch(drift, notify=seen.append)):
        note("unknown_field", "Line", "secret", CANARY)
        note("unknown_field", "Line", "secret", 12)
    assert drift.report()[0].sample == "str"
    canary(drift.report())
    canary(seen)


def test_an_observer_is_told_the_first_time_only() -> None:
    drift = Drift("switchboard")
    seen: list[DriftNoted] = []
    for _ in range(2):
        with watching(Watch(drift, notify=seen.append)):
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
    with watching(Watch(drift, strict=True)):
        assert watched_strictly()
        with pytest.raises(ModelMismatch, match=words):
            note("unknown_field", "Line", field, 1)
    assert drift.report() == ()
    assert not watched_strictly()


def test_threads_that_read_side_by_side_count_for_their_own_clients() -> None:
    turns = threading.Barrier(2)

    def read(drift: Drift, field: str) -> None:
        for _ in range(5):
            with watching(Watch(drift)):
                turns.wait()
                note("unknown_field", "Line", field, 1)
                turns.wait()

    one, two = Drift("one"), Drift("two")
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(read, one, "a"), pool.submit(read, two, "b")]:
            done.result()
    assert [(row.field, row.count) for row in (*one.report(), *two.report())] == [("a", 5), ("b", 5)]
