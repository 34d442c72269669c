"""One attempt: what is sent, how long it may take, what comes back or fails, and what the answer's headers say.

The rest of the package takes `Operation` and `Request`, `Upload`, `Transport` with its `RawResponse`, and the
functions that read headers. Only this package knows aiohttp, whose errors `faults` maps to ours.
"""
