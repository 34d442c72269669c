"""What answers take that unpack to far more than they are."""

from benchmarks.comparison import Bar, Case, Figure
from benchmarks.contenders import OURS

_CAP = 32 * 2**20
_KINDS = ("gzip", "deflate", "members")


def bombs(origin: str, *, smoke: bool) -> list[Case]:  # noqa: ARG001 - each has a server of its own
    """Measure the memory beyond the cap, and the time, of answers that unpack to 500 MiB."""
    mebibytes = 40 if smoke else 500
    return [
        Case(
            title=f"an answer that unpacks to {mebibytes} MiB, with a cap of 32 MiB",
            variants=[
                OURS.variant(
                    "refuser",
                    "bombs:refusing",
                    settings={"max_body": _CAP},
                    arguments={"kind": kind, "mebibytes": mebibytes, "cap": _CAP},
                    name=kind,
                )
                for kind in _KINDS
            ],
            figures=(Figure("over", "MiB beyond the cap", 2**-20), Figure("wall", "ms", 1e3)),
            bars=[bar for kind in _KINDS for bar in (Bar(of=kind, most=1.0), Bar(of=kind, key="wall", most=200.0))],
            rounds=1 if smoke else 5,
        )
    ]
