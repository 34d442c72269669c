"""``python -m benchmarks.pulling [NAME ...]``: measure pulls on the sandbox, and say which bars are met."""

import argparse
import sys

from benchmarks.pulling import quotas, rows, side_by_side

MEASURES = {
    "speed": side_by_side.speed,
    "million": rows.million,
    "moving": rows.moving,
    "killed": rows.killed,
    "accounts": quotas.accounts,
    "cluster": quotas.cluster,
}


def main() -> None:
    """Run all measures or the named ones."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pulling", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*MEASURES, []], metavar="NAME", help=", ".join(MEASURES))
    parser.add_argument("--smoke", action="store_true", help="as small as can be, to see that they work")
    asked = parser.parse_args()
    if sys.platform != "linux":
        sys.exit("They read Linux's /proc.")
    for name in asked.names or MEASURES:
        print(f"{name}: {MEASURES[name].__doc__}", flush=True)
        for figure in MEASURES[name](smoke=asked.smoke):
            print(figure)
        print(flush=True)
    if asked.smoke:
        print("A smoke run: its figures say nothing.")


if __name__ == "__main__":
    main()
