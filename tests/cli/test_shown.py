"""The table of operations at every width, and JSON that every terminal can show."""

import json
import re
import sys
from io import BytesIO, TextIOWrapper

import pytest

from telephony_clients import CLIENTS
from telephony_clients.cli.shown import as_json, list_of, table
from telephony_clients.cli.vendors import operations
from tests.cli.conftest import Run


@pytest.mark.parametrize("vendor", CLIENTS)
async def test_operations_lists_verb_path_method_and_source_under_headings(
    run: Run, vendor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = await run("operations", vendor, COLUMNS="300")

    heading, *lines = ran.out.splitlines()
    assert ran.code == 0
    assert heading.split() == ["VERB", "PATH", "METHOD", "SOURCE"]
    assert len(lines) == len(operations(vendor))
    for line in lines:
        assert re.fullmatch(rf"[A-Z]+ +/\S+ +{vendor}\.\w+(\.\w+)+ +(documented|observed|inferred)", line)
        assert [line.index(cell) for cell in line.split()] == [heading.index(cell) for cell in heading.split()]


async def test_operations_lists_all_vendors_at_once(run: Run) -> None:
    lines = (await run("operations", COLUMNS="300")).out.splitlines()
    assert len(lines) == 1 + sum(len(operations(vendor)) for vendor in CLIENTS)


@pytest.mark.parametrize("width", [40, 60])
@pytest.mark.parametrize("vendor", CLIENTS)
def test_in_a_narrow_terminal_an_operation_takes_several_lines(vendor: str, width: int) -> None:
    rows = operations(vendor)
    lines = list(table(rows, width))

    assert lines[:3] == ["METHOD", "  VERB PATH", "  SOURCE"]
    assert max(map(len, lines)) <= width
    assert "".join("".join(lines[3:]).split()) == "".join("".join((row[2], row[0], row[1], row[3])) for row in rows)


def test_what_is_not_for_a_terminal_has_a_line_for_each_operation() -> None:
    assert len(list(table(operations("talkable"), None))) == 1 + len(operations("talkable"))


@pytest.mark.parametrize(
    ("encoding", "text", "shown"),
    [
        ("utf-8", "Zo\u00eb \U0001f600", "Zo\u00eb \U0001f600"),
        ("ascii", "Zo\u00eb \U0001f600", r"Zo\u00eb \ud83d\ude00"),
        ("latin-1", "Zo\u00eb \U0001f600", "Zo\u00eb " + r"\ud83d\ude00"),
        ("utf-8", "\ud800", r"\ud800"),
        ("utf-8", "\x1b[2J\x9b2J\x7f\u202e\u2028", r"\u001b[2J\u009b2J\u007f\u202e\u2028"),
    ],
)
def test_json_is_printed_as_far_as_the_terminal_can_and_reads_back(
    monkeypatch: pytest.MonkeyPatch, encoding: str, text: str, shown: str
) -> None:
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(BytesIO(), encoding=encoding))

    made = as_json({"name": text})

    assert f'"{shown}"' in made
    assert json.loads(made) == {"name": text}


def test_a_list_has_what_a_name_is_beside_it_and_below_it_where_that_does_not_fit() -> None:
    rows = [("one", "the first of two"), ("another", "the second of two")]

    assert [*list_of(rows, None)] == ["one      the first of two", "another  the second of two"]
    assert [*list_of(rows, 26)] == [*list_of(rows, None)]
    assert [*list_of(rows, 14)] == ["one", "  the first of", "  two", "another", "  the second", "  of two"]
