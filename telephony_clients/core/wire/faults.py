"""Failures on the wire as this package's errors; aiohttp's are never passed on, since some print the credential."""

import os
from http import HTTPStatus

import aiohttp
from yarl import URL

from telephony_clients.core import errors


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


def map_exception(error: BaseException, url: URL) -> errors.TelephonyError:
    """Return this package's error for an exception of aiohttp or the system that a request to this URL raised."""
    where = f"{url.host}:{url.port}"
    match error:
        case aiohttp.ClientSSLError() | aiohttp.ServerFingerprintMismatch():
            return errors.TLSError(f"No trusted connection to {where} ({type(error).__name__}).")
        case aiohttp.ClientConnectorDNSError():
            return errors.ConnectError(f"No address found for {url.host}.")
        case aiohttp.ClientConnectorError():
            return errors.ConnectError(f"No connection to {where} ({_reason(error.os_error)}).")
        case aiohttp.ConnectionTimeoutError():
            return errors.ConnectError(f"No connection to {where} in time.")
        case TimeoutError():
            return errors.ReadTimeout(f"No answer from {where} in time.")
        case aiohttp.ClientResponseError():
            return errors.ProtocolError(f"The answer of {where} is not proper HTTP.")
        case ValueError():
            return errors.ConfigurationError(
                f"The request cannot be sent ({type(error).__name__}); check base_url and the session that was given."
            )
        case _:
            return errors.LostResponse(f"The connection to {where} ended before the answer.")


def _reason(error: OSError) -> str:
    """Return why a connection failed. The event loop's own errors hold the address in place of the reason."""
    return os.strerror(error.errno) if error.errno else error.strerror or type(error).__name__
