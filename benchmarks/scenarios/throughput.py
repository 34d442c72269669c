"""Pages, small answers and bodies: what they cost in CPU time, beside others; and 1,000 calls in flight."""

from benchmarks.comparison import Bar, Case, Figure
from benchmarks.contenders import BARE, FAST, GENERAL, HTTPX, ORJSON, OURS, PLAIN, SDKS, Contender
from benchmarks.server import Behaviour

_COST = (Figure("cpu", "CPU us", 1e6), Figure("wall", "wall us", 1e6))
_RECORDS = 50
_LEAST_OVER_HTTPX = {16: 3.3, 64: 4.0}

DICTS = ORJSON._replace(name="orjson, dicts")
CATTRS = Contender("cattrs preconf.orjson, stock", "stock_cattrs", needs=("orjson",))
PYDANTIC = Contender("pydantic", "rows", needs=("pydantic",))


def page(origin: str, *, smoke: bool) -> list[Case]:
    """Compare reading pages of 50 calls, 16 and 64 at once."""
    settings = {"base_url": Behaviour(size=_RECORDS).below(origin)}
    return [
        Case(
            title=f"page of {_RECORDS} calls, {at_once} at once",
            variants=[
                one.variant(
                    "page",
                    "speed:calls",
                    settings=settings,
                    arguments={"at_once": at_once, "count": 64 if smoke else 400, "records": _RECORDS},
                )
                for one in GENERAL
            ],
            figures=_COST,
            bars=[
                Bar(of=FAST.name, over=ORJSON.name, most=1.3),
                Bar(of=PLAIN.name, over=ORJSON.name, most=2.8),
                Bar(of=HTTPX.name, over=FAST.name, least=_LEAST_OVER_HTTPX[at_once]),
            ],
            rounds=1 if smoke else 12,
            processes=1 if smoke else 3,
            plotted=True,
        )
        for at_once in _at_once(smoke=smoke)
    ]


def small(origin: str, *, smoke: bool) -> list[Case]:
    """Compare calls that are answered with about 300 bytes, 16 and 64 at once; each SDK makes one of its own."""
    settings = {"base_url": Behaviour().below(origin)}
    return [
        Case(
            title=f"small answer, {at_once} at once",
            variants=[
                one.variant(
                    "small",
                    "speed:calls",
                    settings=settings,
                    arguments={"at_once": at_once, "count": 64 if smoke else 500, "records": 1},
                )
                for one in (*GENERAL, *SDKS)
            ],
            figures=_COST,
            bars=[
                Bar(of=FAST.name, over=ORJSON.name, most=1.2),
                *(Bar(of=FAST.name, over=one.name, most=1.0) for one in (*SDKS, HTTPX)),
            ],
            rounds=1 if smoke else 24,
            processes=1 if smoke else 3,
            plotted=True,
        )
        for at_once in _at_once(smoke=smoke)
    ]


def decode(origin: str, *, smoke: bool) -> list[Case]:  # noqa: ARG001 - nothing is sent
    """Compare decoding the body of a page of 50 calls."""
    return [
        Case(
            title=f"decoding a page of {_RECORDS} calls",
            variants=[
                one.variant(
                    "decoder",
                    "speed:decoding",
                    settings={},
                    arguments={"count": 5 if smoke else 300, "records": _RECORDS},
                )
                for one in (DICTS, FAST, PLAIN, CATTRS, PYDANTIC)
            ],
            figures=_COST,
            bars=[Bar(of=CATTRS.name, over=FAST.name, least=3.5)],
            rounds=1 if smoke else 12,
            processes=1 if smoke else 3,
            plotted=True,
        )
    ]


def in_flight(origin: str, *, smoke: bool) -> list[Case]:
    """Compare the throughput with 1,000 calls in flight that are each answered after 200 ms."""
    at_once = 50 if smoke else 1000
    settings = {"base_url": Behaviour(delay=200).below(origin), "connections": at_once}
    return [
        Case(
            title=f"{at_once:,} in flight, 200 ms each",
            variants=[
                one.variant(
                    "small",
                    "speed:calls",
                    settings=settings,
                    arguments={"at_once": at_once, "count": 6 * at_once, "records": 1},
                )
                for one in (BARE, OURS)
            ],
            figures=(Figure("rate", "calls/s"), Figure("cpu", "CPU us", 1e6)),
            bars=[Bar(of=OURS.name, over=BARE.name, least=0.9)],
            rounds=1 if smoke else 4,
        )
    ]


def _at_once(*, smoke: bool) -> tuple[int, ...]:
    return (16,) if smoke else (16, 64)
