"""Long lists: what looking ahead gains, and how late the event loop is for others meanwhile."""

from typing import Any

from benchmarks.comparison import Bar, Case, Figure
from benchmarks.contenders import BARE, OURS
from benchmarks.server import Behaviour

_SIZE = 100
_SMALL_SIZE = 10
_TRIPS = 64
_SERIAL_PAGES = 33
_MS = tuple(Figure(key, f"{key} ms", 1e3) for key in ("p99", "p50", "max"))


def ahead(origin: str, *, smoke: bool) -> list[Case]:
    """Compare looking ahead with reading page after page, on a server that takes 50 ms for each.

    With n pages under way all the time, 64 n + 1 of them take 65 trips: the first tells how many there are. The pages
    are small, so that the client waits for the server and not for its core.
    """
    return [_ahead(origin, n, smoke=smoke) for n in ((4,) if smoke else (4, 16, 64))]


def _ahead(origin: str, n: int, *, smoke: bool) -> Case:
    trips = 4 if smoke else _TRIPS
    none, some = "this, prefetch(0)", f"this, prefetch({n})"

    def settings(last: int) -> dict[str, Any]:
        return {"base_url": Behaviour(delay=50, last=last, size=_SMALL_SIZE).below(origin)}

    lists = {none: (0, 9 if smoke else _SERIAL_PAGES), some: (n, trips * n + 1)}
    return Case(
        title=f"prefetch({n}), 50 ms a page",
        variants=[
            OURS.variant(
                "pages",
                "speed:pull",
                settings=settings(last),
                arguments={"ahead": pages, "records": last * _SMALL_SIZE},
                name=name,
            )
            for name, (pages, last) in lists.items()
        ],
        figures=(Figure("rate", "pages/s"), Figure("cpu", "CPU us a page", 1e6)),
        bars=[Bar(of=some, over=none, least=0.93 * n)],
        rounds=1 if smoke else 3,
    )


def lag(origin: str, *, smoke: bool) -> list[Case]:
    """Compare how late the event loop is for others while pages are read at full speed, and one big page.

    The big page has no bar: whoever decodes it holds the loop for as long as that takes.
    """
    last, big = (20, 500) if smoke else (600, 5000)
    pages = Behaviour(last=last, size=_SIZE).below(origin)
    page = Behaviour(size=big).below(origin)
    return [
        Case(
            title="lag: pages of 100 at full speed, 8 ahead",
            variants=[
                one.variant(
                    "pages",
                    "lag:pulling",
                    settings={"base_url": pages},
                    arguments={"ahead": 8, "records": last * _SIZE},
                )
                for one in (BARE, OURS)
            ],
            figures=_MS,
            bars=[Bar(of=OURS.name, most=10.0)],
            rounds=1 if smoke else 5,
        ),
        Case(
            title=f"lag: one page of {big:,} records",
            variants=[
                one.variant("page", "lag:reading", settings={"base_url": page}, arguments={"times": 5, "records": big})
                for one in (BARE, OURS)
            ],
            figures=_MS,
            rounds=1 if smoke else 5,
        ),
    ]
