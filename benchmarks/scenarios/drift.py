"""What it costs when a vendor's records deviate from the models, beside the same page as modelled."""

from benchmarks.comparison import Bar, Case, Figure
from benchmarks.contenders import FAST, PLAIN
from benchmarks.deviations import AS_MODELLED, OF_BAR, RELATIVES

_RECORDS = 50
_MOST = 1.5


def drift(origin: str, *, smoke: bool) -> list[Case]:  # noqa: ARG001 - nothing is sent
    """Compare decoding pages of 50 calls that each deviate from the model in one way."""
    return [
        Case(
            title=f"deviating calls, {one.name}",
            variants=[
                one.variant(
                    "recording_decoder",
                    "speed:decoding_deviations",
                    settings={},
                    arguments={"deviation": deviation, "count": 8 if smoke else 160, "records": _RECORDS},
                    name=deviation,
                )
                for deviation in (AS_MODELLED, *OF_BAR, *RELATIVES)
            ],
            figures=(Figure("cpu", "CPU us", 1e6), Figure("wall", "wall us", 1e6)),
            bars=[Bar(of=deviation, over=AS_MODELLED, most=_MOST) for deviation in OF_BAR],
            rounds=1 if smoke else 9,
        )
        for one in (FAST, PLAIN)
    ]
