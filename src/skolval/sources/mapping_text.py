"""Writes a mapping file (kolumnmall) to edit: every role, what it means, and what is not read."""

from __future__ import annotations

import io
from collections.abc import Mapping as Named
from typing import Any

from ruamel.yaml import YAML

from skolval.io.identity import holds_number, masked
from skolval.sources.application_roles import PERSONAL
from skolval.sources.headings import plain
from skolval.sources.mapping import Columns, Mapping

__all__ = ["mapping_text"]


def mapping_text(mapping: Mapping, table: tuple[str, str], units: Named[str, str]) -> str:
    """Return a mapping file to edit, with a comment on every key.

    Parameters
    ----------
    table : file and sheet. units : names in the file that no unit is called, to be filled in.
    """
    chosen = mapping.model_dump(mode="json", exclude_defaults=True)
    columns = chosen.pop("columns", {})
    unread = [name for name in chosen.pop("left_out", ()) if not holds_number(name)]
    place = f"{table[0]} [{table[1]}]" if table[1] else table[0]
    sheet = mapping.sheet or ("" if holds_number(table[1]) else table[1])
    personal = [name for name in unread if PERSONAL.search(plain(name))]
    head = [
        "# Vilken kolumn är vad? Ändra, och kör sedan om importen med --mapping DEN_HÄR_FILEN.",
        "# Which column is what? Edit, and import again with --mapping THIS_FILE.",
        f"# {masked(place)}",
    ]
    absent = [role for role in Columns.model_fields if role not in columns]
    parts = [
        "\n".join(head),
        _yaml({"sheet": sheet}),
        _yaml({"columns": columns}),
        *(f'  # {role}: ""  # {Columns.model_fields[role].description}' for role in absent),
        "# Kolumner som inte läses. / Columns that are not read.",
        _yaml({"left_out": [*personal, *(name for name in unread if name not in personal)]}),
        "# Namn på skolor till skolenhetskoder; - stryker valet.",
        "# Names of units to unit codes; - drops the wish.",
        _yaml({"units": dict(units) | chosen.get("units", {})}),
        "# values: {grade: {Nollan: F}, yes: [Ja], no: [Nej]}",
        "# constants: {grade: F}",
        '# crs: ""',
        "# repeated: refuse   # or latest",
    ]
    return "\n".join(part.rstrip("\n") for part in parts) + "\n"


def _yaml(value: dict[str, Any]) -> str:
    yaml = YAML(typ="rt", pure=True)
    yaml.width = 96
    yaml.allow_unicode = True
    stream = io.StringIO()
    yaml.dump(value, stream)
    return stream.getvalue()
