"""How a pull is shown: figures that fit into every width, and none of them cut."""

from typing import Any

import attrs
import pytest
from rich.console import Console

from telephony_clients.cli.progress import Ended, JsonLines, Lines, OnTerminal, Progress, Shown, figures, flowed
from telephony_clients.core.events import GateState
from telephony_clients.pull import PullIncomplete
from telephony_clients.pull.progress import PullProgress
from tests.pull.pulling import lines
from tests.pull.test_progress import OPEN, PAGE, Clock, attempt, part


@pytest.fixture
def progress() -> PullProgress:
    clock = Clock()
    begun = PullProgress(90, clock=clock)
    for status in [200] * 1200 + [429] * 3:
        begun(attempt(status))
        begun(PAGE)
    begun.add(part(rows=4321, requests=12))
    begun.add(part(rows=5, skipped=True))
    clock.now += 4
    return begun


def closed(seconds: float, rate: float | None = 5.25) -> GateState:
    return attrs.evolve(OPEN, state="closed", reopens_in=seconds, rate=rate)


def test_every_figure_is_told(progress: PullProgress) -> None:
    assert figures(progress, [OPEN]) == [
        *("2 of 90 parts", "1 there already", "60,150 rows received", "15,038 rows/s", "1,203 pages"),
        *("1,203 requests", "3 refused", "gate open", "about 0:00:00 left"),
    ]


@pytest.mark.parametrize(
    ("gates", "reason", "said"),
    [
        ([closed(2.04)], "throttled", "gate closed (rate limited), next try in 2.0 s, 5.2 requests/s learned"),
        ([closed(2.04, None)], "outage", "gate closed (vendor down), next try in 2.0 s"),
        ([closed(9.0), OPEN, closed(3.0)], "throttled", "2 of 3 gates closed (rate limited), next try in 3.0 s"),
        ([OPEN, OPEN], None, "2 gates open"),
        ([], None, "0 gates open"),
    ],
)
def test_the_gates_are_told_in_plain_words(
    gates: list[GateState], reason: str | None, said: str, progress: PullProgress
) -> None:
    progress.reason = reason

    assert said in ", ".join(figures(progress, gates))


@pytest.mark.parametrize("width", [40, 50, 80, 200])
def test_on_a_terminal_of_any_width_no_figure_is_cut(width: int, progress: PullProgress) -> None:
    shown = OnTerminal(progress)
    shown._gates = [closed(2.0)]
    console = Console(width=width, force_terminal=False)
    with console.capture() as captured:
        console.print(shown)

    bar, *others = captured.get().splitlines()
    assert len(bar.rstrip()) < width
    assert max(map(len, others)) < width
    assert " ".join(others) == ", ".join(figures(progress, [closed(2.0)]))


def test_what_does_not_fit_flows_to_the_next_line() -> None:
    assert [*flowed(["a bc", "def", "g"], 9)] == ["a bc,", "def, g"]
    assert [*flowed(["longer than that", "g"], 9)] == ["longer than that,", "g"]
    assert [*flowed([], 9)] == []


def test_a_failure_that_many_parts_have_is_told_some_times(
    progress: PullProgress, capsys: pytest.CaptureFixture[str]
) -> None:
    failures = [(lines(), PullIncomplete("two rows\x1b[2J did not come"))] * 7
    Shown(progress).end(Ended.FAILED, failures, "calls")

    out, err = capsys.readouterr()
    assert (out, err.count("PullIncomplete"), "\x1b" in err) == ("", 5, False)
    assert err.splitlines()[-2:] == [
        "and 2 more",
        "telephony-clients: 7 parts failed, 2 of 90 parts whole: run it again to fetch the rest.",
    ]


@pytest.mark.parametrize("name", Progress)
def test_each_way_to_show_it_has_a_name(name: Progress, progress: PullProgress) -> None:
    kinds: dict[str, Any] = {"live": OnTerminal, "lines": Lines, "json": JsonLines, "none": Shown}

    assert type(name.shown(progress)) is kinds[name]


def test_lines_say_how_far_it_is(progress: PullProgress, capsys: pytest.CaptureFixture[str]) -> None:
    Lines(progress).refresh([OPEN])

    assert capsys.readouterr() == ("", f"{', '.join(figures(progress, [OPEN]))}\n")
