"""What the shared rooms ask of a vendor: how it reads a request and words an answer."""

from http import HTTPStatus
from typing import Any, Protocol

from telephony_clients.sandbox.validator import Validator
from telephony_clients.sandbox.wire import Reply, Request


class Dialect(Protocol):
    """How a vendor reads a request and words an answer, the same for all its collections."""

    @property
    def validator(self) -> Validator:
        """The vendor's checks."""

    @property
    def missing(self) -> str:
        """What is told of an id that is nobody's; `{noun}` is what the path calls one record."""

    def success(self, data: Any, message: str | None = None, status: int = HTTPStatus.OK) -> Reply:
        """Wrap what was found or done; without data the message is all there is to tell."""

    def error(self, status: int, message: str, **more: Any) -> Reply:
        """Word an error, with what some pages tell besides."""

    def document(self, request: Request) -> dict[str, Any]:
        """Read a body as a JSON object, or raise `RefusedError`."""
