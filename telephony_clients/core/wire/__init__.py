"""One attempt: what is sent, how long it may take, what comes back or fails, and what the answer's headers say.

The rest of the package takes `Operation` and `Request`, `Upload`, `Transport` with its `Reply`, and the readers of
headers. aiohttp is met here and nowhere else: its errors end in `faults`.
"""
