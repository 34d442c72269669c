"""What it costs when a vendor's records depart from the models, beside the same page as modelled."""

from benchmarks.comparison import Bar, Case, Figure
from benchmarks.contenders import FAST, PLAIN
from benchmarks.departures import AS_MODELLED, OF_BAR, RELATIVES

_RECORDS = 50
_MOST = 1.5


def drift(origin: str, *, smoke: bool) -> list[Case]:  # noqa: ARG001 - nothing is sent
    """Compare decoding pages of 50 calls that each depart from the model in one way."""
    return [
        Case(
            title=f"departing calls, {one.name}",
            variants=[
                one.variant(
                    "watched_decoder",
                    "speed:decoding_departures",
                    settings={},
                    arguments={"departure": departure, "count": 8 if smoke else 160, "records": _RECORDS},
                    name=departure,
                )
                for departure in (AS_MODELLED, *OF_BAR, *RELATIVES)
            ],
            figures=(Figure("cpu", "CPU us", 1e6), Figure("wall", "wall us", 1e6)),
            bars=[Bar(of=departure, over=AS_MODELLED, most=_MOST) for departure in OF_BAR],
            rounds=1 if smoke else 9,
        )
        for one in (FAST, PLAIN)
    ]
