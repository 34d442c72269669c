"""The package itself in the simulator: its real engine and gate, with the site in the transport's place."""

import asyncio
import itertools
import json
import random
import time
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar

import attrs
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from benchmarks.throttling.quotas import Verdict
from benchmarks.throttling.site import Site
from telephony_clients import Options
from telephony_clients.core.calls.engine import Engine
from telephony_clients.core.calls.retry import RetryBudget
from telephony_clients.core.errors import TelephonyError
from telephony_clients.core.models.codec import Codec
from telephony_clients.core.models.drift import Drift
from telephony_clients.core.proxy import Proxy
from telephony_clients.core.secret import Secret
from telephony_clients.core.throttle.cooldown import ThrottlePolicy
from telephony_clients.core.values import Lane
from telephony_clients.core.vendor.adapter import Adapter, Answer, Failure
from telephony_clients.core.vendor.paging import NumberedPages
from telephony_clients.core.wire.headers import rate_limit
from telephony_clients.core.wire.request import Operation, Request
from telephony_clients.core.wire.response import OnUnfinished, RawResponse
from telephony_clients.core.wire.stream import Receiver
from telephony_clients.core.wire.transport import SendLimits, Transport
from telephony_clients.core.wire.upload import Upload
from telephony_clients.core.wire.watchdog import CancelScope
from telephony_clients.talkable.adapter import TalkableAdapter
from telephony_clients.talkover.adapter import TalkoverAdapter
from telephony_clients.talkroute.adapter import TalkrouteAdapter

VENDORS: dict[str, ThrottlePolicy] = {
    adapter.vendor: adapter.throttle_policy for adapter in (TalkableAdapter, TalkoverAdapter, TalkrouteAdapter)
}
"""How each vendor's client throttles itself, as it is shipped."""

_accounts = itertools.count()
_LONG = 100_000.0
_RECORD: Operation[Any] = Operation("GET", "/records/{number}", allow_empty=True)


@attrs.frozen
class _Throttled(Adapter):
    """A vendor of which nothing is known but that it throttles, and may say in the body for how long."""

    vendor: ClassVar[str] = "throttled"
    title: ClassVar[str] = "Throttled"
    base_url: ClassVar[str] = "https://throttled.example"
    variables: ClassVar[Mapping[str, str]] = {"api_key": "THROTTLED_KEY", "base_url": "THROTTLED_BASE_URL"}
    codec: ClassVar[Codec] = Codec()
    paging: ClassVar[NumberedPages] = NumberedPages(default=50)
    check: ClassVar[tuple[str, str]] = ("GET", "/")

    def read(self, request: Request[Any], status: int, payload: Any) -> Answer | Failure:
        """Return what an answer means."""
        if status < 300:  # noqa: PLR2004
            return Answer(data=payload)
        return Failure(message="refused", retry_after=payload.get("retry_after"))


@cache
def _adapter(policy: ThrottlePolicy) -> _Throttled:
    class Adapted(_Throttled):
        throttle_policy: ClassVar[ThrottlePolicy] = policy

    return Adapted()


class _Wire(Transport):
    """Stands in for the transport: the site answers."""

    def __init__(self, site: Site) -> None:
        super().__init__(None, connections=1)
        self._site = site

    async def send(
        self,
        method: str,
        url: URL,
        *,
        headers: Mapping[str, str],
        body: bytes | Upload | None,
        limits: SendLimits,
        scope: CancelScope,
        proxy: Proxy | None = None,
        receiver: Receiver | None = None,
        on_unfinished: OnUnfinished | None = None,
    ) -> RawResponse | TelephonyError:
        """Let the site answer one request."""
        verdict: Verdict = await self._site.ask(int(url.name))
        said = CIMultiDictProxy(CIMultiDict({**verdict.headers, "Content-Type": "application/json"}))
        in_body = verdict.wait is not None and "Retry-After" not in said
        body = json.dumps({"retry_after": verdict.wait}).encode() if in_body else b"{}"
        return RawResponse(verdict.status, said, body, rate_limit(said, time.time))


class Shipped:
    """One process that uses this package.

    Args:
        site: the vendor.
        chance: for jitter.
        policy: how the vendor's client throttles itself.
        concurrency: as in `Options`.
    """

    def __init__(self, site: Site, chance: random.Random, *, policy: ThrottlePolicy, concurrency: int = 100) -> None:
        loop = asyncio.get_running_loop()
        options = Options(
            deadline=_LONG,
            max_wait=_LONG,
            concurrency=concurrency,
            clock=loop.time,
            sleep=asyncio.sleep,
            random=chance.random,
        )
        self.engine = Engine(
            adapter=_adapter(policy),
            secret=Secret(f"account-{next(_accounts)}"),
            transport=_Wire(site),
            base_url=_Throttled.base_url,
            options=options,
            drift=Drift("throttled"),
            budget=RetryBudget(options.retry, options.clock),
        )

    async def fetch(self, number: int, lane: Lane = Lane.BULK) -> bool:
        """Return whether a record was got."""
        try:
            await self.engine.send(Request(operation=_RECORD, path=f"/records/{number}", lane=lane))
        except TelephonyError:
            return False
        return True
