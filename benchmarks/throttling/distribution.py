"""How this package does on accounts drawn at random: ``python -m benchmarks.throttling --random``.

Each account is pulled from once with the policy of every vendor, and the time is divided by that of the best fixed rate
in hindsight.
"""

import json
import math
import statistics
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from functools import cache, partial
from pathlib import Path

import attrs

from benchmarks.throttling import bars, trial
from benchmarks.throttling.drawn import CONCURRENCY, TUNING_SEEDS, Drawn, draw
from benchmarks.throttling.reference import best_fixed_rate
from benchmarks.throttling.scenarios import Scenario
from benchmarks.throttling.shipped import VENDORS
from telephony_clients.core.throttle.cooldown import ThrottlePolicy

PEERS = ("backoff.expo", "AWS adaptive", "AIMD concurrency")
"""The other strategies that lose nothing."""
_PEERS_POLICY = VENDORS["talkroute"]
_MOST_CHUNK, _FEW = 8, 64
_REFERENCES = 3.0
"""Times the reference before which no run is given up."""


@attrs.frozen(kw_only=True)
class Run:
    """One pull from one drawn account.

    Attributes:
        seed: which account.
        title: what it is.
        strategy: a vendor or another strategy.
        completion: seconds needed; endless when it was given up.
        reference: seconds at the best fixed rate.
        refused, lost, early: as of `trial.Outcome`.
    """

    seed: int
    title: str
    strategy: str
    completion: float
    reference: float
    refused: float
    lost: float
    early: float

    @property
    def ratio(self) -> float:
        """The time as a multiple of the reference."""
        return self.completion / self.reference


_BARS = {
    "median": 1.04,
    "p95": 1.35,
    "worst": 1.8,
    "refused median": 0.05,
    "refused p95": 0.15,
    "lost": 0,
    "never-ending": 0,
    "early": 0,
}


def report(pool: Executor, seeds: Sequence[int], strategies: Sequence[str], file: Path | None = None) -> None:
    """Run the strategies on the accounts of the seeds, and print a row for each.

    Args:
        pool: where to run them.
        seeds: of the accounts.
        strategies: names of vendors and of others.
        file: where to write every run as JSON.
    """
    chunk = min(_MOST_CHUNK, 1 + len(seeds) // _FEW)
    pulls = pool.map(partial(pulled, strategies=tuple(strategies)), seeds, chunksize=chunk)
    runs = [run for several in pulls for run in several]
    if file:
        file.write_text(json.dumps([_plain(run) for run in runs], indent=1) + "\n")
    print(f"Accounts of seeds {seeds[0]} to {seeds[-1]}; time as a ratio to the best fixed rate in hindsight.")
    print(_HEAD)
    for strategy in strategies:
        print(_row(strategy, [run for run in runs if run.strategy == strategy]))
    tuned = any(seed < TUNING_SEEDS for seed in seeds)
    print(f"Seeds below {TUNING_SEEDS:,} may have had a part in choosing rules; these {'did' if tuned else 'did not'}.")


def pulled(seed: int, strategies: Sequence[str]) -> list[Run]:
    """Pull from one account with each strategy."""
    drawn = draw(seed)
    return [_pulled(drawn, strategy) for strategy in strategies]


def _pulled(drawn: Drawn, strategy: str) -> Run:
    policy = VENDORS.get(strategy, _PEERS_POLICY)
    reference = _reference(drawn.seed, policy.base, policy.cap, policy.floor)
    scenario = Scenario(
        title=drawn.title,
        quota=lambda _: drawn.quota(),
        records=drawn.records,
        tasks=drawn.tasks,
        latency=drawn.latency,
        concurrency=CONCURRENCY,
    )
    given_up = max(trial.GIVEN_UP * drawn.ideal, _REFERENCES * reference)
    outcome = trial.run(scenario, trial.known_as(strategy, CONCURRENCY), drawn.seed, given_up)
    return Run(
        seed=drawn.seed,
        title=drawn.title,
        strategy=strategy,
        completion=outcome.elapsed,
        reference=reference,
        refused=outcome.refused,
        lost=outcome.lost,
        early=outcome.early,
    )


@cache
def _reference(seed: int, base: float, cap: float, floor: float) -> float:
    """Return the reference of an account: vendors whose pauses are equal share it."""
    return best_fixed_rate(draw(seed), ThrottlePolicy(base=base, cap=cap, floor=floor))


_HEAD = (
    f"{'':18}{'median':>8}{'p90':>8}{'p95':>8}{'worst':>8}{'refused':>9}{'p95':>7}{'lost':>8}{'endless':>9}{'early':>7}"
)


def _row(strategy: str, runs: Sequence[Run]) -> str:
    figures, worst = _figures(runs), max(runs, key=lambda run: run.ratio)
    wrong = [name for name, most in _BARS.items() if figures[name] > most]
    verdict = bars.verdict(wrong) if strategy in VENDORS else ""
    ratios = "".join(f"{figures[name]:8.3f}" for name in ("median", "p90", "p95", "worst"))
    refused = f"{figures['refused median']:9.3f}{figures['refused p95']:7.3f}"
    rest = f"{figures['lost']:8.4f}{figures['never-ending']:9.0f}{figures['early']:7.0f}"
    row = f"{strategy:18}{ratios}{refused}{rest}  {verdict}".rstrip()
    return f"{row}\n  worst: seed {worst.seed}, {worst.title}"


def _figures(runs: Sequence[Run]) -> Mapping[str, float]:
    """Return what is printed and held to the bars: the most for lost, the sum for early."""
    ratios, refused = sorted(run.ratio for run in runs), sorted(run.refused for run in runs)
    return {
        "median": statistics.median(ratios),
        "p90": _quantile(ratios, 0.9),
        "p95": _quantile(ratios, 0.95),
        "worst": ratios[-1],
        "refused median": statistics.median(refused),
        "refused p95": _quantile(refused, 0.95),
        "lost": max(run.lost for run in runs),
        "never-ending": sum(math.isinf(run.completion) for run in runs),
        "early": sum(run.early for run in runs),
    }


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Return the least of the values that so large a share does not exceed; some may be endless."""
    return ordered[math.ceil(share * len(ordered)) - 1]


def _plain(run: Run) -> Mapping[str, object]:
    """Return a run as JSON has it: an endless completion is null."""
    return {**attrs.asdict(run), "completion": None if math.isinf(run.completion) else run.completion}
