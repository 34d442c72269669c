"""Drift: what deviates from the models is counted per client, notified once, and never kept by value."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.events import DriftNoted
from telephony_clients.core.models.drift import Drift, DriftCount, DriftRecorder, is_strict, record_deviation
from tests.conftest import CANARY
from tests.core.models.drifting import recording


def test_without_a_recorder_deviations_are_ignored() -> None:
    record_deviation("unknown_field", "Line", "new", "x")
    assert not is_strict()


def test_deviations_are_counted_by_kind_model_and_field() -> None:
    drift = Drift("switchboard")
    with recording(DriftRecorder(drift)):
        for _ in range(3):
            record_deviation("unknown_field", "Line", "new", "x")
        record_deviation("wrong_type", "Line", "new", 1)
        record_deviation("unknown_field", "Agent", "new", None)
    assert drift.report() == (
        DriftCount(kind="unknown_field", model="Line", field="new", sample="str", count=3),
        DriftCount(kind="unknown_field", model="Agent", field="new", sample="NoneType", count=1),
        DriftCount(kind="wrong_type", model="Line", field="new", sample="int", count=1),
    )


def test_a_sample_is_the_type_of_what_came_first_and_never_the_value(canary: Callable[[object], None]) -> None:
    drift = Drift("switchboard")
    seen: list[DriftNoted] = []
    with recording(DriftRecorder(drift, notify=seen.append)):
        record_deviation("unknown_field", "Line", "secret", CANARY)
        record_deviation("unknown_field", "Line", "secret", 12)
    assert drift.report()[0].sample == "str"
    canary(drift.report())
    canary(seen)


def test_an_observer_is_told_the_first_time_only() -> None:
    drift = Drift("switchboard")
    seen: list[DriftNoted] = []
    for _ in range(2):
        with recording(DriftRecorder(drift, notify=seen.append)):
            record_deviation("unknown_field", "Line", "new", 1)
            record_deviation("unknown_field", "Line", "new", "1")
            record_deviation("unknown_value", "Status", "", "paused")
    assert [(one.vendor, one.kind, one.model, one.field, one.sample) for one in seen] == [
        ("switchboard", "unknown_field", "Line", "new", "int"),
        ("switchboard", "unknown_value", "Status", "", "str"),
    ]


@pytest.mark.parametrize(
    ("field", "words"), [("new", r"unknown_field of Line\.new \(int\)"), ("", "unknown_field of Line")]
)
def test_a_strict_recorder_raises_instead_of_counting(field: str, words: str) -> None:
    drift = Drift("switchboard")
    with recording(DriftRecorder(drift, strict=True)):
        assert is_strict()
        with pytest.raises(ModelMismatch, match=words):
            record_deviation("unknown_field", "Line", field, 1)
    assert drift.report() == ()
    assert not is_strict()


def test_threads_that_read_side_by_side_count_for_their_own_clients() -> None:
    turns = threading.Barrier(2)

    def read(drift: Drift, field: str) -> None:
        for _ in range(5):
            with recording(DriftRecorder(drift)):
                turns.wait()
                record_deviation("unknown_field", "Line", field, 1)
                turns.wait()

    one, two = Drift("one"), Drift("two")
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(read, one, "a"), pool.submit(read, two, "b")]:
            done.result()
    assert [(row.field, row.count) for row in (*one.report(), *two.report())] == [("a", 5), ("b", 5)]
