"""Bulk pulls: a vendor's list over months and for many accounts, into files, without gaps and without doubles.

::

    from datetime import date
    from telephony_clients import pull

    parts = pull.plan("talkover.calls", ["main"], since=date(2026, 1, 1), until=date(2026, 11, 1))
    async for part in pull.run_all(parts, pull.ParquetFiles("calls"), {"main": {"api_key": key}}):
        print(part.path, part.rows)
"""

from typing import TYPE_CHECKING

from telephony_clients.core.lazy import lazily

if TYPE_CHECKING:
    from telephony_clients.pull.accounts import *
    from telephony_clients.pull.catalogue import *
    from telephony_clients.pull.errors import *
    from telephony_clients.pull.in_process import *
    from telephony_clients.pull.incremental import *
    from telephony_clients.pull.report import *
    from telephony_clients.pull.sinks import *
    from telephony_clients.pull.spec import *
    from telephony_clients.pull.state import *
else:
    __getattr__, __dir__ = lazily(
        __name__, ("spec", "catalogue", "accounts", "state", "in_process", "incremental", "sinks", "report", "errors")
    )
