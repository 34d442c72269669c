"""Who is compared: for each the peer module, its settings, and what must be there or must be missing."""

from functools import partial
from importlib.util import find_spec
from typing import Any, NamedTuple

from benchmarks.comparison import Variant
from benchmarks.runners import Worker


class Contender(NamedTuple):
    """One contender.

    Attributes:
        name: what the tables call it.
        module: its module in `benchmarks.peers`.
        needs: modules that must be installed.
        without: modules that its process finds missing.
        settings: arguments for each of its factories.
    """

    name: str
    module: str
    needs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    settings: tuple[tuple[str, Any], ...] = ()

    def variant(
        self,
        factory: str,
        measure: str,
        *,
        settings: dict[str, Any],
        arguments: dict[str, Any],
        name: str | None = None,
        open_files: int | None = None,
    ) -> Variant:
        """Return it as a variant.

        Args:
            factory: the function of its module that gives what is measured.
            measure: a function in `benchmarks.measures`, as ``module:name``.
            settings: arguments of the factory, besides the contender's own.
            arguments: arguments of the measure.
            name: what the table calls it, if not by the contender's name.
            open_files: the most files and sockets that its process may have open.
        """
        start = partial(
            Worker,
            peer=f"{self.module}:{factory}",
            measure=measure,
            settings={**settings, **dict(self.settings)},
            arguments=arguments,
            without=self.without,
            open_files=open_files,
        )
        return Variant(name=name or self.name, start=start, needs=self.needs, ours=self.module == "ours")


ORJSON = Contender("aiohttp + orjson, dicts", "by_hand", needs=("orjson",), settings=(("loads", "orjson"),))
JSON = Contender("aiohttp + json, dicts", "by_hand", settings=(("loads", "json"),))
FAST = Contender("this, with fast", "ours", needs=("msgspec",))
PLAIN = Contender("this, without fast", "ours", without=("msgspec",))
OURS = FAST if find_spec("msgspec") else PLAIN
HTTPX = Contender("httpx2 + pydantic", "httpx_pydantic", needs=("httpx2", "pydantic"))

BARE = ORJSON if find_spec("orjson") else JSON
GENERAL = (ORJSON, JSON, FAST, PLAIN, HTTPX)
SDKS = tuple(
    Contender(name, module, needs=(package,))
    for name, module, package in (
        ("twilio, async", "twilio", "twilio"),
        ("slack_sdk, shared session", "slack", "slack_sdk"),
        ("gidgethub", "gidgethub", "gidgethub"),
        ("stripe, aiohttp", "stripe", "stripe"),
        ("openai", "openai", "openai"),
    )
)
