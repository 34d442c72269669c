"""What answers that drip, and never end, cost the other calls of the same client."""

from benchmarks.comparison import Bar, Case, Figure
from benchmarks.contenders import OURS
from benchmarks.server import Behaviour


def drips(origin: str, *, smoke: bool) -> list[Case]:
    """Compare 1,000 calls of a default client alone with the same beside 100 answers that drip."""
    count, slow = (50, 10) if smoke else (1000, 100)
    alone, beside = f"{OURS.name}, alone", f"{OURS.name}, beside {slow} that drip"
    base_url = Behaviour().below(origin)
    return [
        Case(
            title=f"{count:,} calls beside answers that drip",
            variants=[
                OURS.variant(
                    "small_beside_drips",
                    "speed:calls",
                    settings={"base_url": base_url, "drips": number},
                    arguments={"at_once": count, "count": count, "records": 1},
                    name=name,
                )
                for name, number in ((alone, 0), (beside, slow))
            ],
            figures=(Figure("wall", "wall us", 1e6), Figure("cpu", "CPU us", 1e6)),
            bars=[Bar(of=beside, over=alone, most=1.2)],
            rounds=1 if smoke else 15,
        )
    ]
