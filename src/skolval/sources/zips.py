"""What goes wrong when a packed file (zip, gzip) was damaged under way or is locked."""

from __future__ import annotations

import zipfile
import zlib

__all__ = ["BROKEN_PACKING"]

BROKEN_PACKING = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,  # cut off
    NotImplementedError,  # a way of packing that Python does not know
    RuntimeError,  # behind a password
    UnicodeDecodeError,  # names that are no text
)
"""What reading a damaged, cut, locked or strangely packed file raises."""
