"""What is measured: a figure, and the bar that it is held to."""

from collections.abc import Iterable

import attrs


@attrs.frozen
class Figure:
    """A figure.

    Attributes:
        what: what it tells.
        value: how much.
        least, most: its bar, None for none at that end.
    """

    what: str
    value: float
    least: float | None = attrs.field(default=None, kw_only=True)
    most: float | None = attrs.field(default=None, kw_only=True)

    def __str__(self) -> str:
        missed = (self.least is not None and self.value < self.least) or (
            self.most is not None and self.value > self.most
        )
        bars = [f"at least {self.least:g}"] if self.least is not None else []
        bars += [f"at most {self.most:g}"] if self.most is not None else []
        verdict = f"{' and '.join(bars)}: {'missed' if missed else 'met'}" if bars else ""
        return f"  {self.what:58}{self.value:>12,.2f}  {verdict}".rstrip()


def kept(wanted: Iterable[object], found: list[object]) -> list[Figure]:
    """Return how many rows were lost and how many came more than once.

    Args:
        wanted: the ids that must be there.
        found: the ids that are there.
    """
    different = set(found)
    lost, doubled = len(set(wanted) - different), len(found) - len(different)
    return [Figure("rows lost", lost, most=0), Figure("rows doubled", doubled, most=0)]
