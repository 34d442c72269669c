"""``python -m benchmarks [--smoke]``: run everything and print a table of medians and ratios."""

import argparse
import asyncio

from benchmarks import imports, pulls


def main() -> None:
    """Run all benchmarks; with ``--smoke`` one short round of each, to see that they work."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("--smoke", action="store_true", help="one short round of each")
    smoke = parser.parse_args().smoke
    imports.show(rounds=1 if smoke else 9)
    asyncio.run(pulls.show(rounds=1 if smoke else 9, pages=5 if smoke else 100))


main()
