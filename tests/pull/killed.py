"""A process that pulls, to be killed: ``python -m tests.pull.killed <base_url> <folder> <format>``."""

import asyncio
import sys
from datetime import timedelta

from telephony_clients.pull import NdjsonFiles, ParquetFiles, PullState, plan, run_all
from tests.conftest import CANARY
from tests.pull.pulling import FIRST, LAST, OPTIONS

PARTS = plan("talkover.calls", ["main"], FIRST, LAST, timedelta(days=7))


async def main(base_url: str, folder: str, form: str) -> None:
    sink = ParquetFiles(folder) if form == "parquet" else NdjsonFiles(folder)
    accounts = {"main": {"api_key": f"{CANARY}-talkover", "base_url": base_url}}
    async for _ in run_all(PARTS, sink, accounts, state=PullState(f"{folder}/state.json"), options=OPTIONS):
        pass


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
