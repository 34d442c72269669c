"""What verifying a webhook costs, beside the bare MAC."""

from benchmarks.comparison import Bar, Case, Figure
from benchmarks.contenders import OURS, Contender

_BYTES = 10 * 1024
_MOST_MICROSECONDS = 50.0

BARE_MAC = Contender("hmac, by hand", "by_hand")
STRIPE = Contender("stripe", "stripe", needs=("stripe",))


def webhook(origin: str, *, smoke: bool) -> list[Case]:  # noqa: ARG001 - nothing is sent
    """Compare verifying a webhook of 10 KB under one secret."""
    ours = f"{OURS.name}, with replays"
    arguments = {"count": 50 if smoke else 2000, "size": _BYTES}
    plain = {"size": _BYTES}
    return [
        Case(
            title="verifying a webhook of 10 KB",
            variants=[
                BARE_MAC.variant("webhook", "speed:verifying", settings=plain, arguments=arguments),
                OURS.variant("webhook", "speed:verifying", settings={**plain, "secrets": 1}, arguments=arguments),
                OURS.variant(
                    "webhook",
                    "speed:verifying",
                    name=f"{OURS.name}, two secrets",
                    settings={**plain, "secrets": 2},
                    arguments=arguments,
                ),
                OURS.variant(
                    "webhook",
                    "speed:verifying",
                    name=ours,
                    settings={**plain, "secrets": 1, "replays": True},
                    arguments=arguments,
                ),
                STRIPE.variant("webhook", "speed:verifying", settings=plain, arguments=arguments),
            ],
            figures=(Figure("cpu", "CPU us", 1e6), Figure("wall", "wall us", 1e6)),
            bars=[
                Bar(of=OURS.name, most=_MOST_MICROSECONDS),
                Bar(of=OURS.name, over=BARE_MAC.name, most=1.5),
            ],
            rounds=1 if smoke else 11,
        )
    ]
