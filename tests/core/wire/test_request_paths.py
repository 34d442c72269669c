"""Paths: an id is exactly one segment, whatever it holds; a caller's own path stays below the base URL."""

from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from yarl import URL

from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.wire.request import Operation, raw_path

BASE = "https://api.example.test/v1"
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
THING: Operation[Any] = Operation("GET", "/things/{agent_id}")


def quoted(value: Any) -> str:
    """Return the segment that an operation makes of an id."""
    return THING(value).path.removeprefix("/things/")


@pytest.mark.parametrize(
    ("value", "segment"),
    [
        ("plain-id_1.2~", "plain-id_1.2~"),
        (17, "17"),
        (-1, "-1"),
        ("a/b", "a%2Fb"),
        ("/", "%2F"),
        ("//evil.test/x", "%2F%2Fevil.test%2Fx"),
        ("../admin", "..%2Fadmin"),
        ("...", "..."),
        ("a?b#c", "a%3Fb%23c"),
        ("50%", "50%25"),
        ("%2e%2e", "%252e%252e"),
        ("a+b&c:d;e=f", "a%2Bb%26c%3Ad%3Be%3Df"),
        ("+12025550123", "%2B12025550123"),
        ("jo@example.test", "jo%40example.test"),
        ("a b", "a%20b"),
        ("zoë/日本", "zo%C3%AB%2F%E6%97%A5%E6%9C%AC"),
        ("\\", "%5C"),
        ("{id}", "%7Bid%7D"),
    ],
)
def test_an_id_is_quoted_into_one_segment(value: str | int, segment: str) -> None:
    assert quoted(value) == segment


@pytest.mark.parametrize("value", ["", ".", "..", "\x00", "a\nb", "a\r\nb", "a\tb", "\x7f", "\x1b[0m"])
def test_an_id_that_is_no_segment_is_refused(value: str) -> None:
    with pytest.raises(ConfigurationError, match=r"agent_id cannot be .*: it stands for one segment of the path"):
        quoted(value)


@pytest.mark.parametrize("value", ["\ud800", "ok\udfff", "\udc80\ud800"])
def test_half_a_surrogate_pair_has_no_encoding(value: str) -> None:
    with pytest.raises(ConfigurationError, match="agent_id holds half a surrogate pair"):
        quoted(value)


@pytest.mark.parametrize("value", [True, None, 1.5, b"id", ["id"]])
def test_an_id_of_another_type_is_refused_by_its_type(value: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"must be text or a whole number, not {type(value).__name__}"):
        quoted(value)


@given(ANY_TEXT)
@example("%2F")
@example("..")
def test_any_text_is_one_segment_that_reads_back_or_is_refused(text: str) -> None:
    try:
        segment = quoted(text)
    except ConfigurationError:
        return
    assert unquote(segment, errors="strict") == text
    url = URL(f"{BASE}/things/{segment}", encoded=True)
    assert url.raw_path == f"/v1/things/{segment}"
    assert (url.host, url.query_string, url.fragment) == ("api.example.test", "", "")
    assert len(url.raw_parts) == 4


@given(ANY_TEXT.filter(lambda text: text.isprintable() and text not in {"", ".", ".."}))
def test_every_printable_text_is_accepted(text: str) -> None:
    assert quoted(text)


class Things:
    _get = Operation[object]("GET", "/things/{thing_id}/parts/{part_id}")


def test_an_operation_knows_the_method_that_performs_it() -> None:
    assert Things._get.attribute == "get"


def test_an_operation_puts_its_ids_where_they_belong() -> None:
    request = Things._get("a/b", 7)
    assert request.path == "/things/a%2Fb/parts/7"
    assert request.operation.name == "GET /things/{thing_id}/parts/{part_id}"


def test_an_id_cannot_stand_in_for_a_later_placeholder() -> None:
    assert Things._get("{part_id}", "x").path == "/things/%7Bpart_id%7D/parts/x"


@pytest.mark.parametrize("ids", [(), ("a",), ("a", "b", "c")])
def test_an_operation_takes_exactly_its_ids(ids: tuple[str, ...]) -> None:
    with pytest.raises(TypeError, match="takes 2 ids"):
        Things._get(*ids)


def test_a_bad_id_is_named_in_the_error() -> None:
    with pytest.raises(ConfigurationError, match="part_id"):
        Things._get("fine", "..")


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/", "/"),
        ("/v2/agents", "/v2/agents"),
        ("/v2/agents/", "/v2/agents/"),
        ("/people/a%2Fb", "/people/a%2Fb"),
        ("/people/jo@example.test", "/people/jo@example.test"),
        ("/zoë", "/zo%C3%AB"),
        ("/a...b/..c/d..", "/a...b/..c/d.."),
        ("/people/%252e%252e/x", "/people/%252e%252e/x"),
        ('/a"b<c>', "/a%22b%3Cc%3E"),
    ],
)
def test_a_callers_own_path_is_kept_and_quoted_where_it_must_be(path: str, sent: str) -> None:
    assert raw_path(path) == sent


@pytest.mark.parametrize(
    "path",
    [
        "",
        "agents",
        "//evil.test/x",
        "https://evil.test/x",
        "/agents?page=2",
        "/agents#top",
        "/a b",
        "/a\nb",
        "/a\x7f",
        "/a\\..\\b",
        "/..",
        "/../admin",
        "/a/./b",
        "/a/%2e%2E/b",
        "/a/.%2e",
        "/people/x%2F..%2f..%2fadmin",
        "/people/x%5c..%5cadmin",
        "/people/\ud800",
    ],
)
def test_a_path_that_leaves_the_base_url_or_hides_a_query_is_refused(path: str) -> None:
    with pytest.raises(ConfigurationError):
        raw_path(path)


@given(st.text(st.sampled_from("/.%2eEfF5cC\\?#a;@:ë "), max_size=12).map(lambda text: f"/{text}"))
def test_no_accepted_path_climbs_or_changes_the_host(path: str) -> None:
    try:
        sent = raw_path(path)
    except ConfigurationError:
        return
    url = URL(BASE + sent, encoded=True)
    assert url.host == "api.example.test"
    assert url.raw_path == f"/v1{sent}"
    assert not {".", ".."} & set(unquote(sent).replace("\\", "/").split("/"))
