"""What a body is by its headers, and how it is unpacked."""

import gzip
import time
import zlib

import pytest

from telephony_clients import ConfigurationError
from telephony_clients.core.wire.content import Unpacker, is_accepted, may_be_json, media_ranges, media_type


@pytest.mark.parametrize(
    ("value", "kind", "json"),
    [
        ("application/json", "application/json", True),
        (" Application/JSON ; charset=utf-8", "application/json", True),
        ("application/problem+json", "application/problem+json", True),
        ("text/json", "text/json", True),
        ("text/javascript", "text/javascript", True),
        ("text/plain", "text/plain", True),
        ("json", "json", True),
        ("", "", True),
        ("text/html", "text/html", False),
        ("application/octet-stream", "application/octet-stream", False),
        ("AUDIO/MPEG", "audio/mpeg", False),
    ],
)
def test_media_types(value: str, kind: str, json: object) -> None:
    headers = {"Content-Type": value}

    assert (media_type(headers), may_be_json(headers)) == (kind, json)


def test_no_media_type() -> None:
    assert (media_type({}), may_be_json({})) == ("", True)


@pytest.mark.parametrize("accept", ["*/*", "audio/*", "Audio/MPEG", "text/csv, audio/mpeg", "text/csv,audio/*"])
def test_what_is_accepted(accept: str) -> None:
    assert is_accepted("audio/mpeg", media_ranges(accept))
    assert is_accepted("", media_ranges(accept))


@pytest.mark.parametrize("accept", ["text/*", "audio/wav", "audio/mp", "udio/mpeg"])
def test_what_is_not_accepted(accept: str) -> None:
    assert not is_accepted("audio/mpeg", media_ranges(accept))


@pytest.mark.parametrize("accept", ["", "audio", "audio/*;q=1", "audio/[a-z]", "a/b,", "a/b\r\nX: y", "\u00e4/b"])
def test_what_is_no_accept_header(accept: str) -> None:
    with pytest.raises(ConfigurationError):
        media_ranges(accept)


@pytest.mark.parametrize("size", [1, 7, 10_000_000])
@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "deflate", "deflate without a head", "identity", ""])
def test_a_body_is_unpacked_however_it_is_cut_up(encoding: str, size: int) -> None:
    body = bytes(range(256)) * 40
    packed = {"gzip": gzip.compress(body), "deflate": zlib.compress(body)}.get(encoding.lower(), body)
    if encoding == "deflate without a head":
        packed = zlib.compress(body, wbits=-15)
    unpacker = Unpacker({"Content-Encoding": encoding.partition(" ")[0]})

    pieces = [piece for at in range(0, len(packed), size) for piece in unpacker.unpack(packed[at : at + size])]

    assert b"".join(pieces) == body
    assert unpacker.whole


def test_a_few_bytes_are_unpacked_bit_by_bit() -> None:
    pieces = list(Unpacker({"Content-Encoding": "gzip"}).unpack(gzip.compress(bytes(20_000_000))))

    assert (sum(map(len, pieces)), max(map(len, pieces))) == (20_000_000, 2**18)


def test_what_is_missing_is_known() -> None:
    unpacker = Unpacker({"Content-Encoding": "gzip"})
    list(unpacker.unpack(gzip.compress(b"hello")[:-1]))

    assert not unpacker.whole


def test_what_is_no_gzip_is_told() -> None:
    with pytest.raises(zlib.error):
        list(Unpacker({"Content-Encoding": "gzip"}).unpack(b"<html>"))


def test_parts_that_unpack_to_nothing_cost_no_more_than_their_length_and_are_counted() -> None:
    unpacker = Unpacker({"Content-Encoding": "gzip"})
    body = gzip.compress(b"") * 100_000
    began = time.process_time()

    assert not b"".join(unpacker.unpack(body))

    assert time.process_time() - began < 5
    assert unpacker.overhead == len(body)
    assert unpacker.whole
