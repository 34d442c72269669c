"""What is done in a long run: mixed calls to all three vendors, each checked as far as that is possible at once."""

import hashlib
import os
import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from itertools import count
from operator import attrgetter
from pathlib import Path

from benchmarks.soaking.ledger import Ledger
from telephony_clients import NotFound, Options, RetryPolicy, Talkable, Talkover, Talkroute, Verifier, WebhookRejected
from telephony_clients.core.errors import Outcome, TelephonyError
from telephony_clients.core.webhooks.replay import MemoryReplayStore
from telephony_clients.talkover import WebhookSignature
from telephony_clients.talkroute import Contact

PREFIX = "soak-"
_OPTIONS = Options(retry=RetryPolicy(base=0.02, cap=0.5), concurrency=16)
_SECRET = "a-secret-of-the-soak"  # noqa: S105 - of nothing
_KEPT_SHARE = 0.05
_ID = attrgetter("id")


class Work:
    """The clients, and what is done with them.

    Args:
        ledger: notes what comes of it.
        folder: where files go.
        seed: decides what is done in which order.

    Attributes:
        kinds: what there is to do, each with its weight.
    """

    def __init__(self, ledger: Ledger, folder: Path, seed: int) -> None:
        self._ledger, self._folder, self._dice = ledger, folder, random.Random(seed)  # noqa: S311 - not for secrets
        self.talkover = Talkover(options=_OPTIONS)
        self.talkroute = Talkroute(options=_OPTIONS)
        self.talkable = Talkable(options=_OPTIONS)
        self._numbers = count(1)
        scheme = WebhookSignature(header="X-Signature")
        self._verifier = Verifier(scheme, secrets=[_SECRET], replay_store=MemoryReplayStore(max_entries=1000))
        self.kinds: dict[str, tuple[int, Callable[[], Awaitable[None]]]] = {
            "calls": (4, self._calls),
            "history": (4, self._history),
            "single": (12, self._single),
            "contact": (10, self._contact),
            "upload": (1, self._upload),
            "download": (3, self._download),
            "webhook": (4, self._webhook),
        }

    async def one(self) -> None:
        """Do one thing, chosen at random."""
        weights = [weight for weight, _ in self.kinds.values()]
        (name,) = self._dice.choices(list(self.kinds), weights)
        try:
            await self.kinds[name][1]()
        except TelephonyError as error:
            self._ledger.failed[type(error).__name__] += 1
        else:
            self._ledger.done[name] += 1

    async def compare(self) -> None:
        """Compare with the truth, once nothing goes wrong any more."""
        ledger = self._ledger
        ledger.compare("calls", await self.talkover.calls.list().to_list(), _ID)
        ledger.compare("history", await self.talkroute.call_history.list().to_list(), _ID)
        contacts = [one.first_name or "" async for one in self.talkroute.contacts.list()]
        assets = [one.name or "" async for one in self.talkable.assets.list()]
        ledger.compare_written(name for name in (*contacts, *assets) if name.startswith(PREFIX))

    async def close(self) -> None:
        """Close all clients."""
        async with AsyncExitStack() as stack:
            for client in (self.talkover, self.talkroute, self.talkable):
                stack.push_async_callback(client.close)

    async def _calls(self) -> None:
        pager = self.talkover.calls.list(page_size=50).prefetch(self._dice.randrange(4))
        records = await pager.to_list(limit=self._dice.randrange(20, 400))
        self._ledger.saw_list("calls", records, _ID)

    async def _history(self) -> None:
        pager = self.talkroute.call_history.list(page_size=40).prefetch(self._dice.randrange(4))
        records = await pager.to_list(limit=self._dice.randrange(20, 300))
        self._ledger.saw_list("history", records, _ID)

    async def _single(self) -> None:
        (call,) = await self.talkover.calls.list(page_size=1).to_list(limit=1)
        self._ledger.saw_list("calls", [call], _ID)
        number = self._dice.randrange(1, 20)
        person = await self.talkable.people.get(f"customer{number}@example.com")
        if person.email != f"customer{number}@example.com":
            self._ledger.wrong["people: another one came"] += 1

    async def _contact(self) -> None:
        """Write, read back, change and mostly delete; what is unknown after a fault is noted as such."""
        ledger, contacts = self._ledger, self.talkroute.contacts
        name = f"{PREFIX}{next(self._numbers)}"
        ledger.unknown.add(name)
        try:
            made: Contact = await contacts.create(first_name=name, phone_number="+12025550123")
        except TelephonyError as error:
            if error.outcome in {Outcome.NOT_SENT, Outcome.REFUSED}:
                ledger.unknown.discard(name)
            raise
        if made.id is None:
            ledger.wrong["contacts: one without an id"] += 1
            return
        try:
            if (await contacts.get(made.id)).first_name != name:
                ledger.wrong["contacts: another one came"] += 1
        except NotFound:
            ledger.wrong["contacts: written and lost"] += 1
        await contacts.update(made.id, notes="changed")
        if ledger.may_keep() and self._dice.random() < _KEPT_SHARE:
            ledger.kept.add(name)
        else:
            await contacts.delete(made.id)
        ledger.unknown.discard(name)

    async def _upload(self) -> None:
        ledger = self._ledger
        if not ledger.may_keep():
            return
        name = f"{PREFIX}{next(self._numbers)}.txt"
        ledger.unknown.add(name)
        await self.talkable.assets.upload(os.urandom(2**16), name=name)
        ledger.kept.add(name)
        ledger.unknown.discard(name)

    async def _download(self) -> None:
        page = await self.talkroute.call_history.list(page_size=40)
        call = self._dice.choice([one for one in page if one.recording is not None])
        place = self._folder / f"{next(self._numbers)}.mp3"
        try:
            file = await self.talkroute.call_history.download_recording(call, place)
            digest = hashlib.sha256(place.read_bytes()).hexdigest()
            if digest != file.sha256:
                self._ledger.wrong["downloads: the file is not what was received"] += 1
            self._ledger.saw("recordings", call.id, bytes.fromhex(digest)[:12])
        finally:
            place.unlink(missing_ok=True)

    async def _webhook(self) -> None:
        """Verify a delivery, which is accepted once, and a changed one, which is not."""
        body = b'{"event":"event_phone_call_ended","call":{"id":"%d"}}' % next(self._numbers)
        signed = self._verifier.sign(body)
        self._verifier.verify(signed.body, signed.headers)
        for again in (signed.body, body.replace(b"ended", b"ENDED")):
            try:
                self._verifier.verify(again, signed.headers)
            except WebhookRejected:
                continue
            self._ledger.wrong["webhooks: one was accepted that is forged or came before"] += 1
