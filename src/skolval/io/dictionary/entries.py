"""What the data dictionary is made of: fields and tables."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["POSITION", "Field", "Table"]


@dataclass(frozen=True, slots=True)
class Field:
    """One column.

    Parameters
    ----------
    name : canonical name. kind : ``text``, ``code``, ``whole``, ``number``, ``share``,
        ``bool``, ``grade``, ``time``, ``date``, ``list`` (separated by spaces or ;), ``x``
        or ``y``.
    required : must be present and filled in every row.
    sv : what it holds, in Swedish; en : in English.
    aliases : accepted column names beside the canonical one (compared without case).
    allowed : the only accepted values, canonical first; `synonyms` map others onto them.
    refers : ``table.column`` whose values these must be.
    minimum, maximum : bounds of a number. unit : its unit. example : shown in templates.
    """

    name: str
    kind: str
    sv: str
    en: str
    required: bool = False
    aliases: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, str], ...] = ()
    refers: str = ""
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: a file ``<name>.csv`` or ``<name>.parquet``, or a sheet of the workbook.

    `key` columns together are unique; `aliases` are accepted file and sheet names.
    """

    name: str
    sv: str
    en: str
    fields: tuple[Field, ...]
    required: bool = False
    key: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def field(self, name: str) -> Field:
        """Return the field called `name` (KeyError if there is none)."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


POSITION = (
    Field("x", "x", "östlig koordinat i fallets koordinatsystem", "easting in the instance's CRS",
          aliases=("e", "ost", "öst", "easting", "x_ost"), unit="m", example="648000"),
    Field("y", "y", "nordlig koordinat i fallets koordinatsystem", "northing in the instance's CRS",
          aliases=("n", "nord", "northing", "y_nord"), unit="m", example="6638000"),
)  # fmt: skip
"""Where something lies: two columns that several tables have."""
