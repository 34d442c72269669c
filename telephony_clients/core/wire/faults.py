"""Failures on the wire as this package's errors; aiohttp's are never passed on, since some print the credential."""

import os
from http import HTTPStatus

import aiohttp
from yarl import URL

from telephony_clients.core import errors
from telephony_clients.core.wire.idle import SpokeFirst


def upload_failed(problem: Exception) -> errors.ConfigurationError:
    """Return the error for a file that could not be read completely."""
    return errors.ConfigurationError(f"The upload ended: {str(problem) or type(problem).__name__}")


def redirect_refused(status: int, location: str, reason: str = "") -> errors.RedirectRefused:
    """Return the error for a redirect that is not followed; its location may be signed, so only the host is named."""
    try:
        host = URL(location).host or "another path"
    except ValueError:
        host = "an unreadable address"
    phrase = HTTPStatus(status).phrase
    return errors.RedirectRefused(f"The answer is {status} {phrase} to {host}{reason}.")


def proxy_refused(proxy: URL, url: URL, status: int) -> errors.ProxyError:
    """Return the error for a proxy that refused to forward a request."""
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
    reason = f"answered {status} {phrase}".rstrip()
    error = errors.ProxyError(f"The proxy {_at(proxy)} {reason} to a request for {_at(url)}.")
    error.status = status
    return error


def odd_status(url: URL, status: int) -> errors.ProtocolError:
    """Return the error for an answer with a status that HTTP does not have."""
    return errors.ProtocolError(f"The answer of {_at(url)} has the status {status:03}, which no answer can have.")


def map_exception(error: BaseException, url: URL, *, sent: bool, proxy: URL | None) -> errors.TelephonyError:
    """Return this package's error for an exception of aiohttp or the system that a request raised.

    Args:
        error: the exception.
        url: where the request was to go.
        sent: whether the request, or some of it, was on the wire.
        proxy: the proxy on the way, without credentials.
    """
    match error:
        case aiohttp.ClientHttpProxyError() if proxy is not None:
            return proxy_refused(proxy, url, error.status)
        case aiohttp.ClientSSLError() | aiohttp.ServerFingerprintMismatch():
            return errors.TLSError(f"No trusted connection to {error.host}:{error.port} ({type(error).__name__}).")
        case ValueError():
            return errors.ConfigurationError(
                f"The request cannot be sent ({type(error).__name__}); check base_url and the session that was given."
            )
        case _ if not sent:
            return _not_connected(error, url, proxy)
        case TimeoutError():
            return errors.ReadTimeout(f"No answer from {_at(url)} in time.")
        case aiohttp.ClientResponseError():
            return errors.ProtocolError(f"The answer of {_at(url)} is not proper HTTP.")
        case _:
            return errors.LostResponse(f"The connection to {_at(url)} ended before the answer.")


def _not_connected(error: BaseException, url: URL, proxy: URL | None) -> errors.ConnectError:
    """Return the error for a request that never got a connection."""
    peer = url if proxy is None else proxy
    match error:
        case aiohttp.ClientConnectorDNSError():
            problem = f"No address found for {peer.host}"
        case aiohttp.ClientConnectorError():
            problem = f"No connection to {error.host}:{error.port} ({_reason(error.os_error)})"
        case TimeoutError():
            problem = f"No connection to {_at(url)} in time"
        case SpokeFirst():
            problem = f"{_at(peer)} answered before anything was asked"
        case _:
            problem = f"The connection to {_at(peer)} ended before the request was sent"
    if proxy is None:
        failure = errors.ConnectError(f"{problem}.")
    else:
        failure = errors.ProxyError(f"{problem}, by way of the proxy {_at(proxy)}.")
    failure.unresolved = isinstance(error, aiohttp.ClientConnectorDNSError)
    return failure


def _at(url: URL) -> str:
    return f"{url.host}:{url.port}"


def _reason(error: OSError) -> str:
    """Return why a connection failed. The event loop's own errors hold the address in place of the reason."""
    return os.strerror(error.errno) if error.errno else error.strerror or type(error).__name__
