"""The clients of the accounts that are pulled, made where the pull runs."""

import asyncio
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self, TypeAlias

from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.events import GateState
from telephony_clients.core.options import Options
from telephony_clients.core.secret import HIDDEN_LOCALS
from telephony_clients.pull.catalogue import client_of

__all__ = ["Accounts", "Credentials"]

Credentials: TypeAlias = Mapping[str, Mapping[str, Any]] | Callable[[str], Mapping[str, Any]]
"""The name of an account -> the arguments of its client: ``{"main": {"api_key": ...}}``, or a function of the name."""


class Accounts:
    """One client for each account, made when it is first needed; all of them are closed with this.

    Args:
        credentials: the name of an account -> the arguments of its client, such as ``api_key``, ``site_slug``,
            ``base_url``; a mapping, or a function, which is called where the pull runs and must not block.
        options: how all of these clients behave.
    """

    def __init__(self, credentials: Credentials, *, options: Options | None = None) -> None:
        self._credentials = credentials
        self._options = options
        self._clients: dict[tuple[str, str], VendorClient] = {}

    def __repr__(self) -> str:
        return f"Accounts({', '.join(sorted({name for _, name in self._clients}))})"

    def client(self, resource: str, account: str) -> VendorClient:
        """Return an account's client.

        Args:
            resource: whose vendor it is, such as ``talkover.calls``.
            account: the account's name.

        Raises:
            ConfigurationError: the account has no credentials, or they cannot be used.
        """
        with HIDDEN_LOCALS:
            key = resource.rpartition(".")[0], account
            if key not in self._clients:
                arguments = {"options": self._options, **self._arguments(account)}
                self._clients[key] = client_of(resource)(**arguments)
            return self._clients[key]

    def _arguments(self, account: str) -> Mapping[str, Any]:
        if callable(self._credentials):
            return self._credentials(account)
        if account not in self._credentials:
            known = ", ".join(sorted(self._credentials))
            raise ConfigurationError(f"There are no credentials for the account {account!r}; there are {known}.")
        return self._credentials[account]

    def gates(self) -> list[GateState]:
        """Return how the accounts that are in use are throttled.

        Raises:
            RuntimeError: no event loop runs.
        """
        return [client.gate.snapshot() for client in self._clients.values()]

    async def release(self, account: str) -> None:
        """Close an account's clients, for now: they are made again when they are needed again."""
        for key in [key for key in self._clients if key[1] == account]:
            await self._clients.pop(key).close()

    async def close(self) -> None:
        """Close all clients."""
        clients, self._clients = list(self._clients.values()), {}
        await asyncio.gather(*(client.close() for client in clients))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
