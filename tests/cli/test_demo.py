"""The demonstration: what it prints at every width, in plain words, and that nothing is lost."""

import re
import time

import pytest

from telephony_clients import Talkable
from telephony_clients.cli.demo import Pull, Tally, _state
from telephony_clients.core.events import GateChanged
from telephony_clients.sandbox import Sandbox
from tests.cli.conftest import Run


async def test_demo_ends_with_a_table_and_loses_nothing(run: Run) -> None:
    ran = await run("demo", "--records", "500")
    assert ran.code == 0, ran.err
    last = [line for line in ran.out.splitlines() if line.strip()][-1].split()
    assert last[:2] == ["total", "1,120"]
    assert last[-2] == "0", "records lost"
    assert int(last[3]) > 0, "rate limited"
    for heading in ("records", "requests", "limited", "retries", "longest", "lost", "seconds"):
        assert heading in ran.out


async def test_live_demo_pulls_from_the_vendors_whose_keys_are_set(run: Run, sandbox: Sandbox) -> None:
    ran = await run("demo", "--live", **sandbox.environment())
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[-1].split()[:2] == ["total", "800"]
    assert all(received.method == "GET" for received in sandbox.talkover.requests)


@pytest.mark.parametrize("width", ["40", "60"])
async def test_in_a_narrow_terminal_every_figure_is_whole(run: Run, width: str) -> None:
    ran = await run("demo", "--records", "50", COLUMNS=width)

    said = " ".join(ran.out.split())
    assert ran.code == 0, ran.err
    assert re.search(r"total: records 220, requests \d+, rate limited \d+, .*, records lost 0, seconds [\d.]+$", said)
    assert "\u2026" not in ran.out
    assert max(map(len, ran.out.splitlines())) <= int(width)


async def test_eighty_columns_hold_the_table(run: Run) -> None:
    ran = await run("demo", "--records", "50")

    assert "\u2026" not in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_what_goes_on_is_said_in_plain_words() -> None:
    tally = Tally()
    pull = Pull("Talkable assets", Talkable("key", "my-store").assets.list(), tally)

    assert _state(pull) == ""
    tally(GateChanged(vendor="talkable", state="closed", seconds=30.0, at=time.monotonic()))
    assert re.fullmatch(r"\[yellow\]rate limited, retrying in \d+\.\d s\[/yellow\]", _state(pull))
    pull.seconds = 1.0
    assert "done" in _state(pull)


async def test_a_count_below_zero_is_one_line_and_wrong_usage(run: Run) -> None:
    ran = await run("demo", "--records", "-5")

    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)
    assert "--records" in ran.err
