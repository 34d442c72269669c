"""What was measured, as tables and as JSON."""

import json
import os
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.comparison import Case, Result, Verdict

_PACKAGES = (
    *("aiohttp", "attrs", "cattrs", "msgspec", "orjson", "pydantic", "httpx2"),
    *("openai", "stripe", "twilio", "slack_sdk", "gidgethub"),
)


def head(rates: dict[str, float], cases: Sequence[Case]) -> str:
    """Return what stands above the tables.

    Args:
        rates: what the server answers -> how many a second it gives to bare sockets.
        cases: what is going to be measured.
    """
    missing = sorted({module for case in cases for modules in case.missing().values() for module in modules})
    left_out = f"\nnot installed, so left out: {', '.join(missing)}" if missing else ""
    versions = ", ".join(f"{name} {number}" for name, number in _versions().items())
    load = f"\nload of the machine before: {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    server = ", ".join(f"{rate:,.0f} {what}" for what, rate in rates.items())
    return f"Python {platform.python_version()}, {versions}\nserver, a second: {server}{load}{left_out}"


def table(result: Result) -> str:
    """Return a case's medians, the first figure's quartiles, and ratios to the first variant."""
    first, *others = result.case.figures
    ratios = result.ratios() if len(result.measured) > 1 else {}
    lines = [f"{result.case.title:46}{first.title:>14}{'quartiles':>16}{'ratio':>8}"]
    lines[0] += "".join(f"{figure.title:>16}" for figure in others)
    for name in result.measured:
        low, middle, high = result.quartiles(name, first)
        ratio = f"{ratios[name]:.2f}" if name in ratios else ""
        around = f"{_number(low)}-{_number(high)}" if len(result.measured[name]) > 1 else ""
        line = f"  {name:44}{_number(middle):>14}{around:>16}{ratio:>8}"
        lines.append(line + "".join(f"{_number(result.quartiles(name, one).middle):>16}" for one in others))
    return "\n".join(lines)


def bars(results: Sequence[Result]) -> str:
    """Return the table of bars, each beside what was measured."""
    lines = [f"{'bar':92}{'measured':>10}{'bound':>10}"]
    for verdict in (verdict for result in results for verdict in result.verdicts()):
        bound = _bound(verdict)
        line = f"{_what(verdict):92}{verdict.value:>10.2f}{bound:>10}  {'met' if verdict.met else 'MISSED'}"
        lines.append(line)
    return "\n".join(lines)


def write_json(path: Path, rates: dict[str, float], results: Sequence[Result]) -> None:
    """Write all that was measured, round by round, in seconds and bytes."""
    cases = [
        {
            "case": result.case.title,
            "ratio_of": result.case.figures[0].key,
            "ratios": result.ratios(),
            "rounds": dict(result.measured),
            "bars": [
                {"what": _what(one), "measured": one.value, "bound": _bound(one), "met": one.met}
                for one in result.verdicts()
            ],
        }
        for result in results
    ]
    whole = {
        "python": platform.python_version(),
        "machine": platform.platform(),
        "versions": _versions(),
        "server_rates": rates,
        "cases": cases,
    }
    path.write_text(json.dumps(whole, indent=1) + "\n")


def _what(verdict: Verdict) -> str:
    bar, case = verdict.bar, verdict.case
    figure = next(one for one in case.figures if bar.key in {one.key, None})
    return f"{case.title}: {bar.of}" + (f", {figure.title}" if bar.over is None else f" / {bar.over}")


def _bound(verdict: Verdict) -> str:
    most, least = verdict.bar.most, verdict.bar.least
    return f"<= {most:.4g}" if least is None else f">= {least:.4g}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three digits tell enough


def _versions() -> dict[str, str]:
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
