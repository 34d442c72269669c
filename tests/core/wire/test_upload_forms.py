"""Forms of several files and fields: what stands on the wire, what a repeat sends, and what is refused unsent."""

import io
from pathlib import Path
from typing import Any

import pytest

from telephony_clients import ConfigurationError, FilePart, RateLimited, Upload
from tests.core.desk import Desk, caught, fine
from tests.core.wire.uploads import CONTENT, Pipe, stream
from tests.scripted_server import ScriptedServer, Seen


def parts(seen: Seen) -> list[tuple[str, bytes]]:
    """Return each part's headers, and what it holds."""
    kind, _, boundary = seen.headers["content-type"].partition("; boundary=")
    assert kind == "multipart/form-data"
    assert seen.body.endswith(f"--{boundary}--\r\n".encode())
    pieces = seen.body.split(f"--{boundary}".encode())
    assert pieces[0] == b""
    found = []
    for piece in pieces[1:-1]:
        assert piece.startswith(b"\r\n")
        assert piece.endswith(b"\r\n")
        head, _, body = piece[2:-2].partition(b"\r\n\r\n")
        found.append((head.decode(), body))
    return found


def shown(name: str, filename: str | None = None, kind: str | None = None) -> str:
    head = f'Content-Disposition: form-data; name="{name}"'
    return head if filename is None else f'{head}; filename="{filename}"\r\nContent-Type: {kind}'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "hello.mp3").write_bytes(CONTENT)
    return tmp_path / "hello.mp3"


async def test_fields_come_first_and_files_in_their_order(server: ScriptedServer, desk: Desk, path: Path) -> None:
    server.answer(fine({"id": 1}))
    upload = Upload(
        FilePart(path, name="greeting"),
        FilePart(b"a,b", name="people", filename="people.csv"),
        FilePart(io.BytesIO(b"{}"), name="more[]", filename="x", content_type="application/json; charset=utf-8"),
        fields={"title": "Zo\u00eb & co\r\nsecond line", "tags[]": ["a", "b"], "count": 3, "none": []},
    )

    response = await desk.request("POST", "/greetings", upload=upload)

    assert response.data == {"id": 1}
    (seen,) = server.requests
    assert parts(seen) == [
        (shown("title"), "Zo\u00eb & co\r\nsecond line".encode()),
        (shown("tags[]"), b"a"),
        (shown("tags[]"), b"b"),
        (shown("count"), b"3"),
        (shown("greeting", "hello.mp3", "audio/mpeg"), CONTENT),
        (shown("people", "people.csv", "text/csv"), b"a,b"),
        (shown("more[]", "x", "application/json; charset=utf-8"), b"{}"),
    ]
    assert seen.headers["content-length"] == str(len(seen.body))


async def test_one_source_may_stand_in_a_form_twice(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine())
    file = io.BytesIO(b"before" + CONTENT)
    file.seek(6)

    await desk.request(
        "POST", "/files", upload=Upload(FilePart(file, filename="a"), FilePart(file, name="copy", filename="b"))
    )

    assert [body for _, body in parts(server.requests[0])] == [CONTENT, CONTENT]


async def test_a_form_with_a_file_of_unknown_length_is_sent_in_chunks(
    server: ScriptedServer, desk: Desk, path: Path
) -> None:
    server.answer(fine())

    await desk.request("POST", "/files", upload=Upload(FilePart(path), FilePart(stream(), name="b", filename="b")))

    assert [body for _, body in parts(server.requests[0])] == [CONTENT, CONTENT]
    assert server.requests[0].headers["transfer-encoding"] == "chunked"


async def test_a_refused_form_is_sent_again_whole(server: ScriptedServer, desk: Desk, path: Path) -> None:
    server.answer(status=429, body=b"").answer(fine())
    told: list[tuple[int, int | None]] = []
    upload = Upload(
        FilePart(path),
        FilePart(b"12345", name="b", filename="b"),
        fields={"a": "x"},
        on_progress=lambda *now: told.append(now),
    )

    await desk.request("POST", "/files", upload=upload)

    first, again = map(parts, server.requests)
    assert first == again
    assert len(first) == 3
    total = len(CONTENT) + 5
    assert told[-1] == (total, total)
    assert told[: len(told) // 2] == told[len(told) // 2 :]


@pytest.mark.parametrize("order", [1, -1])
async def test_a_form_with_one_file_that_can_be_read_once_only_is_not_sent_again(
    server: ScriptedServer, desk: Desk, path: Path, order: int
) -> None:
    server.answer(status=429, body=b"")
    files = [FilePart(path), FilePart(Pipe(CONTENT), name="b", filename="b")][::order]  # type: ignore[arg-type]

    error = await caught(desk.request("POST", "/files", upload=Upload(*files)))

    assert isinstance(error, RateLimited)
    assert len(server.requests) == 1


async def test_a_form_is_not_repeated_when_it_may_have_been_carried_out(
    server: ScriptedServer, desk: Desk, path: Path
) -> None:
    server.reset().answer(fine(), always=True)

    await caught(desk.request("POST", "/files", upload=Upload(FilePart(path))))
    assert len(server.requests) == 1

    server.reset()
    await desk.request("PUT", "/files", upload=Upload(FilePart(path)), idempotent=True)
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ('a"; filename="evil', "a%22; filename=%22evil"),
        ("a\r\nX-Injected: 1", "a%0D%0AX-Injected: 1"),
        ("zo\u00eb[]", "zo\u00eb[]"),
    ],
)
async def test_a_field_name_stays_within_its_quotes(server: ScriptedServer, desk: Desk, name: str, quoted: str) -> None:
    server.answer(fine())

    await desk.request("POST", "/files", upload=Upload(FilePart(b"x", name=name, filename="f.csv"), fields={name: "y"}))

    assert parts(server.requests[0]) == [(shown(quoted), b"y"), (shown(quoted, "f.csv", "text/csv"), b"x")]


@pytest.fixture
def unusable(tmp_path: Path) -> dict[str, Any]:
    closed = io.BytesIO(b"x")
    closed.close()
    return {
        "no file": Upload,
        "what is no part": lambda: Upload(b"x"),  # type: ignore[arg-type]  # on purpose
        "a folder": lambda: FilePart(tmp_path),
        "a closed file": lambda: FilePart(closed, filename="a"),
        "a file of text": lambda: FilePart(io.StringIO("x"), filename="a"),  # type: ignore[arg-type]  # on purpose
        "a file for writing": lambda: FilePart((tmp_path / "w").open("wb"), filename="a"),
        "a text": lambda: FilePart("x.mp3", filename="a"),  # type: ignore[arg-type]  # on purpose
        "no name": lambda: FilePart(b"x"),
        "no field name": lambda: FilePart(b"x", name="", filename="a"),
        "half a pair": lambda: FilePart(b"x", name="\ud800", filename="a"),
        "a field of a float": lambda: Upload(FilePart(b"x", filename="a"), fields={"a": 1.5}),  # type: ignore[dict-item]
        "a field of a bool": lambda: Upload(FilePart(b"x", filename="a"), fields={"a": True}),
        "a field of None": lambda: Upload(FilePart(b"x", filename="a"), fields={"a": None}),  # type: ignore[dict-item]
        "a field of bytes": lambda: Upload(FilePart(b"x", filename="a"), fields={"a": [b"x"]}),  # type: ignore[list-item]
        "a field of half a pair": lambda: Upload(FilePart(b"x", filename="a"), fields={"a": "\ud800"}),
    }


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_what_is_no_form_is_told_before_anything_is_sent(unusable: dict[str, Any]) -> None:
    for what, make in unusable.items():
        try:
            make()
        except ConfigurationError:
            continue
        raise AssertionError(what)


async def test_a_request_has_one_body(server: ScriptedServer, desk: Desk) -> None:
    error = await caught(desk.request("POST", "/f", json={}, upload=Upload(FilePart(b"x", filename="a"))))

    assert isinstance(error, ConfigurationError)
    assert server.connections == 0
