"""Bodies of the type multipart/form-data, as a browser's form or a client's upload sends them."""

from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser
from email.utils import collapse_rfc2231_value

import attrs

from telephony_clients.sandbox.talkable.answers import refusal
from telephony_clients.sandbox.wire import Request


@attrs.frozen
class Part:
    """One field of a form.

    Args:
        name: the field's name.
        file_name: the name of the file, None for a plain field.
        content_type: the media type as the part tells it.
        data: the bytes.
    """

    name: str
    file_name: str | None
    content_type: str
    data: bytes


def parts(request: Request) -> Iterator[Part]:
    """Take a form apart.

    Args:
        request: the request.

    Returns:
        Its fields in their order; none for a body of another type.

    Raises:
        RefusedError: the body does not keep to its own boundary.
    """
    kind = Message()
    kind["Content-Type"] = request.headers.get("Content-Type", "")
    boundary = kind.get_boundary()
    if kind.get_content_type() != "multipart/form-data" or not boundary:
        return
    first, *between = (b"\r\n" + request.body).split(b"\r\n--" + boundary.encode())
    last = between.pop() if between else b""
    if first or not last.startswith(b"--"):
        raise refusal("Invalid multipart body")
    for one in between:
        head, gap, content = one.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if not gap:
            raise refusal("Invalid multipart body")
        fields = HeaderParser().parsestr(head.decode(errors="replace"))
        yield Part(_parameter(fields, "name") or "", _parameter(fields, "filename"), fields.get_content_type(), content)


def _parameter(fields: Message, name: str) -> str | None:
    value = fields.get_param(name, header="Content-Disposition")
    return None if value is None else collapse_rfc2231_value(value)
