"""Headings (kolumnrubriker) of the tables that the report writes as files."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Heading"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of an output table: name, unit and meaning."""

    name: str
    unit: str
    meaning: str
