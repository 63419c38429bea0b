"""Network version (gatunätets version): a fingerprint of every node and street."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from skolval.domain.instance import Instance

__all__ = ["network_digest"]

_NUMBERS = {"x": 1000, "y": 1000, "metres": 1_000_000, "speed": 1000}
"""Column to how many parts of its unit are told apart: millimetres, micrometres, m/h."""


def network_digest(instance: Instance) -> str:
    """Return the SHA-256 of nodes, edges and barriers in the order of their tables, hexadecimal.

    Numbers enter as whole small units in 64 bits, least byte first; texts in UTF-8 with a
    zero byte after each. Columns without any value do not enter, so that the same streets
    have the same fingerprint whether an optional column is absent or empty.
    """
    digest = hashlib.sha256(instance.crs.encode())
    for name in ("nodes", "edges", "barriers"):
        table = getattr(instance, name)
        if name == "barriers" and not len(table):
            continue
        digest.update(f"\n{name} {len(table)}".encode())
        for column in sorted(table.columns):
            if table[column].notna().any():
                digest.update(f"\n{column}\n".encode())
                digest.update(_bytes(column, table[column]))
    return digest.hexdigest()


def _bytes(name: str, column: pd.Series) -> bytes:
    if name in _NUMBERS:
        numbers = pd.to_numeric(column).to_numpy(np.float64, na_value=np.nan)
        known = np.isfinite(numbers)
        whole = np.where(known, np.rint(np.where(known, numbers, 0.0) * _NUMBERS[name]), -(2**62))
        return whole.astype("<i8").tobytes()
    if pd.api.types.is_bool_dtype(column.dtype):
        truths = column.astype("boolean").fillna(value=False).to_numpy(bool)
        return np.asarray(truths, np.uint8).tobytes()
    texts = column.astype(object).where(column.notna(), "").astype(str)
    return "\0".join(texts).encode() + b"\0"
