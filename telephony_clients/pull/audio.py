"""The sound of a part's rows: files beside it, and a list of those that are there."""

import asyncio
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.dataset import Dataset
from telephony_clients.core.errors import ConfigurationError, NotFound
from telephony_clients.core.tasks import cancel_all

_SUFFIX = ".mp3"


class AudioFiles:
    """Saves the sound of rows, some at a time. What an earlier run has saved, and is still whole, is not fetched again.

    Args:
        folder: where the files go: ``<id>.mp3`` each; how sound is encoded, vendors do not say.
        listing: the file that lists them, a line of JSON each, with ``id``, ``file``, ``bytes`` and ``sha256``; or with
            ``id`` and ``error`` where the vendor has the sound no more.
        dataset: what is pulled.
        client: the account's client, or a view of it.
        at_once: how many are on their way.

    Attributes:
        saved: how many are there.

    Raises:
        ConfigurationError: the dataset has no sound.
    """

    def __init__(self, folder: Path, listing: Path, dataset: Dataset, client: VendorClient, *, at_once: int) -> None:
        if dataset.audio is None:
            raise ConfigurationError(f"{dataset.record.__name__} has no sound to save.")
        self.saved = 0
        self._folder, self._listing, self._dataset, self._client = folder, listing, dataset, client
        self._save, self._at_once = dataset.audio, at_once
        self._running: set[asyncio.Task[None]] = set()
        folder.mkdir(parents=True, exist_ok=True)
        self._there = _there(folder, listing)

    async def add(self, records: Sequence[Any]) -> None:
        """Begin to save the sound of rows; wait as long as too many are on their way."""
        for record in records:
            while len(self._running) >= self._at_once:
                await self._settle(asyncio.FIRST_COMPLETED)
            self._running.add(asyncio.create_task(self._one(record)))

    async def finish(self) -> None:
        """Wait until all are there.

        Raises:
            TelephonyError: one cannot be fetched.
        """
        while self._running:
            await self._settle(asyncio.FIRST_COMPLETED)

    async def cancel(self) -> None:
        """End what is on its way; what is there stays for the next run."""
        await cancel_all(self._running)
        self._running.clear()

    async def _settle(self, until: str) -> None:
        done, self._running = await asyncio.wait(self._running, return_when=until)
        for task in done:
            task.result()

    async def _one(self, record: Any) -> None:
        one = "/".join(str(getattr(record, name)) for name in self._dataset.key)
        if one in self._there:
            self.saved += 1
            return
        path = self._folder / f"{quote(one, safe='')}{_SUFFIX}"
        saving = self._save(self._client, record, path)
        if saving is None:
            return
        try:
            file = await saving
        except NotFound as error:
            self._note({"id": one, "error": type(error).__name__})
            return
        self.saved += 1
        self._note({"id": one, "file": path.name, "bytes": file.size, "sha256": file.sha256})

    def _note(self, line: dict[str, Any]) -> None:
        with self._listing.open("a", encoding="utf-8") as listing:
            listing.write(json.dumps(line, separators=(",", ":")) + "\n")


def _there(folder: Path, listing: Path) -> set[str]:
    """Return the ids of the files that are listed and are what the list says."""
    if not listing.exists():
        return set()
    found: set[str] = set()
    for line in listing.read_text(encoding="utf-8").splitlines():
        try:
            said = json.loads(line)
        except ValueError:  # the last line of a process that was killed
            continue
        path = folder / said.get("file", "")
        if "sha256" in said and path.is_file() and path.stat().st_size == said["bytes"]:
            with path.open("rb") as opened:
                if hashlib.file_digest(opened, "sha256").hexdigest() == said["sha256"]:
                    found.add(said["id"])
    return found
