"""The sandbox: the three stand-ins together, on one seed and one clock."""

import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Literal, Self, TypeVar

from telephony_clients.sandbox.records import Store, digest
from telephony_clients.sandbox.talkable import Talkable
from telephony_clients.sandbox.talkable.site import Site
from telephony_clients.sandbox.talkover import Talkover
from telephony_clients.sandbox.talkroute import Talkroute

_SITE_SLUG = "my-store"
_VENDORS = ("talkroute", "talkable", "talkover")
V = TypeVar("V")


class Sandbox:
    """Local stand-ins of the Talkroute, Talkable and Talkover APIs, each on a loopback port of its own.

    The records are made up from the seed, each when it is asked for: a million calls cost neither time at the start
    nor memory. What clients write is kept in memory and lives as long as the object.

        async with Sandbox(seed=7) as sandbox:
            print(sandbox.talkover.base_url, sandbox.talkover.api_key)

    Args:
        seed: decides every value; the same seed and sizes give the same answers byte for byte.
        calls: calls at Talkover.
        call_records: calls in Talkroute's history.
        assets: files at Talkable.
        agents: agents at Talkover, at least 1.
        phone_numbers: numbers at Talkover, at least 1.
        contacts: contacts at Talkroute.
        voice_messages: voice messages at Talkroute.
        campaigns: campaigns at Talkable.
        people: people at Talkable, `customer1@example.com` and on; the first twenty have a history.
        api_keys: keys to accept in place of the made-up ones, by vendor (`talkroute`, `talkable`, `talkover`).
        ports: ports to listen on in place of free ones, by vendor.
        dialect: how Talkroute spells: `"spec"` as its reference is said to, `"live"` as clients met it.
        clock: seconds, for the log, the throttle, and how far calls placed at Talkover have got.

    Raises:
        ValueError: a size below its least, or an unknown vendor.
    """

    def __init__(
        self,
        *,
        seed: int = 7,
        calls: int = 20_000,
        call_records: int = 20_000,
        assets: int = 400,
        agents: int = 25,
        phone_numbers: int = 12,
        contacts: int = 250,
        voice_messages: int = 300,
        campaigns: int = 6,
        people: int = 100,
        api_keys: Mapping[str, str] | None = None,
        ports: Mapping[str, int] | None = None,
        dialect: Literal["spec", "live"] = "spec",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if min(agents, phone_numbers) < 1:
            raise ValueError("`agents` and `phone_numbers` are at least 1")
        if min(calls, call_records, assets, contacts, voice_messages, campaigns, people) < 0:
            raise ValueError("a size is 0 or more")
        keys, places = _made_up_keys(seed) | _known(api_keys), dict.fromkeys(_VENDORS, 0) | _known(ports)
        account = Store(seed, "talkroute", calls=call_records, contacts=contacts, messages=voice_messages)
        site = Site(seed, _SITE_SLUG, assets=assets, campaigns=campaigns, people=people)
        environment = Store(seed, "talkover", clock, agents=agents, phone_numbers=phone_numbers, calls=calls)
        self.talkroute = Talkroute(account, keys["talkroute"], clock, places["talkroute"], dialect)
        self.talkable = Talkable(site, keys["talkable"], clock, places["talkable"])
        self.talkover = Talkover(environment, keys["talkover"], clock, places["talkover"])

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def start(self) -> None:
        """Begin to listen on all three ports.

        Raises:
            RuntimeError: the sandbox is running already.
            OSError: a port is taken; none is listened on then.
        """
        try:
            for vendor in (self.talkroute, self.talkable, self.talkover):
                await vendor.start()
        except OSError:
            await self.close()
            raise

    async def close(self) -> None:
        """Stop listening and drop every connection; closing twice does no harm."""
        for vendor in (self.talkroute, self.talkable, self.talkover):
            await vendor.close()

    def environment(self) -> dict[str, str]:
        """Give the environment variables that point a client here.

        Returns:
            Keys, addresses and Talkable's site, by variable name.

        Raises:
            RuntimeError: the sandbox is not running.
        """
        return {
            "TALKROUTE_API_KEY": self.talkroute.api_key,
            "TALKROUTE_BASE_URL": self.talkroute.base_url,
            "TALKABLE_API_KEY": self.talkable.api_key,
            "TALKABLE_SITE_SLUG": self.talkable.site_slug,
            "TALKABLE_BASE_URL": self.talkable.base_url,
            "TALKOVER_TOKEN": self.talkover.api_key,
            "TALKOVER_BASE_URL": self.talkover.base_url,
        }


def _made_up_keys(seed: int) -> dict[str, str]:
    """Make keys in each vendor's form; the canary in them tells a leaked one at sight."""
    noise = {vendor: digest(seed, vendor, "key") for vendor in _VENDORS}
    return {
        "talkroute": f"tr_live_{('canary' + noise['talkroute'])[:64]}",
        "talkable": f"canary{noise['talkable'][:32]}",
        "talkover": f"talq_canary{noise['talkover'][:40]}",
    }


def _known(given: Mapping[str, V] | None) -> dict[str, V]:
    unknown = set(given or ()) - set(_VENDORS)
    if unknown:
        raise ValueError(f"unknown vendor: {', '.join(sorted(unknown))}")
    return dict(given or {})
