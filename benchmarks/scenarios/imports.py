"""What importing costs in fresh interpreters, beside what it is built on."""

import compileall
from functools import partial
from pathlib import Path

import telephony_clients
from benchmarks.comparison import Bar, Case, Figure, Variant
from benchmarks.runners import Interpreter

_FOUNDATION = "import aiohttp, attrs, backoff, cattrs"
_VARIANTS = {
    "aiohttp, attrs, cattrs, backoff": _FOUNDATION,
    "and telephony_clients": f"{_FOUNDATION}, telephony_clients",
    "and one client made": f"{_FOUNDATION}\nfrom telephony_clients import Talkover\nTalkover('talq_benchmark')",
}


def imports(origin: str, *, smoke: bool) -> list[Case]:  # noqa: ARG001 - nothing is sent
    """Compare importing this package with importing its dependencies."""
    compileall.compile_dir(Path(telephony_clients.__file__).parent, quiet=1)  # as pip does with what it installs
    base, package, client = _VARIANTS
    return [
        Case(
            title="import",
            variants=[
                Variant(name=name, start=partial(Interpreter, statements), ours=name != base)
                for name, statements in _VARIANTS.items()
            ],
            figures=(Figure("cpu", "CPU ms", 1e3), Figure("wall", "wall ms", 1e3)),
            bars=[Bar(of=package, over=base, most=1.1), Bar(of=client, over=base, most=1.4)],
            rounds=1 if smoke else 21,
            plotted=True,
        )
    ]
