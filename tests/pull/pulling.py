"""What the tests of pulls share: specs, sinks, what the sandbox holds, and what lies in the files."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from telephony_clients.pull import Accounts, NdjsonFiles, PullOptions, PullSpec, plan, run_all
from telephony_clients.sandbox import Sandbox
from tests.scripted_server import ScriptedServer

LATER = datetime(2026, 6, 1, tzinfo=UTC)
"""A time of day at which all windows of the sandbox's data are closed."""
OPTIONS = PullOptions(now=lambda: LATER)
FIRST, LAST = date(2025, 12, 25), date(2026, 4, 2)
"""Around all that the sandbox holds."""


def credentials(sandbox: Sandbox) -> dict[str, dict[str, Any]]:
    """One account for each vendor, named for it."""
    return {
        "talkroute": {"api_key": sandbox.talkroute.api_key, "base_url": sandbox.talkroute.base_url},
        "talkable": {
            "api_key": sandbox.talkable.api_key,
            "site_slug": sandbox.talkable.site_slug,
            "base_url": sandbox.talkable.base_url,
        },
        "talkover": {"api_key": sandbox.talkover.api_key, "base_url": sandbox.talkover.base_url},
    }


def of_the_desk(server: ScriptedServer) -> Accounts:
    return Accounts(lambda _: {"base_url": server.url})


def lines(until: date = LAST) -> PullSpec:
    """The desk's lines, as a part."""
    (part,) = plan("tests.pull.own_vendor.lines", ["desk"], until=until)
    return part


def rows_in(folder: Path) -> list[dict[str, Any]]:
    """The rows of all JSON lines in a folder."""
    return [json.loads(line) for path in sorted(folder.rglob("*.ndjson")) for line in path.read_text().splitlines()]


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


async def pulled(parts: Iterable[PullSpec], folder: Path, accounts: Any, options: PullOptions = OPTIONS) -> list[Any]:
    return [report async for report in run_all(parts, NdjsonFiles(folder), accounts, options=options)]
