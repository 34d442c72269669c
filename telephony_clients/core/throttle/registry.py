"""The gates of all accounts: one for each credential, address and event loop in this process."""

import asyncio
import hashlib
from typing import Any
from weakref import WeakKeyDictionary

from telephony_clients.core.options import Options
from telephony_clients.core.throttle.cooldown import ThrottlePolicy
from telephony_clients.core.throttle.gate import Gate

_GATES: "WeakKeyDictionary[asyncio.AbstractEventLoop, dict[tuple[Any, ...], Gate]]" = WeakKeyDictionary()


def shared_gate(
    *identity: Any, vendor: str, policy: ThrottlePolicy, options: Options, limit: str | None = None
) -> Gate:
    """Return the gate of an account, or of a limit in it, on the running event loop; made on first use.

    Args:
        identity: identifies the account, including the credential; only a hash is kept of texts.
        vendor: its name.
        policy: for a new gate.
        options: for a new gate; gates with different clocks are not shared.
        limit: the limit's name; None for what has no limit of its own.
    """
    gates = _GATES.setdefault(asyncio.get_running_loop(), {})
    texts = "\0".join([vendor, *(part for part in identity if isinstance(part, str))])
    others = tuple(part for part in identity if not isinstance(part, str))
    if limit is not None:
        texts += f"\0limit\0{limit}"
    key = hashlib.sha256(texts.encode()).hexdigest(), options.clock, *others
    if key not in gates:
        gates[key] = Gate(vendor, policy, options, limit)
    if options.shared_quota is not None:
        gates[key].share(options.shared_quota, key[0])
    return gates[key]
