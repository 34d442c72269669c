"""Many downloads at once through resets, cut bodies and addresses that expire: every file whole, little memory."""

import asyncio
import hashlib
import random
import resource
from pathlib import Path
from typing import Any

import attrs

from telephony_clients import Options, RetryPolicy
from tests.core.desk import Desk
from tests.core.storage import Storage, content, cut, held, reset
from tests.scripted_server import ScriptedServer, Seen

COUNT, SIZE, AT_ONCE = 60, 200_000, 16


def any_faults(count: int) -> list[Any]:
    chance = random.Random(7)
    return [chance.choice([None, None, None, reset, cut(0), cut(chance.randrange(SIZE))]) for _ in range(count)]


async def test_every_file_is_whole(server: ScriptedServer, options: Options, tmp_path: Path) -> None:
    files = {f"/audio/{number}": content(SIZE, seed=number) for number in range(COUNT)}
    storage = Storage(server, files)
    storage.faults += any_faults(400)
    given, used = 0, dict.fromkeys(files, 0)

    def refuse(seen: Seen) -> tuple[int, dict[str, str]] | None:
        """Every third address has expired before it is used."""
        path, _, signature = seen.target.partition("?sig=")
        used[path] += 1
        return (403, {}) if int(signature) % 3 == 0 else None

    storage.refuses = refuse

    async def fresh(path: str) -> str:
        nonlocal given
        given += 1
        await asyncio.sleep(0)
        return f"{server.url}{path}?sig={given}"

    retry = RetryPolicy(attempts=40, cap=1.0, budget_floor=1000)
    turns = asyncio.Semaphore(AT_ONCE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with Desk("http://127.0.0.1:1", attrs.evolve(options, retry=retry)) as desk:

        async def fetch(path: str) -> str:
            async with turns:
                return (await desk.download(lambda: fresh(path), tmp_path / path.rpartition("/")[2])).sha256

        sums = await asyncio.gather(*map(fetch, files))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert sums == [hashlib.sha256(body).hexdigest() for body in files.values()]
    assert held(tmp_path) == sorted(map(str, range(COUNT)))
    for path, body in files.items():
        assert (tmp_path / path.rpartition("/")[2]).read_bytes() == body
    assert given > COUNT * 1.5
    assert all("x-api-key" not in seen.headers for seen in server.requests)
    assert any(storage.asked)
    assert grown * 1024 <= 64 * 2**20
