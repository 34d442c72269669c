"""A folder that another plan filled is refused where a row would be in it twice."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from telephony_clients import ConfigurationError
from telephony_clients.pull import NdjsonFiles, ParquetFiles, PullSpec, plan
from telephony_clients.pull.in_process import run
from telephony_clients.pull.overlaps import check_overlaps
from telephony_clients.sandbox import Sandbox
from tests.pull.pulling import FIRST, LAST, OPTIONS, credentials, files_in, pulled, rows_in
from tests.wings import sandbox

__all__ = ["sandbox"]

WEEK, MIDDLE = timedelta(days=7), date(2026, 2, 5)


def planned(account: str = "talkover", **changes: Any) -> list[PullSpec]:
    wanted: dict[str, Any] = {"since": FIRST, "until": MIDDLE, "step": WEEK, **changes}
    return plan("talkover.calls", [account], **wanted)


@pytest.mark.parametrize(
    "changes",
    [
        {"until": LAST},
        {"until": FIRST + WEEK},
        {"since": FIRST + WEEK},
        {"since": MIDDLE, "until": LAST, "step": timedelta(days=1)},
        {"account": "other"},
    ],
    ids=["the same and later ones", "some of them", "without the first", "what comes after", "another account"],
)
async def test_plans_that_go_together(changes: dict[str, Any], sandbox: Sandbox, tmp_path: Path) -> None:
    await pulled(planned(), tmp_path, credentials(sandbox))

    check_overlaps(NdjsonFiles(tmp_path), planned(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"step": timedelta(days=1)},
        {"step": timedelta(days=14)},
        {"since": FIRST + timedelta(days=1)},
        {"filters": {"status": "completed"}},
    ],
    ids=["shorter windows", "longer windows", "moved windows", "a filter"],
)
async def test_a_plan_that_would_bring_rows_again_is_refused(
    changes: dict[str, Any], sandbox: Sandbox, tmp_path: Path
) -> None:
    await pulled(planned(), tmp_path, credentials(sandbox))

    with pytest.raises(ConfigurationError, match=r"part-.*ndjson, of 20.* would bring again: use the same step"):
        check_overlaps(NdjsonFiles(tmp_path), planned(**changes))


async def test_the_halves_of_a_part_belong_to_it(sandbox: Sandbox, tmp_path: Path) -> None:
    options = attrs.evolve(OPTIONS, most_rows=20)
    parts = planned(step=timedelta(days=42))
    await pulled(parts, tmp_path, credentials(sandbox), options)

    check_overlaps(NdjsonFiles(tmp_path), parts)
    with pytest.raises(ConfigurationError, match="would bring again"):
        check_overlaps(NdjsonFiles(tmp_path), planned(step=timedelta(days=2)))


async def test_a_half_that_was_left_by_a_pull_that_ended_early_belongs_to_its_part(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    options = attrs.evolve(OPTIONS, most_rows=20)
    (part,) = planned(step=timedelta(days=42))
    sandbox.talkover.faults.status(400, times=None, every=5)
    with pytest.raises(Exception, match="400"):
        await run(part, NdjsonFiles(tmp_path), credentials(sandbox), options=options)
    assert [name for name in files_in(tmp_path) if name.endswith(".ndjson")]

    check_overlaps(NdjsonFiles(tmp_path), [part])
    sandbox.talkover.faults.clear()
    (report,) = await pulled([part], tmp_path, credentials(sandbox), options)
    (again,) = await pulled([part], tmp_path, credentials(sandbox), options)
    rows = rows_in(tmp_path)
    assert report.rows == again.rows == len(rows) == len({row["id"] for row in rows})


async def test_persons_may_be_added_but_not_read_again(sandbox: Sandbox, tmp_path: Path) -> None:
    def of(*persons: str) -> list[PullSpec]:
        return plan("talkable.referrals", ["talkable"], FIRST, LAST, over=persons)

    await pulled(of("customer1@example.com"), tmp_path, credentials(sandbox))

    check_overlaps(NdjsonFiles(tmp_path), of("customer2@example.com"))
    with pytest.raises(ConfigurationError, match="would bring again"):
        check_overlaps(NdjsonFiles(tmp_path), of("customer2@example.com", "customer1@example.com"))


async def test_the_whole_list_of_another_day_is_another_snapshot(sandbox: Sandbox, tmp_path: Path) -> None:
    await pulled(plan("talkroute.contacts", ["talkroute"], until=MIDDLE), tmp_path, credentials(sandbox))

    check_overlaps(NdjsonFiles(tmp_path), plan("talkroute.contacts", ["talkroute"], until=LAST))


async def test_a_folder_keeps_to_one_format(sandbox: Sandbox, tmp_path: Path) -> None:
    await pulled(planned(), tmp_path, credentials(sandbox))

    with pytest.raises(ConfigurationError, match="The folder has ndjson already, such as talkover"):
        check_overlaps(ParquetFiles(tmp_path), planned())
