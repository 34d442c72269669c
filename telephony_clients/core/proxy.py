"""The HTTP proxy of a client: its address, and credentials that are shown nowhere."""

from base64 import b64encode
from typing import NoReturn

from yarl import URL

from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.redaction import MASK
from telephony_clients.core.secret import MaskedText


class Proxy:
    """A proxy that requests go through: asked to forward those to ``http``, and for a tunnel to ``https``.

    A bad address is kept and refused by `check`, since an error raised here would show the password to whoever captures
    the caller's variables.

    Args:
        address: ``http://host:port``, with ``user:password@`` if it asks for them; without a scheme it is ``http``.

    Attributes:
        url: its address without credentials.
        headers: what it is sent: its credentials, if any.
    """

    __slots__ = ("_fault", "headers", "url")

    def __init__(self, address: object) -> None:
        self.url, self.headers, self._fault = URL(), dict[str, str](), "must be a text such as http://host:port"
        if not isinstance(address, str):
            return
        try:
            url = URL(address if "://" in address else f"http://{address}")
            usable = url.scheme in {"http", "https"} and url.host and url.port and url.path in {"", "/"}
        except ValueError:
            return
        if not usable or url.query_string or url.fragment:
            return
        self.url, self._fault = url.origin(), ""
        if url.user or url.password:
            credentials = b64encode(f"{url.user or ''}:{url.password or ''}".encode()).decode()
            self.headers["Proxy-Authorization"] = MaskedText(f"Basic {credentials}")

    def check(self) -> None:
        """Do nothing if the address can be used.

        Raises:
            ConfigurationError: it cannot.
        """
        if self._fault:
            raise ConfigurationError(f"The proxy {self._fault}; http and https proxies are supported.")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Proxy) and (self.url, self.headers) == (other.url, other.headers)

    def __hash__(self) -> int:
        return hash(self.url)

    def __repr__(self) -> str:
        if self._fault:
            return f"Proxy('{MASK}')"
        return f"Proxy('{self.url.scheme}://{MASK + '@' if self.headers else ''}{self.url.authority}')"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A Proxy is not pickled, since it may hold a password: name it where the client is built.")


def proxy_of(given: "str | Proxy | None") -> Proxy | None:
    """Return the proxy that a user named, as an address or already as a `Proxy`."""
    return given if given is None or isinstance(given, Proxy) else Proxy(given)


def environment_proxy(url: URL) -> Proxy | None:
    """Return the proxy that the environment names for a URL: by ``HTTPS_PROXY``, ``NO_PROXY`` and the like."""
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415 - heavy, and seldom wanted

    if proxy_bypass(f"{url.host}:{url.port}"):
        return None
    named = getproxies()
    address = named.get(url.scheme) or named.get("all")
    return Proxy(address) if address else None
