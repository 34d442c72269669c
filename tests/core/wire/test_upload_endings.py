"""How an upload ends that cannot go on, and what is no upload to begin with."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from telephony_clients import ConfigurationError
from telephony_clients.core.wire.upload import Upload
from tests.core.desk import KEY, Desk, fine
from tests.core.wire.uploads import AGAIN, CONTENT, failed, sent, upload_of
from tests.scripted_server import ScriptedServer


async def broken() -> AsyncIterator[bytes]:
    yield b"begun"
    raise OSError("the disk is gone")


async def of_texts() -> AsyncIterator[Any]:
    yield "text"


def cancelling(done: int, size: int | None) -> None:
    raise RuntimeError("enough")


@pytest.mark.parametrize(
    ("upload", "text"),
    [
        (lambda: upload_of(broken(), filename="a"), "the disk is gone"),
        (lambda: upload_of(of_texts(), filename="a"), "gives str, not bytes"),
        (lambda: upload_of(CONTENT, filename="a", on_progress=cancelling), "enough"),
    ],
)
async def test_what_cannot_be_read_ends_the_upload_and_says_why(
    server: ScriptedServer, desk: Desk, upload: Callable[[], Upload], text: str
) -> None:
    server.answer(fine({}), always=True)

    error = await failed(ConfigurationError, sent(desk, upload(), AGAIN))

    assert text in str(error)
    assert len(error.attempts) == 1
    assert server.requests == []
    assert await sent(desk, upload_of(b"x", filename="a")) == {}, "the client goes on"


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda tmp_path: upload_of(tmp_path / "missing.png"), "missing.png"),
        (lambda _: upload_of(b"x"), "name is needed"),
        (lambda _: upload_of(b"x", filename=""), "name is needed"),
        (lambda _: upload_of(b"x", filename="\ud800"), "surrogate"),
        (lambda _: upload_of(b"x", filename="a", content_type="image/png\r\nX-Injected: 1"), "not a content type"),
        (lambda _: upload_of(b"x", filename="a", content_type="png"), "not a content type"),
        (lambda _: upload_of(17, filename="a"), "int cannot be read"),  # type: ignore[arg-type]  # on purpose
        (lambda _: upload_of("a.png"), "str cannot be read"),  # type: ignore[arg-type]  # on purpose
    ],
)
def test_what_is_no_upload_is_told_before_anything_is_sent(
    tmp_path: Path, make: Callable[[Path], Upload], text: str
) -> None:
    with pytest.raises(ConfigurationError, match=text):
        make(tmp_path)


async def test_no_key_shows_when_an_upload_ends(server: ScriptedServer, desk: Desk) -> None:
    error = await failed(ConfigurationError, sent(desk, upload_of(broken(), filename="a")))

    assert KEY not in repr(error)
