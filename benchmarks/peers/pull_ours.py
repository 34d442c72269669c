"""This package's pull into Parquet, a part for each day."""

import asyncio
from datetime import date
from pathlib import Path

from telephony_clients import pull as pulls

FIRST, LAST = date(2025, 12, 25), date(2026, 4, 2)
"""Around all that the sandbox holds."""


def pull(api_key: str, base_url: str, folder: Path) -> int:
    """Pull all calls of an account into a folder; return how many there were."""
    return asyncio.run(_pull(api_key, base_url, folder))


async def _pull(api_key: str, base_url: str, folder: Path) -> int:
    parts = pulls.plan("talkover.calls", ["main"], FIRST, LAST)
    account = {"main": {"api_key": api_key, "base_url": base_url}}
    return sum([part.rows async for part in pulls.run_all(parts, pulls.ParquetFiles(folder), account)])
