"""``python -m benchmarks.throttling [--smoke]``: print what every strategy comes to in every scenario."""

import argparse
import statistics
import time

from benchmarks.throttling import trial
from benchmarks.throttling.scenarios import SCENARIOS
from benchmarks.throttling.strategies import PEERS

OURS = "this package"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.throttling")
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--only", nargs="*", default=None)
    parser.add_argument("--seeds", type=int, default=7)
    parser.add_argument("--ours", action="store_true")
    args = parser.parse_args()
    seeds = 1 if args.smoke else args.seeds
    for name, scenario in SCENARIOS.items():
        if args.only and name not in args.only:
            continue
        makings = {OURS: trial.shipped(scenario)} | ({} if args.ours else PEERS)
        print(f"{name}: {scenario.title}{' [tuned on]' if scenario.tuned else ''}")
        for title, making in makings.items():
            began = time.process_time()
            found = [trial.run(scenario, making, seed) for seed in range(seeds)]
            mid = {k: statistics.median(getattr(one, k) for one in found) for k in ("completion", "refused", "sent", "wait")}
            top = {k: max(getattr(one, k) for one in found) for k in ("completion", "refused", "lost", "attempts", "early")}
            print(f"  {title:24}{mid['completion']:7.3f}{mid['refused']:8.4f}{mid['sent']:7.2f}  wait{mid['wait']:8.1f} | worst {top['completion']:.3f} {top['refused']:.3f} lost {top['lost']:.3f} att {top['attempts']} early {top['early']}  cpu {time.process_time()-began:.1f}")


main()
