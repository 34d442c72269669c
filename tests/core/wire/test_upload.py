"""Files on their way out: what stands on the wire, what a repeat sends, and how an upload ends that cannot go on."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import aiohttp
import pytest

from telephony_clients import (
    ConfigurationError,
    ConnectError,
    LostResponse,
    Options,
    RateLimited,
    ReadTimeout,
    Timeouts,
    ValidationFailed,
)
from telephony_clients.core.wire.request import Operation
from telephony_clients.core.wire.upload import Content
from tests.core.desk import Desk, fine, wrong
from tests.core.loop_time import desk_in_loop_time, in_loop_time, taking
from tests.core.wire.uploads import AGAIN, CONTENT, PIECE, SEND, Pipe, failed, form, sent, stream, upload_of
from tests.scripted_server import ScriptedServer


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "santa.jpg"
    file.write_bytes(CONTENT)
    return file


@pytest.fixture
def opened(path: Path) -> Iterator[BinaryIO]:
    with path.open("rb") as file:
        yield file


@pytest.fixture(params=["bytes", "path", "file"])
def many_times(request: pytest.FixtureRequest, path: Path, opened: BinaryIO) -> Content:
    """What can be read as often as needed."""
    contents: dict[str, Content] = {"bytes": CONTENT, "path": path, "file": opened}
    return contents[request.param]


ONCE: dict[str, Callable[[], Any]] = {"pipe": lambda: Pipe(CONTENT), "stream": stream}


@pytest.fixture(params=ONCE)
def once(request: pytest.FixtureRequest) -> Content:
    """What can be read once only."""
    content: Content = ONCE[request.param]()
    return content


async def test_a_file_of_known_length_is_one_part_of_a_form(
    server: ScriptedServer, desk: Desk, many_times: Content
) -> None:
    server.answer(fine({"id": 1}))

    assert await sent(desk, upload_of(many_times, filename="santa.jpg")) == {"id": 1}

    (seen,) = server.requests
    head, content = form(seen)
    assert head == 'Content-Disposition: form-data; name="file"; filename="santa.jpg"\r\nContent-Type: image/jpeg'
    assert content == CONTENT
    assert seen.headers["content-length"] == str(len(seen.body))
    assert "transfer-encoding" not in seen.headers


async def test_a_file_of_unknown_length_is_sent_in_chunks(server: ScriptedServer, desk: Desk, once: Content) -> None:
    server.answer(fine({}))

    await sent(desk, upload_of(once, filename="a", content_type="text/plain; charset=utf-8", name="attachment"))

    (seen,) = server.requests
    head, content = form(seen)
    assert head == (
        'Content-Disposition: form-data; name="attachment"; filename="a"\r\nContent-Type: text/plain; charset=utf-8'
    )
    assert content == CONTENT
    assert seen.headers["transfer-encoding"] == "chunked"
    assert "content-length" not in seen.headers


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("zoë.png", "zoë.png"),
        ('a"b.png', "a%22b.png"),
        ("a\r\nX-Injected: 1.png", "a%0D%0AX-Injected: 1.png"),
        ("a\\b;c=d.png", "a\\b;c=d.png"),
    ],
)
async def test_a_name_stays_within_its_quotes(server: ScriptedServer, desk: Desk, name: str, shown: str) -> None:
    server.answer(fine({}))

    await sent(desk, upload_of(b"", filename=name))

    head, content = form(server.requests[0])
    assert head.split("\r\n") == [
        f'Content-Disposition: form-data; name="file"; filename="{shown}"',
        "Content-Type: image/png",
    ]
    assert content == b""


async def test_a_path_gives_its_own_name_and_an_unknown_kind_is_bytes(
    server: ScriptedServer, desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "data.unheard-of").write_bytes(b"x")
    server.answer(fine({}))

    await sent(desk, upload_of(tmp_path / "data.unheard-of"))

    head, _ = form(server.requests[0])
    assert 'filename="data.unheard-of"' in head
    assert head.endswith("Content-Type: application/octet-stream")


async def test_a_file_is_read_from_where_it_stands(server: ScriptedServer, desk: Desk) -> None:
    file = io.BytesIO(b"0123456789")
    file.seek(4)
    server.answer(status=429, body=b"").answer(fine({}))

    upload = upload_of(file, filename="a")
    assert file.tell() == 4, "it stands there until it is sent"
    await sent(desk, upload)

    assert [form(seen)[1] for seen in server.requests] == [b"456789"] * 2


async def test_a_refused_upload_is_sent_again_from_its_beginning(
    server: ScriptedServer, desk: Desk, many_times: Content
) -> None:
    seen_so_far: list[tuple[int, int | None]] = []
    server.answer(status=429, body=b"").answer(fine({}))

    await sent(
        desk, upload_of(many_times, filename="a", on_progress=lambda done, size: seen_so_far.append((done, size)))
    )

    first, again = server.requests
    assert first.body == again.body
    assert form(again)[1] == CONTENT
    steps = [(min(at + PIECE, len(CONTENT)), len(CONTENT)) for at in range(0, len(CONTENT), PIECE)]
    assert seen_so_far == steps * 2


async def test_progress_of_a_stream_tells_no_size(server: ScriptedServer, desk: Desk) -> None:
    told: list[tuple[int, int | None]] = []
    server.answer(fine({}))

    await sent(
        desk, upload_of(stream(b"abcdef", 4), filename="a", on_progress=lambda done, size: told.append((done, size)))
    )

    assert told == [(4, None), (6, None)]


async def gappy() -> AsyncIterator[bytes]:
    for piece in (b"", b"ab", b"", b"c"):
        yield piece


async def test_a_gap_in_a_stream_is_not_its_end(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine({}))

    await sent(desk, upload_of(gappy(), filename="a"))

    assert form(server.requests[0])[1] == b"abc"


async def test_a_refused_upload_that_can_be_read_once_only_is_not_sent_again(
    server: ScriptedServer, desk: Desk, once: Content
) -> None:
    server.answer(status=429, body=b"").answer(fine({}))

    error = await failed(RateLimited, sent(desk, upload_of(once, filename="a")))

    assert len(server.requests) == len(error.attempts) == 1
    assert "read only once" in "".join(error.__notes__)


@pytest.mark.parametrize(("operation", "tries"), [(SEND, 1), (AGAIN, 2)])
async def test_a_lost_answer_is_followed_by_a_repeat_where_that_does_no_harm(
    server: ScriptedServer, desk: Desk, many_times: Content, operation: Operation[Any], tries: int
) -> None:
    server.reset().answer(fine({}))

    if tries == 1:
        await failed(LostResponse, sent(desk, upload_of(many_times, filename="a"), operation))
    else:
        await sent(desk, upload_of(many_times, filename="a"), operation)

    assert [form(seen)[1] for seen in server.requests] == [CONTENT] * tries


async def test_a_lost_answer_to_what_is_gone_is_not_followed_by_half_a_file(
    server: ScriptedServer, desk: Desk, once: Content
) -> None:
    server.reset().answer(fine({}))

    await failed(LostResponse, sent(desk, upload_of(once, filename="a"), AGAIN))

    assert len(server.requests) == 1


async def test_a_connection_that_could_not_be_made_takes_nothing_from_a_stream(
    server: ScriptedServer, options: Options
) -> None:
    async with Desk("http://127.0.0.1:1", options) as desk:
        error = await failed(ConnectError, sent(desk, upload_of(stream(), filename="a")))

    assert len(error.attempts) == options.retry.attempts


async def test_an_answer_stands_whatever_was_uploaded(server: ScriptedServer, desk: Desk, once: Content) -> None:
    server.answer(wrong("taken"), status=422)

    error = await failed(ValidationFailed, sent(desk, upload_of(once, filename="a")))

    assert not hasattr(error, "__notes__")


@pytest.mark.parametrize("change", [CONTENT[:-1], CONTENT + b"x", b""])
async def test_a_file_that_changes_during_its_upload_is_not_sent_in_part(
    server: ScriptedServer, desk: Desk, path: Path, change: bytes
) -> None:
    upload = upload_of(path)
    await asyncio.to_thread(path.write_bytes, change)

    error = await failed(ConfigurationError, sent(desk, upload))

    assert "had 768000 bytes when the upload began" in str(error)
    assert server.requests == []


async def slowly() -> AsyncIterator[bytes]:
    yield b"x"
    await asyncio.sleep(8)
    yield b"y"


@in_loop_time
async def test_the_read_timeout_does_not_run_while_a_source_is_read() -> None:
    async with desk_in_loop_time(timeouts=Timeouts(read=5)) as (server, desk):
        server.answer(fine({}))
        async with taking(8):
            await sent(desk, upload_of(slowly(), filename="a"))

    assert form(server.requests[0])[1] == b"xy"


@in_loop_time
async def test_the_read_timeout_runs_after_the_last_byte_of_an_upload() -> None:
    async with desk_in_loop_time(timeouts=Timeouts(read=5)) as (server, desk):
        server.silence()
        async with taking(5):
            await failed(ReadTimeout, sent(desk, upload_of(b"x", filename="a")))

    assert len(server.requests) == 1


async def test_a_foreign_session_uploads_as_well(server: ScriptedServer, options: Options, path: Path) -> None:
    server.answer(status=429, body=b"").answer(fine({}))

    async with aiohttp.ClientSession() as session, Desk(server.url, options, session=session) as desk:
        await sent(desk, upload_of(path))

    assert [form(seen)[1] for seen in server.requests] == [CONTENT] * 2
