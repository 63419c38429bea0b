"""How far: streets, distances and entitlement; leaves a travel table and is done."""

from __future__ import annotations

from skolval.travel.table import travel_table

__all__ = ["travel_table"]
