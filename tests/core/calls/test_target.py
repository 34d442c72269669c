"""Where an attempt goes: judged for each step from the URL alone."""

import pytest
from yarl import URL

from telephony_clients import ConfigurationError, RedirectRefused
from telephony_clients.core.calls.target import Target, redirected, target_of
from telephony_clients.core.wire.response import Redirect

BASE = "https://api.desk.example/rest"


OWN = Target(URL(f"{BASE}/recordings"))


@pytest.mark.parametrize(
    ("where", "trusted"),
    [
        ("https://api.desk.example/rest/7", True),
        ("https://API.desk.example:443/other/7", True),
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
    target = redirected(OWN, Redirect(location, 302), 1, BASE)

    assert isinstance(target, Target)
    assert (str(target.url), target.trusted) == (url, trusted)


def test_trust_that_was_lost_does_not_come_back() -> None:
    target = redirected(Target(URL("https://storage.example/7"), trusted=False), Redirect("/8", 302), 2, BASE)

    assert isinstance(target, Target)
    assert not target.trusted


@pytest.mark.parametrize("location", ["http://api.desk.example/x", "http://storage.example/x"])
def test_nothing_leads_from_https_to_http(location: str) -> None:
    refused = redirected(OWN, Redirect(location, 302), 1, BASE)

    assert isinstance(refused, RedirectRefused)
    assert "from https to http" in str(refused)


def test_from_http_to_https_is_fine() -> None:
    assert isinstance(redirected(Target(URL("http://h/7")), Redirect("https://h/7", 301), 1, "http://h"), Target)


@pytest.mark.parametrize("where", ["http://api.desk.example/rest/7", "http://storage.example/7"])
def test_a_client_that_speaks_tls_asks_nobody_without(where: str) -> None:
    with pytest.raises(ConfigurationError, match="without TLS"):
        target_of(where, BASE)
    assert not target_of(where, "http://api.desk.example:8080").trusted


INSIDE = [
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "224.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[fe80::1]",
    "[fd00::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:a9fe:a9fe]",
    "[2002:7f00:1::]",
    "2130706433",
    "0x7f000001",
    "127.1",
    "127.0.0.0x1",
    "0177.0.0.1",
    "localhost",
    "LOCALHOST.",
    "a.localhost",
    "metadata.google.internal",
    "printer.local",
    "db",
    "nas.home.arpa",
]
OUTSIDE = ["storage.example", "8.8.8.8", "[2606:4700::1111]", "[::ffff:808:808]", "localhost.example", "internal.co"]


@pytest.mark.parametrize("host", INSIDE)
def test_no_vendor_leads_into_a_network(host: str) -> None:
    with pytest.raises(ConfigurationError, match="inside of a network"):
        target_of(f"https://{host}/7", BASE)
    refused = redirected(OWN, Redirect(f"https://{host}/7", 302), 1, BASE)
    assert isinstance(refused, RedirectRefused)
    assert "inside of a network" in str(refused)


@pytest.mark.parametrize("host", INSIDE)
@pytest.mark.parametrize("base", ["http://127.0.0.1:8080", "https://talkroute/api", "https://[fd00::2]"])
def test_who_is_inside_may_stay_inside(host: str, base: str) -> None:
    assert not target_of(f"https://{host}/7", base).trusted


@pytest.mark.parametrize("host", OUTSIDE)
def test_any_other_host_may_be_asked(host: str) -> None:
    assert not target_of(f"https://{host}/7", BASE).trusted


def test_no_repr_shows_a_signature() -> None:
    assert "canary" not in repr(Target(URL("https://storage.example/7?sig=canary-5ecret")))
    assert "canary" not in repr(Redirect("https://storage.example/7?sig=canary-5ecret", 302))
