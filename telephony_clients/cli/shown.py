"""What commands print: data as JSON, and the table of operations, whatever the terminal's encoding and width."""

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any

_NOT_ASCII = re.compile(r"[^\n\x20-\x7e]")
_HEADINGS = ("VERB", "PATH", "METHOD", "SOURCE")


def as_json(data: Any) -> str:
    """Return data as JSON that stdout can print: other characters are escaped, as JSON escapes them."""
    return _NOT_ASCII.sub(_escaped, json.dumps(data, indent=2, ensure_ascii=False))


def table(rows: Sequence[tuple[str, str, str, str]], width: int | None) -> Iterator[str]:
    """Yield the lines of a table of operations: verb, path, method and source.

    Args:
        rows: its cells.
        width: the terminal's, None when what is printed goes elsewhere. Where a row does not fit into it, each
            operation takes several lines, with its method on top.
    """
    widths = [max(map(len, column)) for column in zip(_HEADINGS, *rows, strict=True)]
    if width is None or sum(widths) + 2 * (len(widths) - 1) <= width:
        for row in (_HEADINGS, *rows):
            yield "  ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip()
        return
    for verb, path, method, source in (_HEADINGS, *rows):
        yield from wrap(method, width)
        yield from wrap(f"{verb} {path}", width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
        yield f"  {source}"


def list_of(rows: Sequence[tuple[str, str]], width: int | None) -> Iterator[str]:
    """Yield the lines of a list of names, with what each is beside it; below it where that does not fit.

    Args:
        rows: the names, and what they are.
        width: as of `table`.
    """
    longest = max(len(name) for name, _ in rows)
    lines = [f"{name.ljust(longest)}  {about}" for name, about in rows]
    if width is None or max(map(len, lines)) <= width:
        yield from lines
        return
    for name, about in rows:
        yield name
        yield from wrap(about, width, initial_indent="  ", subsequent_indent="  ")


def screen_width() -> int | None:
    """Return the terminal's width; None when what is printed goes elsewhere."""
    on_screen = sys.stdout.isatty() or "COLUMNS" in os.environ
    return shutil.get_terminal_size().columns if on_screen else None


def _escaped(found: re.Match[str]) -> str:
    one = found[0]
    try:
        one.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return json.dumps(one)[1:-1]
    return one if one.isprintable() else json.dumps(one)[1:-1]
