"""What memory takes: calls that wait, records that are let go, and records that are kept."""

from benchmarks.comparison import Bar, Case, Figure
from benchmarks.contenders import BARE, ORJSON, OURS
from benchmarks.server import Behaviour

_SIZE = 100
_SPENT = (Figure("cpu", "CPU us", 1e6), Figure("wall", "wall us", 1e6))


def many(origin: str, *, smoke: bool) -> list[Case]:
    """Compare starting 10,000 calls at once on default clients, with 1,024 files and answers after 200 ms."""
    count = 300 if smoke else 10_000
    settings = {"base_url": Behaviour(delay=200).below(origin), "read": 2.0}
    return [
        Case(
            title=f"{count:,} calls started at once",
            variants=[
                one.variant("small", "memory:many", settings=settings, arguments={"count": count}, open_files=1024)
                for one in (BARE, OURS)
            ],
            figures=(Figure("bytes", "KB a call", 2**-10), Figure("errors", "errors"), Figure("rate", "calls/s")),
            bars=[Bar(of=OURS.name, key="errors", most=0), Bar(of=OURS.name, most=10.0)],
            rounds=1,
            fresh=True,
        )
    ]


def stream(origin: str, *, smoke: bool) -> list[Case]:
    """Measure how the memory grows while a million records are read and let go."""
    last, warming = (20, 500) if smoke else (10_000, 10_000)
    arguments = {"warming": warming, "count": last * _SIZE}
    settings = {"base_url": Behaviour(last=last, size=_SIZE).below(origin)}
    return [
        Case(
            title=f"{last * _SIZE:,} records streamed, prefetch(8)",
            variants=[OURS.variant("records", "memory:stream", settings=settings, arguments=arguments)],
            figures=(Figure("bytes", "growth MiB", 2**-20), *_SPENT),
            bars=[Bar(of=OURS.name, most=8.0)],
            rounds=1,
            fresh=True,
        )
    ]


def kept(origin: str, *, smoke: bool) -> list[Case]:
    """Compare the memory of records that are kept."""
    last = 30 if smoke else 2000
    settings = {"base_url": Behaviour(last=last, size=_SIZE).below(origin)}
    return [
        Case(
            title=f"{last * _SIZE:,} records kept",
            variants=[
                one.variant("pages", "memory:kept", settings=settings, arguments={"count": last * _SIZE})
                for one in (ORJSON, OURS)
            ],
            figures=(Figure("bytes", "bytes a record"), *_SPENT),
            bars=[Bar(of=OURS.name, over=ORJSON.name, most=0.65)],
            rounds=1 if smoke else 3,
            fresh=True,
        )
    ]
