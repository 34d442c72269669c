"""Where an attempt goes: to the vendor's own origin with the credential, or to a foreign one without it."""

import re
from ipaddress import IPv6Address, ip_address

import attrs
from yarl import URL

from telephony_clients.core.errors import ConfigurationError, RedirectRefused
from telephony_clients.core.wire.faults import redirect_refused
from telephony_clients.core.wire.response import Redirect

_MAX_REDIRECTS = 5
_INSIDE_NAME = re.compile(
    r"(?:.*\.)?(?:localhost|local|internal|intranet|lan|home\.arpa)|[^.]*|.*\.(?:0x[0-9a-f]*|[0-9]+)"
)
"""Names that only a network itself knows, and numbers that the system reads as an address."""


@attrs.frozen
class Target:
    """Where one request goes.

    Attributes:
        url: sent as it is encoded; it may be signed.
        trusted: whether it is the vendor's own origin, and was not named by a foreign one: only there the credential
            and the client's own headers go.
        signed: whether the caller or a redirect named it, so that its query may be what lets one in.
    """

    url: URL = attrs.field(repr=False)
    trusted: bool = True
    signed: bool = True

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{self.url.scheme}://{self.url.raw_host}:{self.url.port}".lower()


def own_url(base_url: str, path: str) -> URL:
    """Return where a path with its query leads below the base URL, or beside it after ``/../``: to that host always."""
    if path.startswith("/../"):
        return URL(f"{base_url}/").join(URL(path[1:], encoded=True))
    return URL.__new__(URL, base_url + path, encoded=True)  # URL(...) would make a dict of its arguments first


def target_of(where: object, base_url: str) -> Target:
    """Return where a caller wants to go.

    Args:
        where: a whole URL.
        base_url: where the vendor is.

    Raises:
        ConfigurationError: it is none that can be asked.
    """
    url = _parsed(where) if isinstance(where, str) else None
    if url is None or _fault(url):
        raise ConfigurationError(
            "The URL must be a text, http(s)://host/..., percent-encoded, without a user name or password."
        )
    target, base = Target(url), URL(base_url)
    if reason := _less_safe(url, base):
        raise ConfigurationError(f"The URL leads to {url.host}{reason}, unlike base_url.")
    return Target(url, trusted=target.origin == Target(base).origin)


def redirected(target: Target, redirect: Redirect, number: int, base_url: str) -> Target | RedirectRefused:
    """Return where a redirect leads to, or why it is not followed.

    Args:
        target: where the redirect comes from.
        redirect: the answer.
        number: which redirect of the attempt it is, counted from 1.
        base_url: where the vendor is.
    """
    if number > _MAX_REDIRECTS:
        return redirect_refused(redirect.status, redirect.location, f", after {_MAX_REDIRECTS} others")
    named = _parsed(redirect.location)
    if named is None or not redirect.location:
        return redirect_refused(redirect.status, redirect.location)
    url = target.url.join(named)
    fault = _fault(url) or (", from https to http" if (target.url.scheme, url.scheme) == ("https", "http") else "")
    if fault := fault or _less_safe(url, URL(base_url)):
        return redirect_refused(redirect.status, redirect.location, fault)
    found = Target(url)
    return Target(url, trusted=target.trusted and found.origin == target.origin)


def _parsed(text: str) -> URL | None:
    """Return a URL as it is encoded; None if it cannot be sent."""
    if not (text.isascii() and text.isprintable()) or " " in text:
        return None
    try:
        url = URL(text, encoded=True)
        return url.with_fragment(None) if url.port is None or url.port < 2**16 else None
    except ValueError:
        return None


def _fault(url: URL) -> str:
    """Return why nothing is asked for at a URL, as the end of a sentence; empty if nothing is wrong."""
    if url.scheme not in {"http", "https"} or not url.host:
        return ", which is not http(s)"
    return ", with a user name or password" if url.user is not None or url.password is not None else ""


def _less_safe(url: URL, base: URL) -> str:
    """Return why a URL, which may be the vendor's, is not asked for, as the end of a sentence; empty if it may be."""
    if _is_inside(url) and not _is_inside(base):
        return ", inside of a network"
    return ", without TLS" if (base.scheme, url.scheme) == ("https", "http") else ""


def _is_inside(url: URL) -> bool:
    """Return whether a host is this machine or one of its network, by its address or its name."""
    host = (url.host or "").rstrip(".").lower()
    try:
        address = ip_address(host)
    except ValueError:
        return _INSIDE_NAME.fullmatch(host) is not None
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address.sixtofour or address
    return not address.is_global or address.is_multicast
