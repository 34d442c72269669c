"""One typed asyncio client for Talkroute, Talkable and Talkover.

Everything public is here and is loaded on first use::

    from telephony_clients import Talkover

    async with Talkover() as talkover:
        async for call in talkover.calls.list(status="completed"):
            print(call.id, call.duration)
"""

from typing import TYPE_CHECKING

from telephony_clients.core.lazy import lazily

if TYPE_CHECKING:
    from telephony_clients.core.calls.response import Response as Response
    from telephony_clients.core.client.pager import Page as Page
    from telephony_clients.core.client.pager import Pager as Pager
    from telephony_clients.core.errors import ApiError as ApiError
    from telephony_clients.core.errors import Attempt as Attempt
    from telephony_clients.core.errors import AuthenticationError as AuthenticationError
    from telephony_clients.core.errors import BadRequest as BadRequest
    from telephony_clients.core.errors import BadResponse as BadResponse
    from telephony_clients.core.errors import BodyTooLarge as BodyTooLarge
    from telephony_clients.core.errors import ConfigurationError as ConfigurationError
    from telephony_clients.core.errors import Conflict as Conflict
    from telephony_clients.core.errors import ConnectError as ConnectError
    from telephony_clients.core.errors import DeadlineExceeded as DeadlineExceeded
    from telephony_clients.core.errors import DecodeError as DecodeError
    from telephony_clients.core.errors import EmptyResponse as EmptyResponse
    from telephony_clients.core.errors import LostResponse as LostResponse
    from telephony_clients.core.errors import ModelMismatch as ModelMismatch
    from telephony_clients.core.errors import NotFound as NotFound
    from telephony_clients.core.errors import Outcome as Outcome
    from telephony_clients.core.errors import PaginationError as PaginationError
    from telephony_clients.core.errors import PaymentRequired as PaymentRequired
    from telephony_clients.core.errors import PermissionDenied as PermissionDenied
    from telephony_clients.core.errors import ProtocolError as ProtocolError
    from telephony_clients.core.errors import RateLimited as RateLimited
    from telephony_clients.core.errors import ReadTimeout as ReadTimeout
    from telephony_clients.core.errors import RedirectRefused as RedirectRefused
    from telephony_clients.core.errors import ServerError as ServerError
    from telephony_clients.core.errors import TelephonyError as TelephonyError
    from telephony_clients.core.errors import TLSError as TLSError
    from telephony_clients.core.errors import TransportError as TransportError
    from telephony_clients.core.errors import TruncatedBody as TruncatedBody
    from telephony_clients.core.errors import UnexpectedContent as UnexpectedContent
    from telephony_clients.core.errors import ValidationFailed as ValidationFailed
    from telephony_clients.core.events import AttemptFinished as AttemptFinished
    from telephony_clients.core.events import CallFinished as CallFinished
    from telephony_clients.core.events import CallStarted as CallStarted
    from telephony_clients.core.events import DriftNoted as DriftNoted
    from telephony_clients.core.events import Event as Event
    from telephony_clients.core.events import GateChanged as GateChanged
    from telephony_clients.core.events import GateState as GateState
    from telephony_clients.core.events import PageFetched as PageFetched
    from telephony_clients.core.events import SharedQuotaChanged as SharedQuotaChanged
    from telephony_clients.core.events import Waiting as Waiting
    from telephony_clients.core.models.drift import DriftCount as DriftCount
    from telephony_clients.core.models.model import Model as Model
    from telephony_clients.core.models.model import OpenEnum as OpenEnum
    from telephony_clients.core.options import OptionChanges as OptionChanges
    from telephony_clients.core.options import Options as Options
    from telephony_clients.core.options import RetryPolicy as RetryPolicy
    from telephony_clients.core.options import Timeouts as Timeouts
    from telephony_clients.core.secret import Secret as Secret
    from telephony_clients.core.shared_quota import Admission as Admission
    from telephony_clients.core.shared_quota import SharedQuota as SharedQuota
    from telephony_clients.core.values import UNSET as UNSET
    from telephony_clients.core.values import RateLimit as RateLimit
    from telephony_clients.core.version import __version__ as __version__
    from telephony_clients.core.webhooks.delivery import Delivery as Delivery
    from telephony_clients.core.webhooks.frameworks import verify_aiohttp as verify_aiohttp
    from telephony_clients.core.webhooks.frameworks import verify_starlette as verify_starlette
    from telephony_clients.core.webhooks.rejection import Rejection as Rejection
    from telephony_clients.core.webhooks.rejection import WebhookRejected as WebhookRejected
    from telephony_clients.core.webhooks.replay import MemoryReplayStore as MemoryReplayStore
    from telephony_clients.core.webhooks.replay import ReplayStore as ReplayStore
    from telephony_clients.core.webhooks.verifier import Verified as Verified
    from telephony_clients.core.webhooks.verifier import Verifier as Verifier
    from telephony_clients.talkable import Talkable as Talkable
    from telephony_clients.talkover import Talkover as Talkover
    from telephony_clients.talkroute import Talkroute as Talkroute

CLIENTS = {"talkroute": "Talkroute", "talkable": "Talkable", "talkover": "Talkover"}
"""The table of clients: a vendor's package and the class in it."""

__getattr__, __dir__, __all__ = lazily(
    __name__,
    {
        **{vendor: (client,) for vendor, client in CLIENTS.items()},
        "core.calls.response": ("Response",),
        "core.models.drift": ("DriftCount",),
        "core.events": (
            "AttemptFinished",
            "CallFinished",
            "CallStarted",
            "DriftNoted",
            "Event",
            "GateChanged",
            "GateState",
            "PageFetched",
            "SharedQuotaChanged",
            "Waiting",
        ),
        "core.errors": (
            "ApiError",
            "Attempt",
            "AuthenticationError",
            "BadRequest",
            "BadResponse",
            "BodyTooLarge",
            "ConfigurationError",
            "Conflict",
            "ConnectError",
            "DeadlineExceeded",
            "DecodeError",
            "EmptyResponse",
            "LostResponse",
            "ModelMismatch",
            "NotFound",
            "Outcome",
            "PaginationError",
            "PaymentRequired",
            "PermissionDenied",
            "ProtocolError",
            "RateLimited",
            "ReadTimeout",
            "RedirectRefused",
            "ServerError",
            "TLSError",
            "TelephonyError",
            "TransportError",
            "TruncatedBody",
            "UnexpectedContent",
            "ValidationFailed",
        ),
        "core.models.model": ("Model", "OpenEnum"),
        "core.options": ("OptionChanges", "Options", "RetryPolicy", "Timeouts"),
        "core.client.pager": ("Page", "Pager"),
        "core.webhooks.replay": ("MemoryReplayStore", "ReplayStore"),
        "core.secret": ("Secret",),
        "core.shared_quota": ("Admission", "SharedQuota"),
        "core.values": ("RateLimit", "UNSET"),
        "core.version": ("__version__",),
        "core.webhooks.rejection": ("Rejection", "WebhookRejected"),
        "core.webhooks.delivery": ("Delivery",),
        "core.webhooks.verifier": ("Verified", "Verifier"),
        "core.webhooks.frameworks": ("verify_aiohttp", "verify_starlette"),
    },
)
__all__ += ["CLIENTS"]
