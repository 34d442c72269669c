"""Where an attempt goes: judged for each step from the URL alone."""

import pytest
from yarl import URL

from telephony_clients import RedirectRefused
from telephony_clients.core.calls.target import Target, redirected, target_of
from telephony_clients.core.wire.response import Redirect

BASE = "https://api.desk.example/rest"


OWN = Target(URL(f"{BASE}/recordings"))


@pytest.mark.parametrize(
    ("where", "trusted"),
    [
        ("https://api.desk.example/rest/7", True),
        ("https://API.desk.example:443/other/7", True),
        ("http://api.desk.example/rest/7", False),
        ("http://api.desk.example:443/rest/7", False),
        ("https://api.desk.example:8443/rest/7", False),
        ("https://desk.example/rest/7", False),
        ("https://api.desk.example.evil.example/rest/7", False),
        ("https://evil.example/https://api.desk.example/rest", False),
        ("https://api.desk.example./rest/7", False),
    ],
)
def test_only_the_very_origin_is_trusted(where: str, trusted: object) -> None:
    assert target_of(where, BASE).trusted is trusted


@pytest.mark.parametrize(
    ("location", "url", "trusted"),
    [
        ("/x?a=%2F", "https://api.desk.example/x?a=%2F", True),
        ("x", "https://api.desk.example/rest/x", True),
        ("//storage.example/x#part", "https://storage.example/x", False),
        ("https://api.desk.example:443/x", "https://api.desk.example/x", True),
        ("https://api.desk.example:8443/x", "https://api.desk.example:8443/x", False),
    ],
)
def test_where_a_redirect_leads(location: str, url: str, trusted: object) -> None:
    target = redirected(OWN, Redirect(location, 302), 1)

    assert isinstance(target, Target)
    assert (str(target.url), target.trusted) == (url, trusted)


def test_trust_that_was_lost_does_not_come_back() -> None:
    target = redirected(Target(URL("https://storage.example/7"), trusted=False), Redirect("/8", 302), 2)

    assert isinstance(target, Target)
    assert not target.trusted


@pytest.mark.parametrize("location", ["http://api.desk.example/x", "http://storage.example/x"])
def test_nothing_leads_from_https_to_http(location: str) -> None:
    refused = redirected(OWN, Redirect(location, 302), 1)

    assert isinstance(refused, RedirectRefused)
    assert "from https to http" in str(refused)


def test_from_http_to_https_is_fine() -> None:
    assert isinstance(redirected(Target(URL("http://h/7")), Redirect("https://h/7", 301), 1), Target)


def test_no_repr_shows_a_signature() -> None:
    assert "canary" not in repr(Target(URL("https://storage.example/7?sig=canary-5ecret")))
    assert "canary" not in repr(Redirect("https://storage.example/7?sig=canary-5ecret", 302))
