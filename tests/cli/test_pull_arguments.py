"""The arguments of the command that pulls: what they become, and which are refused."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from telephony_clients import CLIENTS
from telephony_clients.cli import pull
from telephony_clients.pull import datasets
from telephony_clients.sandbox import Sandbox
from tests.cli.conftest import Run
from tests.cli.pull_commands import CALLS, JSON_LINES
from tests.cli.test_app import program
from tests.pull.pulling import rows_in


async def test_filters_and_a_second_reading_reach_the_vendor(run: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    longer = [*CALLS[:-1], "98d", *JSON_LINES, "--filter", "status=completed", "--filter", "page_size=20", "--twice"]
    ran = await run(*longer, "--out", str(tmp_path), **sandbox.environment())

    assert ran.code == 0, ran.err
    rows = rows_in(tmp_path)
    assert rows
    assert {row["status"] for row in rows} == {"completed"}
    targets = [one.target for one in sandbox.talkover.requests]
    assert all("status=completed" in target and "per_page=20" in target for target in targets)
    assert len(targets) == 2 * len(set(targets))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("30", 30),
        ("-1", -1),
        ("007", "007"),
        ("+1202", "+1202"),
        ("x", "x"),
        ("", ""),
    ],
)
def test_a_filter_is_a_truth_value_a_number_or_a_text(text: str, value: object) -> None:
    assert pull._filters([f"name={text}"]) == {"name": value}
    assert type(pull._filters([f"name={text}"])["name"]) is type(value)


@pytest.mark.parametrize(("step", "days"), [(None, 10), (timedelta(days=3), 9), (timedelta(days=10), 10)])
def test_it_ends_with_the_last_whole_window_before_today(step: timedelta | None, days: int) -> None:
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    since = today - timedelta(days=10)

    assert pull._last_whole("talkover.calls", since, step) == since + timedelta(days=days)
    assert pull._last_whole("talkroute.contacts", None, None) == today


def test_a_call_may_wait_for_its_turn_behind_all_others_of_its_account() -> None:
    assert pull._side_by_side(1, 16, None).max_wait == 3600
    assert pull._side_by_side(1, 16, 1 / 60).max_wait == 3600 + 16 * 5 * 60


@pytest.mark.parametrize(("accounts", "of_account"), [(1, 16), (10, 16), (100, 2), (200, 1), (5000, 1)])
def test_every_account_has_its_share_of_the_parts_under_way(
    accounts: int, of_account: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull, "_parts_at_once", lambda: 200)

    assert pull._side_by_side(accounts, 16, None).of_account == of_account


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nobody", "calls"), "There is no vendor 'nobody'"),
        (("tests.pull.own_vendor", "lines"), "There is no vendor"),
        (("talkover", "nothing"), "there are calls, campaigns"),
        (("talkover", "calls"), "--since is needed"),
        (("talkover", "calls", "--since", "yesterday"), "2026-01-31"),
        (("talkover", "calls", "--since", "2026-01-01T12:00:00"), "must be a multiple"),
        (("talkover", "calls", "--since", "2026-02-01", "--until", "2026-01-01"), "until must be later"),
        (("talkover", "calls", "--since", "2999-01-01"), "No whole window"),
        (("talkover", "calls", "--since", "2026-01-01", "--step", "12h"), "step must be a multiple"),
        (("talkover", "calls", "--since", "2026-01-01", "--step", "0d"), "step must be a multiple"),
        (("talkover", "calls", "--since", "2026-01-01", "--step", "week"), "7d, 12h or 90s"),
        (("talkover", "calls", "--since", "2026-01-01", "--max-rate", "fast"), "5/s, 300/m or 1000/h"),
        (("talkover", "calls", "--since", "2026-01-01", "--max-rate", "0/s"), "--max-rate"),
        (("talkover", "calls", "--since", "2026-01-01", "--concurrency", "0"), "--concurrency"),
        (("talkover", "calls", "--since", "2026-01-01", "--format", "csv"), "--format"),
        (("talkover", "calls", "--since", "2026-01-01", "--progress", "loud"), "--progress"),
        (("talkover", "calls", "--since", "2026-01-01", "--resume"), "--resume"),
        (("talkover", "calls", "--since", "2026-01-01", "--over", "x"), "takes no over"),
        (("talkover", "calls", "--since", "2026-01-01", "--filter", "x"), "--filter takes name=value"),
        (("talkover", "calls", "--since", "2026-01-01", "--filter", "x=1"), "has no x"),
        (("talkover", "calls", "--since", "2026-01-01", "--filter", "date_from=x"), "windows are made of it"),
        (("talkover", "calls", "--since", "2026-01-01", "--filter", "status=a", "--filter", "status=b"), "once"),
        (("talkroute", "call_history", "--since", "2026-01-01", "--filter", "x=1"), "cannot be filtered so"),
        (("talkover", "calls", "--since", "2026-01-01", "--audio"), "talkover.calls has no sound to save"),
        (("talkable", "rewards"), "the persons to read talkable.rewards for"),
        (("talkover", "calls", "--since", "2026-01-01", "--account", "a/b"), "must be a name"),
        (("talkover", "calls", "--since", "2026-01-01", "--account", "a", "--account", "b"), "--accounts"),
        (("talkover", "calls", "--since", "2026-01-01", "--accounts", "/nowhere/accounts.toml"), "No such file"),
        (("talkover", "calls", "--since", "2026-01-01", "--out", "nosuch://bucket"), "cannot be reached"),
    ],
)
async def test_wrong_usage_is_one_line_and_sends_nothing(
    run: Run, sandbox: Sandbox, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    out = () if "--out" in arguments else ("--out", str(tmp_path))
    ran = await run("pull", *arguments, *out, **sandbox.environment())

    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)
    assert words in ran.err
    assert "Traceback" not in ran.err
    assert not sandbox.talkover.requests


async def test_without_a_key_it_is_said_what_to_set(run: Run, tmp_path: Path) -> None:
    ran = await run(*CALLS, "--out", str(tmp_path), TALKOVER_TOKEN="")

    assert (ran.code, "set TALKOVER_TOKEN" in ran.err, len(ran.err.splitlines())) == (2, True, 1)


async def test_a_folder_that_another_plan_filled_is_refused(run: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    await run(*CALLS, *JSON_LINES, "--out", str(tmp_path), **sandbox.environment())
    before = len(sandbox.talkover.requests)
    other = await run(*CALLS[:-1], "1d", *JSON_LINES, "--out", str(tmp_path), **sandbox.environment())

    assert (other.code, len(other.err.splitlines()), len(sandbox.talkover.requests)) == (2, 1, before)
    assert "would bring again" in other.err


async def test_datasets_are_listed_a_line_each(run: Run) -> None:
    ran = await run("datasets", COLUMNS="120")

    listed = [line.split()[:2] for line in ran.out.splitlines()]
    assert (ran.code, listed) == (0, [[vendor, name] for vendor in CLIENTS for name in datasets(vendor)])
    assert "talkover calls                  A call; needs --since" in ran.out
    assert (await run("datasets", "talkable")).out.splitlines()[0].endswith("; needs --over METRIC --since")
    assert (await run("datasets", "nobody")).code == 2


def test_the_shell_completes_datasets() -> None:
    asked = {
        "_TELEPHONY_CLIENTS_COMPLETE": "complete_bash",
        "COMP_WORDS": "telephony-clients pull talkover ca",
        "COMP_CWORD": "3",
    }
    assert program(**asked).stdout.decode().split() == ["calls", "campaigns", "campaign_webhook_logs"]
