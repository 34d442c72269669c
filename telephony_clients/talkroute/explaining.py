"""What the plan includes, told by the error when a call needs more."""

from typing import Any, TypeVar, cast

from telephony_clients.core.calls.engine import Engine
from telephony_clients.core.calls.response import ParsedResponse
from telephony_clients.core.errors import PaymentRequired, TelephonyError
from telephony_clients.core.secret import HIDDEN_LOCALS
from telephony_clients.core.wire.request import Operation, Request
from telephony_clients.talkroute.adapter import TalkrouteAdapter

T = TypeVar("T")


class TalkrouteEngine(Engine):
    """Sends Talkroute's calls, and asks for the plan's features after a 402 where the client is to explain them."""

    async def send(self, request: Request[T]) -> ParsedResponse[T]:
        """Make one call.

        Raises:
            TelephonyError: a subclass of it; a `PaymentRequired` has the features in ``details["features"]``.
        """
        with HIDDEN_LOCALS:
            try:
                return await super().send(request)
            except PaymentRequired as error:
                if cast("TalkrouteAdapter", self.adapter).explain:
                    await self._explain(error)
                raise

    async def _explain(self, error: PaymentRequired) -> None:
        from telephony_clients.talkroute.account import PermittedFeature  # noqa: PLC0415 - not before it is needed

        features: Operation[Any] = Operation("GET", "/v2/accounts/permitted-features", PermittedFeature)
        try:
            response = await super().send(Request(features, features.path, into=list[PermittedFeature]))
        except TelephonyError as failure:
            error.add_note(f"What the plan includes could not be read: {type(failure).__name__}.")
            return
        lacking = [one.label for one in response.data if one.allowed is False]
        error.details = {**error.details, "features": response.data}
        error.advice = f"A payment must be made, or the plan does not include this. It lacks: {', '.join(lacking)}."
