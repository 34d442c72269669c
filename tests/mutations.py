"""Texts and bytes that differ from a genuine one in one place, for deliveries that were tampered with."""

from collections.abc import Iterator
from random import Random


def replaced(genuine: bytes, *, each: int, seed: int = 1) -> Iterator[bytes]:
    """Every byte replaced by so many others in turn: neighbours, and the other letter case, first."""
    dice = Random(seed)
    for place, byte in enumerate(genuine):
        near = [byte ^ 0x20, byte ^ 1, (byte + 1) % 256, 0, 0xFF]
        others = [other for other in dict.fromkeys([*near, *dice.sample(range(256), 256)]) if other != byte]
        for other in others[:each]:
            yield genuine[:place] + bytes([other]) + genuine[place + 1 :]


def resized(genuine: bytes) -> Iterator[bytes]:
    """A byte left out, doubled, or put in, at every place; the beginning or the end alone; twice."""
    for place in range(len(genuine)):
        yield genuine[:place] + genuine[place + 1 :]
        yield genuine[:place] + genuine[place : place + 1] + genuine[place:]
        for added in (b" ", b"\n", b"=", b"0", b"\x00"):
            yield genuine[:place] + added + genuine[place:]
        yield genuine[:place]
    yield from (genuine[place:] for place in range(1, len(genuine)))
    yield genuine * 2


def swapped(genuine: bytes) -> Iterator[bytes]:
    """Two neighbours that differ, exchanged."""
    for place in range(len(genuine) - 1):
        left, right = genuine[place : place + 1], genuine[place + 1 : place + 2]
        if left != right:
            yield genuine[:place] + right + left + genuine[place + 2 :]


def all_of(genuine: bytes, *, each: int) -> Iterator[bytes]:
    """All of these."""
    yield from (one for one in (*replaced(genuine, each=each), *swapped(genuine), *resized(genuine)) if one != genuine)
