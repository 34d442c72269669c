"""What can go wrong with a pull, besides what can go wrong with its calls."""

from collections.abc import Sequence

from telephony_clients.core.errors import TelephonyError
from telephony_clients.pull.spec import PullSpec

__all__ = ["PullFailed", "PullIncomplete"]


class PullIncomplete(TelephonyError):
    """A window could not be read as a whole, so that no file of it was written."""

    advice = "Pull it again; a filter that keeps the list still while it is read helps."


class PullFailed(TelephonyError):
    """Parts of a pull failed; all others are whole.

    Attributes:
        failures: each spec that failed, with its error.
    """

    advice = "Run the same pull again: it fetches what is missing and nothing else."

    def __init__(self, message: str, failures: Sequence[tuple[PullSpec, TelephonyError]] = ()) -> None:
        super().__init__(message)
        self.failures = failures
