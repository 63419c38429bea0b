"""Lottery numbers that anybody can recompute from the published seed."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import numpy as np

from skolval.domain.problem import IntArray

__all__ = ["lot_places"]


def lot_places(seed: str, names: Iterable[str]) -> IntArray:
    """Return each name's place (0 first) when sorted by SHA-256 of ``seed|name``.

    The hash is compared as hexadecimal text, so the order can be checked with any tool.
    """
    prefix = sha256(f"{seed}|".encode())
    digests = []
    for name in names:
        digest = prefix.copy()
        digest.update(name.encode())
        digests.append(digest.digest())
    # as big-endian numbers digests stand in the order of their hexadecimal text
    words = np.frombuffer(b"".join(digests), ">u8").reshape(-1, 4).astype(np.uint64)
    order = np.lexsort(words.T[::-1])
    place = np.empty(len(digests), np.int64)
    place[order] = np.arange(len(digests))
    return place
