"""Images that go with Talkroute's text messages."""

import asyncio
import base64
import hashlib
import mimetypes
import os
from pathlib import Path

from telephony_clients.core.errors import ConfigurationError


async def image(path: os.PathLike[str] | None) -> dict[str, str] | None:
    """Return an image as Talkroute takes it, None for none; it is read in a thread.

    Raises:
        ConfigurationError: there is no such file, or its name is not an image's.
    """
    if path is None:
        return None
    kind = mimetypes.guess_type(os.fspath(path))[0] or ""
    if not kind.startswith("image/"):
        raise ConfigurationError(f"Only images can be attached, such as a .png; {Path(path).name!r} is none.")
    try:
        content = await asyncio.to_thread(Path(path).read_bytes)
    except OSError as problem:
        raise ConfigurationError(f"The attachment cannot be read: {problem.strerror}.") from None
    # public clients send 32 hexadecimal digits, of an algorithm that nobody names
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    data = f"data:{kind};base64,{base64.b64encode(content).decode()}"
    return {"content": data, "fileType": kind, "hash": digest}
