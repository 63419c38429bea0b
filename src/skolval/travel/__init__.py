"""How far: streets, distances and entitlement; leaves a travel table and is done."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from skolval.travel.table import travel_table

__all__ = ["travel_table"]


def __getattr__(name: str) -> Any:
    # the table brings kernels and graphs along, which a certificate does not need
    if name not in __all__:
        raise AttributeError(f"module 'skolval.travel' has no attribute {name!r}")
    return getattr(import_module("skolval.travel.table"), name)
