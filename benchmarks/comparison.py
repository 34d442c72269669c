"""Cases: variants that do the same in turn, what is measured of them, and the bars that the results must pass."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from importlib.util import find_spec
from typing import NamedTuple

from benchmarks.runners import Figures, Runner


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One of those that are compared.

    Attributes:
        name: what the table calls it.
        start: makes the process that is measured.
        needs: modules that must be installed.
        ours: whether it is this package.
    """

    name: str
    start: Callable[[], Runner]
    needs: Sequence[str] = ()
    ours: bool = False


class Figure(NamedTuple):
    """One of the figures that a measure gives.

    Attributes:
        key: its name in what the measure returns.
        title: what the table calls it, with its unit.
        scale: what it is multiplied with to be in that unit.
    """

    key: str
    title: str
    scale: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Bar:
    """What must come out: a figure, or the ratio of two variants' figures, and its bound.

    Attributes:
        of: a variant.
        over: the variant by whose figure it is divided; None for the figure as it is.
        key: which figure; None for the case's first.
        most: the upper bound, None for none.
        least: the lower bound, None for none.
    """

    of: str
    over: str | None = None
    key: str | None = None
    most: float | None = None
    least: float | None = None


@dataclass(frozen=True, kw_only=True)
class Case:
    """One comparison.

    Attributes:
        title: what the table calls it.
        variants: those compared; ratios are to the first that is installed.
        figures: what the table shows; ratios and quartiles are of the first.
        bars: what must come out.
        rounds: how often each variant is measured, one round for warming up not counted.
        processes: of each variant, which take turns: what memory a process happens to get moves its figures by a tenth.
        fresh: whether each measurement gets a new process, and no round is for warming up.
        plotted: whether the plot shows its ratios.
    """

    title: str
    variants: Sequence[Variant]
    figures: Sequence[Figure]
    bars: Sequence[Bar] = ()
    rounds: int
    processes: int = 1
    fresh: bool = False
    plotted: bool = False

    def missing(self) -> dict[str, list[str]]:
        """Return the variants that cannot run, each with the modules that it lacks."""
        lacking = {one.name: [name for name in one.needs if find_spec(name) is None] for one in self.variants}
        return {name: modules for name, modules in lacking.items() if modules}

    def run(self) -> "Result":
        """Measure all variants that can run, in rounds, in another order each round.

        Raises:
            RuntimeError: a variant failed.
        """
        missing = self.missing()
        present = [variant for variant in self.variants if variant.name not in missing]
        measured: dict[str, list[Figures]] = {variant.name: [] for variant in present}
        warming = 0 if self.fresh or self.rounds == 1 else self.processes
        with ExitStack() as stack:
            kept = [
                {one.name: stack.enter_context(closing(one.start())) for one in present}
                for _ in range(0 if self.fresh else self.processes)
            ]
            for turn in range(self.rounds + warming):
                first = turn % len(present)
                for variant in (*present[first:], *present[:first]):
                    if self.fresh:
                        with closing(variant.start()) as runner:
                            figures = runner.run()
                    else:
                        figures = kept[turn % self.processes][variant.name].run()
                    measured[variant.name].append(figures)
        return Result(case=self, measured={name: rounds[warming:] for name, rounds in measured.items()})


class Quartiles(NamedTuple):
    """The quarter, the middle and the three quarters of what the rounds gave."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Result:
    """What was measured.

    Attributes:
        case: the comparison.
        measured: a variant's name -> its figures, round by round.
    """

    case: Case
    measured: Mapping[str, Sequence[Figures]]

    def quartiles(self, name: str, figure: Figure) -> Quartiles:
        """Return a variant's figure in its unit."""
        found = [figure.scale * figures[figure.key] for figures in self.measured[name]]
        return Quartiles(*statistics.quantiles(found, n=4)) if len(found) > 1 else Quartiles(*found * 3)

    def ratio(self, name: str, over: str, key: str | None = None) -> float:
        """Return the median of the rounds' ratios of two variants' figures."""
        key = key or self.case.figures[0].key
        pairs = zip(self.measured[name], self.measured[over], strict=True)
        return statistics.median(one[key] / other[key] for one, other in pairs)

    def ratios(self) -> dict[str, float]:
        """Return each variant's ratio to the first."""
        base = next(iter(self.measured))
        return {name: self.ratio(name, base) for name in self.measured}

    def verdicts(self) -> list["Verdict"]:
        """Return what became of the bars whose variants were measured."""
        return [
            Verdict(case=self.case, bar=bar, value=self._value(bar))
            for bar in self.case.bars
            if bar.of in self.measured and (bar.over is None or bar.over in self.measured)
        ]

    def _value(self, bar: Bar) -> float:
        if bar.over is not None:
            return self.ratio(bar.of, bar.over, bar.key)
        figure = next(one for one in self.case.figures if bar.key in {one.key, None})
        return self.quartiles(bar.of, figure).middle


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A bar, and what was measured."""

    case: Case
    bar: Bar
    value: float

    @property
    def met(self) -> bool:
        """Whether the value is within its bounds."""
        above = self.bar.least is None or self.value >= self.bar.least
        return above and (self.bar.most is None or self.value <= self.bar.most)
