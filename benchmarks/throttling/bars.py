"""What this package is held to in each scenario, with the policy of each vendor."""

import math
import statistics
from collections.abc import Sequence

import attrs

from benchmarks.throttling.trial import Outcome

MOST_ATTEMPTS = 5
INTERACTIVE_P95 = 1.0


@attrs.frozen
class Bar:
    """The most that the medians of the runs may come to.

    Attributes:
        completion, refused, sent: as of `Outcome`.
    """

    completion: float
    refused: float
    sent: float = math.inf


_OWN = Bar(1.35, 0.12)
_BARS = {
    "A": Bar(1.08, 0.05),
    "B": Bar(1.08, 0.06),
    "C": Bar(1.20, 0.07),
    "D": Bar(1.20, 0.04),
    "headers": Bar(1.35, 0.0),
    "draft": Bar(1.35, 0.0),
    "outage": Bar(1.35, 0.12, sent=1.2),
}
# each of its pauses takes a second at least
_TALKABLE = {**_BARS, **dict.fromkeys(("A", "B", "C", "D", "waves", "rise"), Bar(1.25, 0.06))}


def missed(vendor: str, scenario: str, outcomes: Sequence[Outcome]) -> list[str]:
    """Return which of the figures are above their bars; no run may lose a record or send one early."""
    bar = (_TALKABLE if vendor == "talkable" else _BARS).get(scenario, _OWN)
    wrong = [
        name
        for name in ("completion", "refused", "sent")
        if statistics.median(getattr(one, name) for one in outcomes) > getattr(bar, name)
    ]
    wrong += [name for name in ("lost", "early") if any(getattr(one, name) for one in outcomes)]
    return wrong + ["attempts"] * any(one.attempts > MOST_ATTEMPTS for one in outcomes)


def verdict(wrong: Sequence[str]) -> str:
    """Return whether the bars were met, in a word or a few."""
    return f"MISSED {', '.join(wrong)}" if wrong else "met"
